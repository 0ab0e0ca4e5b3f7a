"""How technicians write: who is to do it, whether it is over, what is a rule and what is a promise."""

import re
from typing import Final

from feedback.phrasebook import any_of, lines


def _starts(text: str) -> re.Pattern[str]:
    """Any of the lines, at the very place where one looks."""
    return re.compile(rf"\s*(?:{'|'.join(lines(text))})(?!\w)", re.IGNORECASE)


# --- whose move it is ----------------------------------------------------------------------------

OURS: Final = any_of(
    r"""
    i'?ll
    i will
    i shall
    i can
    i'?m
    i am
    i get
    i'd
    i should
    i come
    i have it
    i(?:'ve)? (?:booked|scheduled|arranged|planned|put|got) \w+
    we'?ll
    we will
    we can
    we'?re
    we are
    we should
    we have it
    we get
    you'?ll
    u'?ll
    (?:you|u) will
    (?:you|u) get
    (?:you|u) should (?:have|get|see|be)
    (?:you|u) can (?:use|log|work|print|pick|collect|open|have|start|sign|get)
    it'?ll
    it will
    it'?s (?:here|there|with (?:you|u)|yours)
    that'?ll
    this will
    they'?ll
    (?:he|she)(?:'ll| will| can|'s| is)
    will (?:be|call|ring|have|get|come|do|fix|send|let|update|look|check|visit|finish|try|swap
    …|bring)
    should be
    shld be
    gonna
    going to
    eta
    back (?:w/|with|to) (?:you|u)
    call(?:ing)? (?:you|u)
    ring(?:ing)? (?:you|u)
    on (?:my|our|its|the) way
    my colleague
    expect (?:a call|an answer|an update|me|us|it|word|news|to hear)
    ready
    done by
    fixed by
    up and running
    (?:gets?|being) \w+ed
    visit(?:ing)?
    coming (?:over|by|round|to)
    (?:dropping|passing|swinging|popping|stopping) (?:by|in|round|over)
    replacement
    arrives?
    delivered
    please (?:expect|allow)
    (?:pls|plz) (?:expect|allow)
    visit booked
    (?:booked|scheduled|planned|lined up|down|set) (?:you |it |this )?(?:in )?for
    """
)

THEIRS: Final = any_of(
    r"""
    (?:please|pls|plz|kindly)(?! (?:expect|allow|note|be advised|bear|accept|find|don't worry))
    (?:can|could|would|will) <you>(?! (?:have|be able))
    <you>(?:'ll)? (?:need|have) to
    <you> (?:must|could|should)(?! (?:have|get|see|be|hear|receive))
    <you>'d better
    (?:i|we) need [^.?!\n]{1,50}?(?<!\w)(?:from <you>|<you> to)
    (?:i |we )?need (?:<you>|your|ur)
    (?:i'?m |we'?re )?waiting (?:for|on) (?:<you>|your|ur)
    make sure|remember to|don't forget|be sure to|reply|shout
    let (?:me|us) know|(?:tell|send) (?:me|us)|get back to (?:me|us)
    (?:call|ring) (?:me|us|the)|give (?:me|us) a (?:call|ring|shout)
    (?:if|when|once|after) <you>(?:'ve| have)? \w+
    (?:leave|keep|bring|drop|save|restart|reboot|shut|turn|switch|plug|unplug|log|sign|close|open
    …|confirm|approve|fill|return|send|try|test|use|back(?! on)|lock|hand) (?:your|ur|the form|on|off
    …|out|all|it (?:on|off|open|plugged|running|in)|in your|up your|down your|everything|again)
    (?:do not|don't) (?:turn|switch|restart|shut|use|open|unplug)
    are <you> (?:free|in|around|there|at|available)|(?:have|did|do) <you>
    """,
    {"you": r"(?:you|u)"},
)

HEAR_FROM_US: Final = any_of(
    r"""
    hear(?:d)? (?:back )?(?:from )?(?:me|us)
    hear back
    (?:back|be) (?:in touch|with (?:you|u))
    back w/ ?(?:you|u)
    give me (?:until|till?)
    (?:get|come|report) back to (?:you|u)
    keep (?:you|u) (?:posted|updated)
    """
)

WE_WILL: Final = r"(?:i|we)(?:'ll|'m|'re| will| am| are| can)"
THEREAFTER: Final = any_of(
    r"""
    (?:then|after that|afterwards|right after) <we_will>
    (?:<we_will>|will) [^.!?\n]{1,60}?(?:right after|after that|afterwards)
    you(?:'re| are) (?:up )?next
    """,
    {"we_will": WE_WILL},
)
"""Said after "in a meeting until 3": then."""

THEN: Final = any_of(
    r"(?:<we_will> |will )[^.!?\n]{1,60}?\bthen(?! (?:i|we|you|the)\b)", {"we_will": WE_WILL}
)
"""Said after "I'm back on Monday": on Monday."""

# --- over, or still ahead ------------------------------------------------------------------------

AHEAD: Final = any_of(
    r"""
    will
    \w+'ll
    going to
    gonna
    shall
    should be
    shld be
    is being
    are being
    to be
    gets?
    getting
    booked
    scheduled
    planned
    arranged
    expected
    due
    eta
    lined up
    agreed
    coming
    on (?:my|its|the) way
    ready
    latest
    (?:i|we)'(?:m|re) \w+ing
    """
)

PAST: Final = any_of(
    r"""
    was|were|wasn't|weren't|did|didn't|had|has|have been|been|'ve|went|came|got|sent|gone|done
    spoke|told|said|saw|found|took|made|ran|left|gave|broke|rang|wrote|began|fell|lost|met|kept
    swapped|rebuilt|reran|noticed|missed|bounced|sorted
    (?!need)\w{2,}ed
    reset (?:your|ur|the|it)
    (?:i|we) (?:put|set|cut)
    """
)
WAS: Final = any_of(
    r"""
    was
    were
    wasn't
    took
    had
    crashed
    failed
    happened
    it did
    """
)
TOLD_US: Final = any_of(
    r"""
    (?:you|u) (?:asked|wanted|said|wrote|told|called|requested)
    you'd (?:asked|said)
    """
)
AGO: Final = _starts("""
    ago
    earlier
    before that
    late
    old
    on hold
    in a row
""")

# --- no, if, and other ways of not promising -----------------------------------------------------

REFUSED: Final = any_of(
    r"""
    won'?t
    can'?t
    cannot
    can not
    not
    unable
    no chance
    never
    don'?t
    doesn'?t
    isn'?t
    aren'?t
    nobody
    no one
    unlikely
    """
)
NO_LATER: Final = any_of(
    r"""
    (?:no|not) later than
    at the latest
    not? (?:any )?problem
    don'?t worry
    why not
    """
)
GIVES_UNTIL: Final = any_of(
    r"""
    give (?:me|us|it)
    (?:you|u) can (?:use|log|work|print|pick|collect|open|have|start|sign|get)
    available
    ready
    """
)
IF: Final = any_of(
    r"""
    if
    unless
    in case
    whenever
    should (?:it|this|that|you)
    """
)
ONCE_YOU: Final = any_of(
    r"""
    (?:once|when|after|as soon as) (?:you|u|your|we (?:have|get|got)|i (?:have|get|got)|it'?s
    …|they|approved|that|the|this|he|she)
    """
)
OF_YOUR: Final = _starts(r"""
    of (?:your|ur|getting|receiving|the|approval|that)
    (?:after|from|once|when) (?:your|ur|you|u|the|that|it|we|i|they|approval|receipt|delivery)
""")
IS_LENGTH: Final = re.compile(
    r"(?:in|within|inside|another|takes?|needs?|eta:?|next|under|give|for the next|~|about|approx)\b"
    r"|~|\d+ ?-?\d* ?(?:m|h|d|w)",
    re.IGNORECASE,
)
RATE: Final = re.compile(
    r"(?:\d+|once|twice|two|three|four|five|ten|times) (?:\S+ ){0,3}\Z|times \Z", re.IGNORECASE
)
NOT_A_DEADLINE: Final = any_of(
    r"""
    (?:i'?m|i am|we'?re|we are|be|is|are) (?:out|off|away|on (?:leave|holiday|vacation|a course
    …|training)|in (?:a |an )?(?:meetings?|training|workshop)|unavailable|busy|closed|not in)
    out of (?:the )?office
    (?:office|opening|business|service) hours
    open(?:s|ed)? (?:from|until|till?)
    my shift
    (?:is |are |stays? )?valid
    expires?
    expiry
    runs out
    (?:daily|nightly|weekly)
    (?:every|each) (?:\w+ )?(?:day|night|week|month|morning|evening|hour|\d+|\w+day)
    (?:mon|tues|wednes|thurs|fri|satur|sun)days
    usually
    normally
    only runs
    keep an eye
    for the (?:last|past)
    not before
    no (?:sooner|earlier) than
    as of
    starting
    onwards?
    sorry (?:about|for)
    """
)
MAINTENANCE: Final = any_of(
    r"""
    maintenance
    (?:planned|scheduled) (?:work|works|outage|downtime)
    (?:change|service|patch) window
    (?:vendor|provider|supplier|carrier|isp|telco|microsoft|google|manufacturer|data ?cent(?:er
    …|re)|landlord|building|facilities|utility|power company|cloud)(?:'s)? (?:\w+
    … ){0,4}(?:starts?|begins?|opens?|works?|upgrades?|shuts?|switch(?:es)?|update)
    (?:starts?|begins?) (?:their|its) (?:work|upgrade|update)
    """
)
ENDS: Final = any_of(
    r"""
    (?:back|up|done|over|finished|complete|completed|restored|working|usable|available) (?:again
    … )?(?:by|at|from|around|before|tomorrow|tonight|on)
    ends?
    you'?ll
    you will
    (?:i|we)'ll
    (?:i|we) will
    """
)
WEAK: Final = any_of(
    r"""
    (?:part|parts|spare|spares|delivery|shipment|component|toner|stock) (?:\w+ ){0,3}(?:arrives?
    …|due|comes?|expected|lands?|in)
    takes?
    (?:vendor|supplier|manufacturer|provider) (?:\w+ ){0,3}(?:says?|promised|quotes?|expects?)
    meeting with (?:the )?(?:vendor|supplier|provider)
    """
)

BACKSTAGE: Final = any_of(
    r"""
    (?:re)?(?:boot|start|build|index|run|stor|assign)(?:s|es|e|ing)?
    patch(?:es|ing)?
    (?:roll(?:s|ing)?|push(?:es|ing)?) (?:back|out|the|an|it|this|update)
    (?:update|upgrade|deploy|migrat|mov|copy|sync|scan|escalat|debug|trac|monitor)(?:e|es|s|ing)?
    (?:check|chk|look|dig|test|try|investigat|review|read|examin|pars)(?:e|es|s|ing)?
    (?:order|chas|contact|ask|speak|talk|phone|ring|call)(?:e|es|s|ing)? (?:to |with |at )?(?:the
    … |our |a )?(?:vendor|supplier|provider|manufacturer|carrier|team|network|part|colleague)s?
    meeting
    """
)
"""Work that they neither see nor hear of."""

REACHES_THEM: Final = any_of(
    r"""
    you
    you'(?:ll|re|d)
    (?:your|ur) (?:desk|office|place|room|floor|site|home|turn)
    u
    (?<!roll )(?<!rolling )(?<!rolled )(?<!rolls )back
    up
    ok
    okay
    again
    (?:all )?(?:done|fixed|ready|sorted|solved|finished|complete|completed|live|good|working)
    works
    online
    eta
    arriv(?:es?|ing)
    deliver(?:y|ed|ing|s)?
    visit(?:ing)?
    com(?:e|es|ing)
    """
)

SLA: Final = any_of(
    r"""
    slas?
    service levels?(?: agreements?)?
    service agreements?
    (?:still )?have \d+ \w+ (?:left )?to (?:respond|answer|resolve)
    response times?
    breach(?:ed)?
    overdue
    queue rules?
    policy
    """
)
