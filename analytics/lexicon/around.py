"""What is said around a question: for whom it is, what it is not about, and words that only fill."""

from typing import Final

from analytics.lexicon.phrases import phrase, words

AUDIENCE: Final = phrase(
    r"""
    \b(?:as |just |quick (?:one|question) |something |a (?:quick )?(?:number|figure|slide)
      &  |numbers )?(?:for|before|in|ahead of|at|i have|we have|i am in|there is)
      &  (?:(?:the|my|our|your|this|next|an?|tomorrow|today|upcoming|quarterly|monthly|weekly
      & |annual|\w+day) )*(?:(?!(?:in|at|for|from|on|of|by|with)\b)\w+ ){0,2}?
      & (?:meetings?|deck|summary|summaries|reports?|slides?|slide deck|presentation
      & |committee|qbr|board(?: pack| paper)?|call|review|stand ?up|newsletter|boss|ceo|cfo
      & |cio|cto|coo|steerco|steering|audit(?:or)?s?|workshop|town ?hall|one on one|briefing
      & |pack|memo)\b(?: (?:deck|pack|meeting|committee|board|tomorrow|today|on \w+day
      & |next week|next month|this week|later|at \d+))*
    \b(?:i am|we are) (?:seeing|meeting|visiting|presenting to|talking to|preparing for)(?= )
    \b(?:our|my|the) (?:boss|ceo|cfo|cio|cto|coo|board|director|head of \w+|vp|auditors?
      & |management|customer|client) (?:wants?|asks?|asked|needs?|is asking|keeps asking
      & |would like|said|says|claims?|thinks?)(?: (?:for|to know|to see|me|us|that))*
    \bon \w+day(?= ?,| can| could| please)
    \b(?:tomorrow|next week|next month|later)(?= [.,;:] \w)
    """
)

NEVER_MIND: Final = phrase(
    r"""
    (?:\b(?:never mind|forget(?: about)?|ignore|leaving aside|leave aside|setting aside
      & |skip|spare me|do not (?:care|show me|want)(?: about)?|i do not care about|instead of
      & |not interested in|rather than)\b[^.;?!,]*(?:, (?:they|it|that|those)\b[^.;?!]*)?
      & |(?<=, )not the \w+(?: \w+)?(?= ?[,.?!]|$))
    """
)

DOING: Final = phrase(
    r"""
    ^(?:(?:please|hey|hi|hello|ok|okay|now|so|and|can|could|would|will|you|pls|sincerely
      & |bot|kindly|quickly|just|help me(?: to)?|i (?:want|need
      & |would like) you to) ?,? ?)*(?:reset|book|order|write|draft|compose|create|install
      & |uninstall|restart|reboot|cancel|schedule|remind|translate|delete|assign|escalate
      & |unlock|buy|play|sing|fix|repair|reply|forward|upload|download|remove|add|set up
      & |open (?:a|an|the|my)|close (?:a|the|my|ticket|it)|raise (?:a|an)|log (?:a|an)
      & |send (?!me|us|over)|connect|approve|invite|(?:email|mail|print|call|phone|plan
      & |update) (?:me|us|him|her|them|it|my|the|this|a|an|to)\b|calculate|solve|teach
      & |recommend|suggest)\b
    \bmy (?:\w+ ){1,3}?(?:is|are|has|does|do|will|keeps|can) (?:not )?(?:broken|down|work\w*
      & |dead|stuck|frozen|slow|crash\w*|lost|locked|start\w*|gone)\b
    """
)

OFF_TOPIC: Final = phrase(
    r"""
    \b(?:weather|rain|sunny|jokes?|poems?|songs?|recipes?|lunch|dinner|breakfast|canteen
      & |cafeteria|football|soccer|match|stocks?|shares? price|share price|headlines|trains?
      & |flights?|hotels?|parking|coffee|birthdays?|salary|salaries|vacation
      & |holidays? (?:left|remaining)|bitcoin|movies?|music|president|capital of
      & |meaning of life|bonus|pay ?rise|revenue|profit|turnover of|budget of the|gym|bus
      & |taxi|restaurant|party|farewell|elections?|wifi password)\b
    """
)

FILLERS: Final = words(
    """
    a about above across actual actually after again against agent agents all also altogether
    am amount an analyst analysts and answer answers any anybody anyone anything anyway
    appreciate are around as asap ask asked asking asks at average away back bad badly
    basically be became because become becomes been being below best better between big bit bot
    both breakdown brief
    bring broken btw but by came can card case cases chart charts check cheers clear clearly
    client closed closely closing colleagues come comes company compare compared comparing
    comparison could count counts cover created curious currently customer customers dashboard
    data date decrease decreased department describe desk detail detailed details did differ
    difference different dip do does doing done down drop dropped during each easily eight
    either else employee employees end engineer engineers enough erm especially ever every
    everybody everyone everything exactly exec executive explain fact fall far fast fell fewer
    figure figures find fine first five folks for four fraction from full fyi general
    generally get gets getting give gives glance go goes going good got graph great grew grow
    grown guess had haha handled happen happened happening happens happier happiest has have
    having he head hear heard hello help helpdesk her here hey hi high higher highest him his
    hm hmm hold honest honestly hot how i idea if important improve improved in increase
    increased indeed info information interested interesting into is issue issues it its
    itself job just keep keeps kind kindly know kpi kpis largely last late later leadership
    least left less let level levels like line list literally little load logged lol long look
    looked looking looks lot loud love low lower lowest made main make makes making management
    manager managers many matter may maybe me mean means measure median mess metric metrics
    might mind mine moment more most mostly move much must my myself name near need needed
    needs never nice nine no not note now number numbers of off often oh ok okay on once one
    ones only onto open opened or organisation other our ours out outage outages over overall
    overview own part particularly parts pass past people per percent percentage period person
    persons pick picture place please plot pls plus point points poor present presently pretty
    problem problems proportion promoters provide pull put question quick quickly quite raised rank
    ranked ranking rate rated rates rather rating ratings ratio read ready real really
    reasonably received regarding regards report reported reports requester requesters
    resolved respondents response responses result results right rise rose rough roughly run
    running said same say saying score scores see seem seems seen send service seven share
    shares she shift should show shown shows side simple simply since sincerely single six
    size small so some somebody someone something sort sorted spike split stable staff stand
    standing stands start stat state statistics stats steady still stuff such sum summarise
    summarize summary support supporters sure survey surveys table take taken team's
    technician technicians tell ten terms than thank thanks that the their them then there
    these they thing things think this those though three through thus thx ticket tickets time
    times to today's together told too top topic topics total totals toward towards traffic
    trouble try turn two ty type typical uh under unhappier until up us use used useful user
    users using usually value values versus very via view visible vs want wanted wants was way
    we well went were what whatever when where whether which while who whole whose will wish
    with within without wonder wondering work worked worse worsen worsened worst would yes yet
    you your yours yourself
    """
)
"""They carry no meaning for a number. "Better" and "worst" are here too: the verdict comes from the
numbers, and not from the question."""

KNOWN_WORDS: Final = words(
    """
    against agents answers april attainment august backlog balanced between bounced breached
    budget callbacks channel channels client clients closed comments compare compared complain
    complaints daily december delights development error experience february feedback feeling
    follow friday friendly handled happiness happy incidents january location locations loops
    march monday month monthly mood negative november october office offices organisation
    organisations pain people points positive previous priority productivity promised promises
    quarter quarterly quotes rate rating ratings reasons reassigned reopen reopened requests
    resolution resolved response satisfaction satisfied saturday scorecard sentiment september
    service services since solved sunday survey surveys targets team teams technician thursday
    tickets today trend trends tuesday unfriendly unhappy unresolved users verbatims volume
    watermelon watermelons wednesday weekly yearly yesterday
    """
)
"""What a slip of the pen may have meant, beside the names of the desk's own data."""
