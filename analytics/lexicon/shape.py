"""The words that give a question its shape: split by, compared, left out, followed over time."""

from collections.abc import Mapping
from typing import Final

from analytics.lexicon.phrases import phrase
from analytics.periods import Grain

DIMENSION_WORDS: Final = {
    "service": phrase(
        r"""
        (?:it )?(?:services?|products?|applications?|apps|systems?|topics?|subjects?
          & |catalogue items?)
        """
    ),
    "channel": phrase(
        r"""
        (?:contact |support |intake |ticket |communication )?channels?|ways? (?:in|of contact
          & |they (?:reach|contact)(?:ed)? us)|entry points?|contact (?:methods?|types?)|medium
        """
    ),
    "team": phrase(
        r"""
        (?:support |resolver |resolving |assignment )?(?:teams?|groups?|queues?|squads?)
          & |departments?|assignee groups?
        """
    ),
    "organisation": phrase(
        r"""
        organi[sz]ations?|clients?|compan(?:y|ies)|tenants?|accounts?|orgs?
          & |customers?(?= (?:organi[sz]ation|account)s?)
        """
    ),
    "location": phrase(
        r"""
        locations?|sites?|offices?|cit(?:y|ies)|places?|regions?|branch(?:es)?|countr(?:y
          & |ies)|towns?
        """
    ),
    "priority": phrase(
        r"""
        priorit(?:y|ies)|prios?|urgenc(?:y|ies)|severit(?:y|ies)|priority levels?
        """
    ),
    "kind": phrase(
        r"""
        (?:ticket )?(?:kinds?|types?)(?: of tickets?)?|incidents? (?:vs|versus|and
          & |or) requests?(?= split)|ticket categor(?:y|ies)
        """
    ),
    "factor": phrase(
        r"""
        (?:negative |positive )?(?:factors?|drivers?)
        """
    ),
}

GRAIN_WORDS: Final[Mapping[Grain, str]] = {
    "day": phrase(
        r"""
        daily|day (?:by|to|over|on|after) day|(?:per|by|each|every|for each|for every
          & |a figure (?:per|a)) (?:single )?day|days
        """
    ),
    "week": phrase(
        r"""
        weekly|week (?:by|to|over|on|after) week|(?:per|by|each|every|for each|for every
          & |in each|on a) (?:calendar )?(?:week(?:ly basis)?)|wow
        """
    ),
    "month": phrase(
        r"""
        monthly|month (?:by|to|over|on|after) month|(?:per|by|each|every|for each|for every
          & |in each|on a) (?:calendar )?(?:month(?:ly basis)?)|mom
        """
    ),
    "quarter": phrase(
        r"""
        quarterly|quarter (?:by|to|over|on|after) quarter|(?:per|by|each|every|for each
          & |for every|in each|on a) (?:quarter(?:ly basis)?)|qoq
        """
    ),
    "year": phrase(
        r"""
        yearly|annual(?:ly)?|year (?:by|to|after) year|(?:per|by|each|every|for each
          & |for every) (?:calendar |fiscal )?year|over the years
        """
    ),
}

BY_CUE: Final = phrase(
    r"""
    (?:(?:split|broken|break|grouped|sliced|separated|divided|sorted|cut|ordered|listed
      & |shown)(?: it| them| that| this)?(?: down| up| out)? )?(?:and )?(?:by|per
      & |for each(?: of the| of our| single)?|for every|for all(?: of)?(?: the
      & | our)?(?: individual| different)|each(?: of the| of our)?|every(?: single)?
      & |in (?:which|what)|on (?:which|what)|at (?:which|what)|for (?:which|what)
      & |through (?:which|what)|via (?:which|what)|which(?: of)?(?: the| our)?|what
      & |what(?: kind| sort)s? of|across(?: all)?(?: of)?(?: the| our)?|between(?: the| our)?
      & |among(?: the| our)?|amongst(?: the| our)?|compar(?:e|ing)(?: all)?(?: the| our)?
      & |comparison of(?: all)?(?: the| our)?|rank(?:ing)?(?: of)?(?: all)?(?: the| our)?
      & |over all(?: the| our)?|(?:the |our )?(?:top|best|worst|happiest|unhappiest|weakest
      & |strongest)(?: \d+)?|(?:the |our )(?:different|various|individual|single)|into)
    """
)

MOST_HAPPY: Final = phrase(
    r"""
    (?:un)?happiest|saddest|(?:most|least) (?:un)?happy|(?:highest|lowest|best|worst) happiness
    """
)

TREND: Final = phrase(
    r"""
    trend(?:s|ed|ing|lines?)?|develop(?:s|ed|ing|ment)?|evol(?:ve[ds]?|ving|ution)|curve
      & |over time|trajectory|time ?lines?|time ?series|series|history|moved?|moving
      & |chang(?:e[ds]?|ing)(?: over time)?|progress(?:ed|ion|ing)?|course of|come along
      & |coming along|shift(?:ed|ing)|going (?:up|down)(?: or (?:up|down))?|gone (?:up|down)
      & |(?:getting|becoming) (?:any )?‹m›
      & |(?:get(?:ting)?|got(?:ten)?|become|becoming) (?:any )?(?:better|worse|happier
      & |unhappier|faster|slower)(?: or (?:better|worse))?|improv(?:e[ds]?|ing|ement)
      & |declin(?:e[ds]?|ing)|rising|falling|ris(?:e|en)|fallen|line chart|graph over
    """
)

COMPARE: Final = phrase(
    r"""
    (?:vs|versus|v|against|(?:as )?compared? (?:to|with|against)|comparing (?:to|with)
      & |in comparison (?:to|with)|relative to|rather than|than|or)
    """
)

EXCLUDE: Final = phrase(
    r"""
    (?:except(?: for)?|(?<=[›]) but|ex|excepting|excluding|exclude|excl|without|but not|other than
      & |apart from|aside from|not counting|not including|leaving out|leave out|minus
      & |ignoring|ignore|not|outside(?: of)?|besides|all but|every(?:one|body|thing|where) but|no
      & |anywhere but|save for)
    """
)

COMPARE_CUE: Final = phrase(
    r"""
    (?:compar(?:e[ds]?|ing|ison)(?: of)?|versus|vs|differen(?:ce|t|ces)|head to head|between
      & |side by side|or|which (?:one|of (?:them|these|the two))|who)
    """
)
"""Somewhere in a question that names two values of one kind: they are set side by side."""

ALONE: Final = phrase(
    r"""
    (?:breakdown|wise|comparison|ranking|split|view|level)
    """
)
"""After a dimension: "team breakdown"."""

ONE_FIGURE: Final = phrase(
    r"""
    (?:one|a|the) (?:figure|number|value|point|line|bar|row|total)s?
    """
)
FIGURES: Final = phrase(
    r"""
    (?:figures?|numbers?|values?|series|basis|steps?|curve)
    """
)

UNIT: Final = (
    r"(?:day|week|month|quarter|half|half year|year|period|one|time|days|weeks|months|quarters"
    r"|years)"
)
YEAR_AGO: Final = phrase(
    r"""
    (?:(?:the )?same (?:time|period|month|quarter|week|one|\w+) )?(?:of |in )?(?:a|one) year
      &  (?:ago|earlier|before|back)
    (?:the )?(?:previous|prior) year(?: s)?(?: \w+)?
    (?:the )?year before
    """
)
YEAR_ON_YEAR: Final = r"yoy|year (?:on|over) year|y/y"
BEFORE: Final = (
    rf"(?:the )?{UNIT} (?:before|earlier|prior)(?: that)?"
    rf"|(?:the )?(?:\d+ |\w+ )?{UNIT} before(?: (?:that|it|then))?"
    rf"|(?:the )?(?:previous|prior|preceding|last|earlier)(?: \d+)?(?: {UNIT})?"
    r"|before(?:hand)?|previously|earlier|it was|that was"
)

CHANNEL_BEFORE: Final = "via|by|through|over|using|per"
SERVICE_BEFORE: Final = "about|with"
SERVICE_AFTER: Final = "problems?|issues?|trouble|outages?|incidents?|service"
"""Words beside a name that is a service and a channel: "by email", "email problems"."""

THE_REST: Final = phrase(
    r"""
    (?:the |all |all the |our )*(?:rest|others|everyone else|everybody else|other ‹D:\w+›)
      & (?: of (?:the |our )*‹D:\w+›)?
    """
)
"""What one value is compared with, when it is compared with all others."""

TOP: Final = phrase(
    r"""
    (?:top|best|worst|biggest|main|lowest|highest|first) \d{1,2}
    """
)
