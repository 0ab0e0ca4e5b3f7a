"""Words that the signs of the factors share: who, what, how long, and ways of saying no."""

from collections.abc import Mapping
from typing import Final

PARTS: Final[Mapping[str, str]] = {
    "not": (
        r"(?:not|never|no longer|\w+n't|(?:do|did|does|is|was|wo|could|would|have|has|had|are"
        r"|were|ca|should)nt|cannot|can not|hardly|barely)"
    ),
    "nt": r"(?:\w+n't|(?:do|did|does|is|was|wo|could|would|have|has|had|are|were|ca|should)nt)",
    "didnt": (
        r"(?:(?:did|does|do|would|could|will|can|has|have|had)(?: not|n't|nt| never)|won't"
        r"|wont|can't|cant|cannot|never|failed to|refused to|fails to|refuse to|unable to"
        r"|not able to)"
    ),
    "isnt": (
        r"(?:(?:is|was|are|were|has been|have been|be|been|being)(?: not|n't|nt| never"
        r"| still not| no longer)|not|never)"
    ),
    "adv": (
        r"(?:\w+ly |very |so |too |quite |pretty |more |most |extremely |always |all |such "
        r"|as |just |a bit |a little |still |even |ever |yet |been |being |be |at all |much "
        r"|that |particularly |super |overly |exactly |actually )"
    ),
    "staff": (
        r"(?:he|she|they|staff|agents?|advis[oe]rs?|technicians?|techs?|analysts?|engineers?"
        r"|representatives?|reps?|person|people|guys?|lady|gentleman|man|woman|girl"
        r"|consultants?|executives?|operators?|team|support|service|help ?desk|it|colleagues?"
        r"|employees?|customer service|customer care|customer support|anyone|everyone|someone"
        r"|somebody|who|you|\[name\])"
    ),
    "nobody": r"(?:no ?one|nobody|none of them|not one|not a single person)",
    "number": (
        r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen"
        r"|dozens(?: of)?|several|multiple|many|numerous|countless|various|endless|a few"
        r"|a couple(?: of)?|couple(?: of)?|umpteen|so many|too many|at least \w+|over \d+)"
    ),
    "unit": r"(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|mths?|years?|yrs?)",
    "longunit": r"(?:hours?|hrs?|days?|weeks?|wks?|months?|mths?|years?|yrs?)",
    "problem": (
        r"(?:problems?|issues?|faults?|errors?|tickets?|requests?|matter|complaints?|query"
        r"|queries|case|cases|concerns?|trouble|bug|it|this|that|things?|everything|anything"
        r"|nothing)"
    ),
    "my": r"(?:my|our|the|this|that|any|his|her|their|an?|all|all my|all our|every)",
    "thing": (
        r"(?:internet|wi-?fi|network|broadband|connection|signal|line|router|hub|modem"
        r"|laptops?|computers?|pcs?|macs?|machines?|desktops?|printers?|scanner|copier"
        r"|phones?|handsets?|headset|mobile|tablet|ipad|monitors?|screens?|keyboards?|mouse"
        r"|mice|dock|docking station|software|apps?|application|program|system|systems|server"
        r"|servers|vpn|outlook|e-?mail|teams|excel|word|zoom|blackboard|sap|citrix|website"
        r"|web ?site|site|platform|drive|account|password reset|battery|batteries|camera"
        r"|projectors?|speakers?|microphone|mic|equipment|hardware|devices?|products?|items?"
        r"|parcels?|packages?|order|delivery|deliveries|courier|flights?|luggage|bags?|boiler"
        r"|meters?|heating|cable|charger|adapter|update|upgrade|version|technology|tech|tool"
        r"|tools|tv|sound|video|audio|card|machine)"
    ),
}
