"""Words that no person would say to another: canned phrases, rules held up as a shield, blame.

One pattern a line, grouped by what is wrong with it; add to them freely.
"""

from typing import Final

from feedback.phrasebook import any_of

TICKET: Final = (
    r"(?:ticket|request|case|inquiry|enquiry|query|incident|call|issue|report|submission|e-?mail"
    r"|message)"
)
SOMEBODY: Final = (
    r"(?:(?:a|an|one of our|our|the next available|the|another) )?(?:next available |support |it )?"
    r"(?:technicians?|agents?|representatives?|analysts?|engineers?|specialists?|support team"
    r"|support staff|team members?|team|advis[oe]rs?|service desk|help ?desk"
    r"|member of (?:our|the) (?:\w+ )?(?:team|staff))"
)
WILL_GET_BACK: Final = (
    rf"{SOMEBODY} (?:will|shall) (?:contact|reach out|get (?:back|in touch)|respond|reply|review"
    r"|assist|be in touch|attend|revert)"
)
DONE_BY_THEM: Final = (
    r"(?!received|restored|arrived|updated|gained|unlocked|enabled|fixed)(?:\w+ed|been|read|told"
    r"|known|gone|done|thought|kept|sent|come|put|made|taken|given|written|rung|said|brought|left"
    r"|let|set|spoken|paid|seen|chosen|held|built|learnt|learned|dealt|begun|thrown|worn|stuck)"
)
PARTS: Final = {
    "ticket": TICKET,
    "somebody": SOMEBODY,
    "will_get_back": WILL_GET_BACK,
    "participle": DONE_BY_THEM,
    "you": r"(?:you|u)",
    "your": r"(?:your|ur)",
    "we": r"(?:i|we)(?:'ve| have)?",
}
NOT_A_PART: Final = r"[\w']"
"""What may not stand before a phrase: it would be the middle of a word."""

WILL_CONTACT: Final = any_of("<will_get_back>", PARTS)

# --- reads like a machine ------------------------------------------------------------------------

MACHINE: Final = any_of(
    r"""
    (?:your|this|the) <ticket>(?: \W?\w*\d+\W?)? (?:has been|was|is) (?:successfully
    … )?(?:received|logged|registered|created|assigned|raised|submitted|queued|recorded
    …|acknowledged|processed|forwarded|routed|updated|resolved and closed|closed automatically
    …|automatically closed|placed in)
    we (?:acknowledge |are in )receipt of your <ticket>
    we(?:'ve| have)? (?:successfully )?received your <ticket>
    (?:ticket|case|reference|incident|request) (?:number|no\.?|id|ref(?:erence)?)(?: is|:)
    (?:ticket|case|incident) status(?: has)?(?: been)?(?::| changed| updated| set)
    status (?:has (?:been )?)?(?:changed|updated|set) (?:from|to)
    (?:has been|was) (?:assigned|escalated|routed) to (?:the )?(?:queue|group|tier|level|l[123])
    (?:the )?(?:appropriate|relevant|respective|concerned) (?:team|group|department|person)
    auto(?:matic(?:ally)?|mated)?[ -](?:generated|reply|response|message|e-?mail|notification)
    (?:do not|don't) (?:reply|respond) (?:directly )?(?:to|as) this
    do not reply
    no-?reply
    (?:mailbox|inbox|address) is (?:not|un)[ -]?monitored
    unmonitored
    please (?:quote|include) (?:this|the|your) (?:ticket|reference|case|incident)
    thank you for (?:contacting|reaching out|calling|choosing|submitting|getting in touch)
    thank you for your (?:cooperation|co-operation|inquiry|enquiry|submission|interest|continued)
    thanks for (?:contacting|reaching out)
    your (?:<ticket>|business|satisfaction|experience|feedback|opinion|comfort) (?:is|are)
    … (?:very |extremely |highly |also )?(?:important|valuable|valued)
    (?:is|are) (?:very |extremely )?important to us
    we value your
    valued (?:customer|user|client|colleague|employee)
    we (?:take|treat) (?:your|this|all) \w+(?: \w+)? (?:very )?seriously
    dear (?:user|customer|valued|requester|requestor|employee|client|sir|madam|end ?user|caller)
    we (?:sincerely |deeply |truly )?(?:apologi[sz]e|regret) (?:for )?(?:any|the) inconvenience
    any inconvenience
    inconvenience (?:this may have )?caused
    (?:appreciate|thank you for) your (?:patience|understanding)
    higher than (?:normal|usual|average|expected) (?:volume|number|demand|wait)
    (?:high|large|unusual(?:ly high)?|increased|exceptional) (?:volume|number) of (?:requests
    …|calls|tickets|e-?mails|inquiries|enquiries)
    <will_get_back>(?![^.!?\n]<(0, 40)>\b(?:at|by|before|today|tomorrow|on) ?\w)
    <you> will be (?:contacted|notified|informed) (?:by|when|once|as soon|shortly|in due)
    please be (?:advised|informed|assured|aware)
    rest assured
    please (?:note|be aware) that (?:our|we|this|the|your)
    please allow (?:up to )?\d+
    at (?:your|our|the) earliest (?:convenience|opportunity)
    this is to (?:inform|confirm|notify|advise)
    we (?:would like|wish) to inform
    we are (?:currently )?(?:experiencing|processing) (?:your|a|an|high|higher|technical)
    we (?:strive|endeavou?r|are committed|are dedicated) to
    (?:best|kind|warm) regards,? (?:your |the )?(?:it |service |help |support )
    aforementioned
    herewith
    hereby
    pursuant to
    in the order (?:they|it) (?:were|was)
    (?:take a moment to|please) (?:rate|complete|fill (?:in|out)) (?:our|this|the) (?:short
    … )?survey
    \[(?:name|user|customer|first ?name|ticket)[^\]\n]{0,20}\]
    \{\{?\w{1,30}\}?\}
    """,
    PARTS,
    before=NOT_A_PART,
)

STIFF: Final = any_of(
    r"""
    (?:sorry|apologies) for the inconvenience
    in due course
    do not hesitate to
    (?:please )?feel free to (?:contact|reach)
    should you (?:have|require|need|experience)
    if <you> (?:have|require) any (?:further|additional|other) (?:questions|queries|assistance)
    (?:for|any) further (?:assistance|information|queries|questions)
    further to your
    (?:as )?per your (?:request|e-?mail|call|conversation)
    we are writing to
    kindly (?:note|bear|do|allow|await|refrain|revert|ensure|contact|reply|provide|find)
    thank you for your (?:message|e-?mail|request|call)
    at this (?:time|moment),? we
    (?:is|are) (?:currently )?(?:looking into|investigating|reviewing) (?:your|the) (?:ticket
    …|case|matter|request)
    (?:remains|is) (?:our )?(?:top|highest) priority
    """,
    PARTS,
    before=NOT_A_PART,
)
"""One of these is only stiff; two of them, or one without an "I" beside it, is a form letter."""

# --- defends itself with the rules ---------------------------------------------------------------

SHIELD: Final = any_of(
    r"""
    (?<!missed the )(?<!missed our )(?<!missed )slas?
    service[- ](?:level )?agreements?
    (?:with)?in(?:side)?(?: of)? (?:the |our |your |its |all |agreed |standard )*(?:service
    … levels?|(?:response|resolution|target|agreed) (?:times?|windows?|targets?)|targets?)
    (?:not|\w+n't|no|isnt|arent|nothing)(?: \w+){0,3} (?:overdue|breach(?:ed|ing)?)
    (?:no|without|before(?: the| it)?|not in|in) breach(?:es)?
    breach(?:es|ed)? (?:the|our|your|only)
    (?:have|has|got|is|are|'ve)(?: \w+){0,2} \d+ ?(?:\w+ )?(?:hours?|hrs?|h|days?|minutes?
    …|mins?)(?: left| more| remaining)? (?:to (?:respond|answer|reply|resolve|react|fix|act|get
    …|look|do)|left|remaining|on the clock)
    (?:on|against) (?:the|our) clock
    clock (?:only |just |has |has not |hasn't )?(?:starts?|started|stops?|stopped|paused|ticks?
    …|runs from|is (?:paused|stopped))
    queue(?:ing)? (?:rules?|order|policy|discipline)
    (?:rules|order|policy) of the queue
    (?:wait|waiting)(?: for)? (?:your|its) turn
    first[- ]come,? first[- ]serve[d]?
    fifo
    (?:worked|handled|processed|dealt with|answered|done|taken|served)(?: strictly)? (?:by|in
    …|according to|after|per)(?: the)?(?: order of)? (?:queue|order|priority|policy)
    (?:is|are|was|as|it's|its|set to|only|just) (?:a |an )?(?:low(?:er)?[- ]prio(?:rity)?|p[345]
    …|prio(?:rity)? ?[345]|sev(?:erity)? ?[345])
    low(?:er)?[- ]priority (?:tickets?|requests?|cases?)
    (?:higher|other|more important|urgent) (?:priority )?(?:tickets?|cases?|requests?|priorities)
    … (?:first|come|go|are ahead|before)
    (?:as )?per (?:the |our |company |it |desk )*(?:policy|agreement|contract|procedure|terms)
    (?:according to|under) (?:the |our |company )*(?:policy|agreement|contract|rules|terms)
    (?:policy|contract|agreement|rules?) (?:says?|states?|allows?|gives?|requires?|is \d+)
    (?:target|standard|normal|official|guaranteed|contractual|maximum) (?:response|resolution
    …|reply|handling|turnaround|processing) times?
    (?:our|the) (?:response|resolution|handling|turnaround) (?:time|target|window)s? (?:is|are|of)
    we(?:'re| are) (?:only |not )?(?:obliged|required|supposed) to (?:respond|answer|reply
    …|resolve)
    (?:met|meets|meeting|hit) (?:the|our|all|every) (?:targets?|kpis?)
    kpis?
    (?:weekends?|nights?|holidays?) (?:don't|do not|doesn't|does not) count
    (?:doesn't|does not|don't|do not|didn't|isn't) count (?:towards?|against|as|until|before)
    technically (?:we|it|you|this|that|on time|not late)
    (?:not|isn't|n't) (?:late|overdue)(?: yet)?
    """,
    before=NOT_A_PART,
)

# --- blames, or talks down -----------------------------------------------------------------------

BLAME: Final = any_of(
    r"""
    user[- ](?:error|fault|mistake|caused|ignorance)
    error on (?:your|the user'?s?) (?:side|part|end)
    operator error
    pebkac
    pebcak
    id[- ]?10[- ]?t
    layer[- ]8
    rtfm
    careless(?:ly|ness)?
    self[- ]inflicted
    misus(?:e|ed|ing)
    improper (?:use|handling)
    <you> (?:really |clearly |simply |just )?(?:should|could|might|ought to)(?:'ve| have|ve| of)
    … (?:really |at least |just |simply |also |first |not |never )?<participle>
    <you> (?:shouldn'?t|should not)(?:'ve| have)
    <you> (?:should|ought to|would) know(?: better)?
    <you> (?:shouldn'?t|should not) be (?:\w+ing|so)
    if <you>(?:'d| had| would have) (?:only |just |actually )?(?:read|listened|followed|told
    …|checked|paid|bothered|done|asked|restarted|called|looked|reported|saved|been)
    (?:had <you>|if only <you>)
    why (?:didn't|would|on earth)(?: did| would)? <you>
    next time,? (?:please |pls |plz |just |maybe |simply |try to |first |at least )*(?:read|check
    …|think|look|listen|restart|follow|be more|make sure|ask|don't|do not|remember|use|plug|save)
    in (?:the )?future,? (?:please |pls )?(?:read|check|think|be more|refrain|make sure|follow)
    (?:be|being) (?:a bit |a little )?more careful
    pay (?:more |better |closer )?attention
    (?:as|like) <we> (?:already |clearly |repeatedly |just )(?:told|said|explained|mentioned
    …|wrote|stated|informed|advised)
    (?:as|like) <we> (?:told <you>|explained|said|wrote)(?: before| already| last| in my|,|\.)
    (?:i|we)(?:'ve| have)? (?:already|repeatedly) (?:told|explained|said|informed|warned|answered)
    (?:i|we)(?:'ve| have)? (?:told|warned|explained to|asked) <you> (?:this |that |it )?(?:before
    …|twice|already|three times|several times|many times|again and again)
    how (?:many times|often) (?:do|must|should|did|have) (?:i|we)
    telling <you> (?:again|for the \w+ time)
    for the last time,
    (?:'s| is| was|entirely|all|clearly|obviously) <your> (?:own )?(?:fault|doing|mistake|error)
    <your> own (?:fault|mistake|doing|error|problem)
    (?:not|isn't) (?:our|my|its?) (?:fault|mistake|job)
    (?:because of|due to|thanks to) <your> (?:own )?(?:mistake|error|carelessness|negligence
    …|misuse)
    <your> (?:carelessness|negligence|ignorance|impatience|lack of)
    (?:caused|broken) by (?:you|the user)
    <you> (?:simply |just |obviously |clearly |apparently |of course |again |yourself |have |'ve
    … )*(?:forgot(?:ten)?|failed|neglected|ignored|misread|mistyped|messed|broke|broken)(?! free)
    <you> (?:simply |just |obviously |clearly |apparently |again )*(?:didn'?t|did not|never)
    … (?:even )?(?:read|bother|listen|follow|pay|check|look|tell|mention|think|save|restart)
    <you> (?:must have|obviously|clearly|apparently|evidently) (?!received|got|seen|noticed)\w+
    <you> (?:deleted|unplugged|locked|disabled|dropped|infected|removed|spilled|spilt) <your> own
    because <you> (?:didn'?t|did not|forgot|never|keep|kept|ignored|refused|broke|dropped)
    <you> (?:keep|kept|always|constantly) (?:forget|break|lock|los|call|ask|ignor|unplug
    …|complain)\w*
    the user (?:forgot|did not|didn't|failed|broke|deleted)
    (?:obviously|clearly) the user
    common sense
    not rocket science
    (?:isn't|is not|not) (?:that|so) (?:hard|difficult)(?! to reach)
    (?:nobody|no ?one) else (?:here |\w+ \w+ )?(?:complain|report|manag|break|struggl|seems|ever
    …|has th[ie]s)\w*
    every(?:one|body) else (?:can|could|manage[sd]?|did|does|gets|got|has no|copes?|uses)
    (?:stop|quit|enough with the) (?:complain|whin|nag|call|ask|bother|chas|pester|click
    …|panick)\w*
    complaining
    whining
    wast(?:ing|ed|e) (?:my|our) time
    calm down
    <you> people
    (?:any|every|even a) (?:child|idiot|fool|beginner|kid) (?:can|could|would|knows?)
    learn (?:how )?to use
    basic computer
    computer literacy
    have you (?:even|at least)
    did you even
    (?:read|follow) the (?:manual|instructions|guide|docs?|faq|e-?mail) (?:first|before|again
    …|properly|carefully|next time)
    (?:didn'?t|did not|never|nobody|no ?one) (?:bother(?:ed)? to )?(?:ever )?reads? (?:the|my|our
    …|any)
    """,
    PARTS,
    before=NOT_A_PART,
)
