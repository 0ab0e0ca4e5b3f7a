"""How technicians say what is being done, that it is done, and that it is not."""

import re
from typing import Final

from feedback.phrasebook import any_of, words

VERBS: Final = words("""
    add adjust arrange ask assign attend book bring build call change chase check clean
    clear close collect come compare configure connect contact copy correct create debug
    deliver deploy dig discuss do drop email enable escalate examine exchange expand extend
    fetch finalise finalize find finish fit fix follow forward free get give go grant hand
    head help hunt image import increase inspect install investigate isolate lend link load
    log look mail make map measure meet migrate monitor mount move open order pack pass
    patch phone pick ping pop post prepare print provide pull push put query reach reassign
    reboot rebuild reconnect recover redo refill refund register reimage reinstall release
    reload remove rename renew repair replace report request reset restart restore retest
    retry return review ring roll route run save scan schedule search send set ship show
    sort speak start stop swap switch sync take talk test text trace track transfer try tune
    turn unblock undo unlock update upgrade upload verify visit walk watch wipe wire work
    write
""")


def _gerund(verb: str) -> str:
    if verb in {"do", "go", "undo", "redo"}:
        return verb + "ing"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return verb[:-1] + "ing"
    doubles = re.fullmatch(r"[^aeiou]*[aeiou][bdgmnprt]", verb) or verb in {
        "format",
        "transfer",
        "unplug",
        "reset",
        "refit",
        "swap",
        "submit",
    }
    return verb + verb[-1] + "ing" if doubles else verb + "ing"


GERUNDS: Final = "|".join(sorted({_gerund(verb) for verb in VERBS}))
BASES: Final = "|".join(sorted(VERBS))
PARTICIPLE: Final = (
    r"(?:\w{2,}ed|sent|built|rebuilt|put|set|reset|done|made|taken|given|found|brought|got|run)"
)


PARTS: Final = {"gerunds": GERUNDS, "bases": BASES, "participle": PARTICIPLE}

DOES: Final = any_of(
    r"""
    (?:i|we|he|she|they|it|this|that|you|u|[A-Z][a-z]+)(?:'ll| will| shall)(?! not)(?: \w+)? \w+
    will (?:be )?(?:<bases>|<participle>)
    (?:going to|gonna|about to|need to|have to|want to) (?:<bases>)
    (?:then|next) (?:i|we|comes?|the|step)
    next step
    (?:<gerunds>)(?! (?:won'?t|will not|doesn'?t|isn'?t|the same (?:error|thing|problem|message)))
    (?:is|are|gets?|being|getting|to be) (?:now |currently |already |just )*(?:being
    … )?<participle>
    on it(?= now| asap| as soon| today| first| rn|[.,!;]|$| and| -)
    in progress
    under way
    underway
    on (?:my|its|the) way
    on order
    en route
    in the post
    in transit
    waiting (?:for|on)
    awaiting
    (?:has|have|'ve|'s) (?:been |now |just |already )*(?:ordered|booked|escalated|passed|sent
    …|asked|requested|scheduled|arranged|shipped|reported|opened|raised|forwarded|handed|chased
    …|started|contacted)
    (?:visit|slot|appointment|call|engineer|part|replacement|repair|courier) (?:is )?(?:booked
    …|ordered|scheduled|arranged|planned|sent|confirmed)
    (?:ordered|booked|escalated|passed (?:it|this|on)|scheduled|requested|chased) (?:a|an|the|it
    …|this|to|with|with|by|for|your|ur|one)
    having a (?:quick |closer )?look
    is with (?:the|our)
    looks? at (?:it|this) (?:now|next)
    take (?:a )?look
    off to
    coming
    next up
    you(?:'ll| will) (?:have|get|hear)
    (?:you|u) get (?:it|a|the|your|ur)
    (?:i|we)(?:'m| am|'re| are) (?:on|with|at|still on)
    """,
    PARTS,
)
"""What is or will be done."""

ASKS: Final = any_of(
    r"""
    (?:please|pls|plz)(?! (?:be (?:advised|aware|patient|informed)|note|do not reply|don't reply
    …|bear|wait|stop))
    (?:can|could|would|will) (?:you|u)
    (?:i|we) need
    let (?:me|us) know
    send (?:me|us)
    (?:you|u) (?:need|have) to
    (?:have|did) (?:you|u) (?:tried|try)
    try (?:again|it|now|once more|this|that)
    (?:call|ring|phone|mail|e-?mail|text) (?:me|us)
    """
)
"""What the requester is asked to do, so that it can go on."""

CLOSES: Final = any_of(
    r"""
    (?:i'?m |i am |we'?re |we are |so |am |now )?clos(?:ing|ed)(?: (?:this|it|the|ticket|out|off
    …|now|here))?(?! (?:time|hours|for|until|tomorrow))
    (?:i'?ll|will|can|let's|to) close (?:this|it|the (?:ticket|case|request))
    nothing (?:more|else|left|further) to do
    that'?s (?:it|all|everything)(?: done)?(?: from (?:me|us))?
    no further (?:action|work)
    all (?:done|sorted|set|finished|fixed|good(?: now)?)
    (?:can|ticket) (?:be )?closed
    """
)

DONE: Final = any_of(
    r"""
    done
    fixed
    solved
    resolved
    resolves (?:now|again)
    sorted
    finished
    complete[d]?
    closed
    closing
    all (?:good|set|ok|okay|fine|clear)
    (?:is|are|it's|that's|should be) (?:now )?(?:ok|okay|fine|good)(?: now| again)?
    (?:up|back) (?:and|&|\+|n) running
    (?:is|are|'s|'re) (?:now |all )?back(?: (?:up|on|online|again|to normal|in|now))?(?! (?:on|at
    …|to|in) (?:the |my )?(?:vendor|supplier|office|desk|monday|tuesday))
    back (?:online|up|to normal)
    (?:works?|working|running|printing|syncing|loading|loads|opens|connects|connected|prints
    …|starts|boots) (?:again|now|fine|ok|okay|normally|properly|well|as it should|correctly
    …|perfectly)
    it works
    works(?=\s*(?:[.,;!)]|$))
    is up(?: again)?
    (?:you|u) have (?:\w+ ){1,4}(?:again|now)
    is now \w+
    (?:you|u) (?:now )?(?:can|should) (?:now |be able to )?(?:use|log|sign|work|print|open|access
    …|see|start|connect)(?: \w+){0,4} (?:again|now)
    (?:you|u) (?:now have|can now|have (?:full )?access)
    good to go
    ready (?:for|to|at) (?:you|u|use|collect\w*|pick\w*|the)
    (?:test|tested|checked|tried|confirmed|verified)(?: \w+){0,6} (?:ok|okay|fine|good|works
    …|worked|passed|successful(?:ly)?)
    (?:tested|confirmed) (?:it |that )?(?:with|by|together|it works)
    (?:we|i) tested it
    (?:is|are|was|were|has been|have been|been|got|it's) (?:now |all |just |already |successfully
    … )*(?:replaced|installed|restored|reset|unlocked|swapped|set up|delivered|repaired|updated
    …|enabled|added|granted|created|recovered|activated|reinstalled|connected|migrated|moved
    …|cleaned|removed|cleared|renewed|extended|configured|switched)
    problem (?:is )?gone
    (?:is|it's) gone
    no (?:more )?(?:errors?|problems?|issues?)(?: (?:any ?more|since|now|left))
    (?:you )?confirmed (?:that )?(?:it|you|all)
    enjoy
    """
)
"""That it is done and finished, or works again."""

STILL_OPEN: Final = any_of(
    r"""
    still(?! (?:works?|fine|ok|good))
    not (?:yet|done|fixed|solved|resolved|finished|complete|working|ready|back|ok|there|all)
    isn'?t
    aren'?t
    doesn'?t
    won'?t
    can'?t
    waiting
    awaiting
    on order
    pending
    not sure
    for now
    temporar(?:y|ily)
    work-?around
    partly
    half
    except
    remaining
    once (?:you|it|the|we|they|that)
    as soon as
    (?:i|we)(?:'ll| will)(?! (?:close|leave|mark|be here|be around))
    next step
    (?:i'?m|we'?re|i am|we are) (?:now |still |just )?(?!(?:happy|glad|sorry|clos|done
    …|finish))\w+ing
    please|pls|plz
    let me know (?:if|whether|when|how|that)(?: it| that| this|s|'s)+ (?:works?|ok|happens)
    (?:shortly|soon|asap|as soon as possible)
    when (?:it'?s|the|that|they|done|fixed|ready|we|i)
    until
    (?:to|must|needs? to|should|will|gets?|getting) be (?:done|fixed|solved|resolved|replaced
    …|finished)
    will (?:be )?(?:done|fixed|solved|resolved|sorted|replaced|reset)
    being
    trying
    (?:get|getting) (?:it|this|that|you) (?:done|fixed|sorted|solved|resolved)
    but
    however
    second one
    the other
    """
)

A_PERSON: Final = any_of(
    r"""
    i
    i'm
    im
    i'll
    i've
    me
    my
    u
    ur
    pls
    thx
    hi
    hey
    """
)

UNDONE: Final = re.compile(
    r"(?<!\w)(?:not|never|isn'?t|aren'?t|wasn'?t|hasn'?t|haven'?t|can'?t|couldn'?t|to|nothing)"
    r" (?:yet |been |been |get |be |all )*(?:done|fixed|solved|resolved|sorted|finished|complete|ready)",
    re.IGNORECASE,
)
"""What looks done and is not."""
