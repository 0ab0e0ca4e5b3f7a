"""What each metric is called in a question."""

from typing import Final

from analytics.lexicon.phrases import phrases
from analytics.plan import MetricName as M

METRICS: Final = {
    M.ERROR_BUDGET: phrases(
        r"""
        (?:xla |experience |happiness |our )*error budgets?(?: (?:burn(?:ed|t|ing)?|left|rate
          & |remaining|status))*
        (?:experience |xla )?budget(?: (?:burn(?:ed|t|ing)?|left|remaining|status))*
        burn(?: ?rates?| ?downs?)?
        burn(?:ed|t|ing)? (?:through )?(?:\w+ )?budget
        """
    ),
    M.WATERMELONS: phrases(
        r"""
        (?:water ?)?melons?(?: (?:rate|share|effect|index|tickets?|count|quota))*
        green (?:on the )?(?:outside|numbers|slas?).{0,30}?(?:red(?: (?:on the )?inside)?
          & |<unhappy>)(?: (?:users?|people|customers?))?
        (?:\w+ (?:the |their |our )?)?slas?\b[^.?!]{0,45}?\b<unhappy>(?: (?:users?|people
          & |customers?))?
        <unhappy>(?: (?:users?|people|customers?))?[^.?!]{0,25}?\b(?:despite|although
          & |even though|though|while|in spite of
          & |with)\b[^.?!]{0,25}?\bslas?\b(?: (?:was |were |being )?(?:met|kept|ok|fine|green|hit
          & |reached))?
        green (?:but|and|yet)[^.?!]{0,30}?\b<unhappy>(?: (?:users?|people|tickets?))?
        (?:in|on) time[^.?!]{0,20}?\b(?:but|yet|and) (?:still )?(?:\w+ )?<unhappy>
        """
    ),
    M.SCORECARD: phrases(
        r"""
        (?:balanced )?score ?cards?
        bsc
        balanced score
        """
    ),
    M.LOOPS: phrases(
        r"""
        clos(?:e|ed|ing) the (?:feedback )?loops?
        (?:closed |open |feedback )*loops?(?: (?:closed|closure|rate|status))*
        (?:closed loop )?follow(?:ed|ing|s)? ?ups?(?: (?:on|with|by))?(?: (?:the|those|all
          & |our|every))*(?: <unhappy>(?: (?:ones|users|people|ratings|customers))?)?
        (?:got|get|gets|getting|gotten|went|gone|go|came|come) (?:back |in touch )?(?:to |with )
          & <few>(?:<unhappy>|bad ratings?|poor ratings?|low (?:scores?|ratings?))(?: (?:ones
          & |users|people|customers))?
        (?:reach(?:ed)? out|reached|call(?:ed)?|contact(?:ed)?|spoke|spoken|talk(?:ed)?
          & |look(?:ed)? after|car(?:e|ed) for|returned|wr[io]te|written) (?:back )?(?:to |with )?
          & <few>(?:<unhappy>|bad ratings?|poor ratings?|low (?:scores?|ratings?))(?: (?:ones|users
          & |people|customers))?
        recover(?:y|ed|ies)(?: rate)?
        <unhappy> (?:users |people |customers |ones )?(?:who |that |we )?(?:have |had )?
          & (?:never|not) (?:been )?(?:heard|hear|contacted|called|followed up)
          & (?: (?:from|to) (?:us|anyone|anybody))?(?: again)?
        (?:put|made|make|making|putting) (?:it |things |that )?right
        w[io]n (?:them |people |users )?back
        """
    ),
    M.TARGETS: phrases(
        r"""
        (?:xla|experience)s? (?:targets?|goals?|agreements?|objectives?|commitments?
          & |thresholds?|compliance|attainment|status|contracts?)(?: (?:met|missed|hit|reached
          & |status))*
        xlas
        (?:meet(?:ing)?|met|miss(?:ing|ed)?|hit(?:ting)?|reach(?:ed|ing)?|achiev(?:e|ed|ing)
          & |against|behind(?: on)?|fail(?:ed|ing)?|on track (?:for|with|to meet)
          & |keep(?:ing)?) (?:all |any |of |the |our |which |its |their |xla )*(?:xlas?|targets?
          & |goals?|agreements?)
        we (?:meet|miss|hit|reach|achiev)(?:ing|ed)?
        (?:on|off) (?:target|track)
        targets?
        goals?
        agreements?
        """
    ),
    M.PROMISES_KEPT: phrases(
        r"""
        (?:share of )?promises?(?: (?:kept|keeping|broken|missed|rate|we made|made))*
        promises? <few>(?:break|broke|broken|keep|kept|miss|missed|make|made|hold|held)
        (?:miss(?:es|ed|ing)?|break(?:s|ing)?|broken?|keep(?:s|ing)?|kept|hold|held) <few>promises?
        promised(?: (?:call|callback|update)s?)?
        (?:keep|kept|keeping|break|broke|broken|breaking|hold|held|stick|stuck|sticking
          & |honou?r|honou?red) (?:to )?(?:our|their|the|its|we|what we) (?:words?|promises?
          & |commitments?|promised|said)
        (?:call|ring|phon)(?:e|ed|ing)? (?:\w+ )?back(?: (?:when|as|by the time|at the time) we (?:said
          & |promised)(?: we would)?)?
        call ?backs?(?: (?:that )?(?:we )?(?:owed|promised|due|made))*
        (?:when|by the time|at the time|as) we (?:said|promised)(?: we would)?
        (?:do|did|done|doing) (?:we )?what (?:we|they) (?:said|say|promised)(?: we would)?
        (?:true to|as good as) our word
        commitments?(?: (?:kept|met))?
        did we make (?:them|it)
        """
    ),
    M.RESPONSE_RATE: phrases(
        r"""
        (?:survey |overall )?(?:response|return|reply|answer|participation|completion
          & |feedback) (?:rates?|shares?|quotas?|percentages?|ratios?)
        (?:how many|what|which) (?:percent|percentage|share|proportion|fraction
          & |part) (?:of )?<few>(?:<users>|those|surveys?|invitations?|survey mails
          & |ones) <some>(?:answer|respond|repl|click|fill|return|react|participat|came back
          & |come back)\w*(?: out)?(?: (?:any|a|the|our|to)\b(?: (?:smiley|survey|button|question
          & |them)s?)?(?: at all)?)?
        how many <few>(?:did|do|have|has) (?:not|never) (?:\w+ )?(?:answer|respond|repl|return|fill)\w*
          & (?: (?:in|out|to))?(?: (?:the|our|any|a) (?:surveys?|questions?))?
        (?:share|percentage|percent|proportion|fraction) (?:of )?<few>(?:<users>|surveys?
          & |invitations?) <some>(?:answer|respond|repl|click|fill|return|react|participat
          & |came back|come back)\w*(?: out)?(?: (?:the|our|to (?:the|our)) surveys?)?
        how many (?:of )?(?:the |our )?(?:surveys?|invitations?|<users>) (?:who (?:were
          & |got) |we |that )?(?:asked|sent|invited){1} <some>(?:answer|respond|repl|click|fill
          & |return|react|came back|come back)\w*
        (?:do|are|did) (?:\w+ )?(?:users|people|they
          & |customers) <few>(?:still |even |actually )?(?:answer(?:ing)?|respond(?:ing)?
          & |fill(?:ing)? (?:in|out)?|reply(?:ing)?)(?: (?:to )?(?:our|the)? ?surveys?)?
        rate of (?:returned|answered|completed) surveys?
        survey (?:fatigue|participation|response|return)s?
        (?:does|did|do) (?:anybody|anyone|everybody|everyone|people) (?:still |even |actually )?
          & (?:answer|respond to|fill in|reply to) (?:the |our )?surveys?
        (?:percent |share |percentage |proportion )?(?:of surveys )?(?:came|come|comes|coming)
          &  back (?:from|to|on) (?:the |our )?surveys?
        """
    ),
    M.FIRST_TIME_FIX_RATE: phrases(
        r"""
        (?:first|1st) (?:time|contact|call|touch|level|line|attempt|go|try|visit) (?:fix
          & |resolution|resolve|solve|solution|right|closure|success)\w*(?: (?:rate|share|quota))?
        one (?:touch|shot|call)(?: (?:resolution|fix|solution)e?s?)?(?: rate)?
        ftfr?
        fcr
        f[lc]fr?
        ftr
        (?:fix|solv|resolv|sort|settl|right|done|clear
          & |crack)\w* <some>(?:(?:the |on |at )*first (?:time|try|attempt|go|contact|call|touch)
          & |in one go|straight ?away|right away|with one (?:touch|call)|by the first \w+)
        get (?:it |things )?right <few>first time
        without (?:a |any )?(?:hand ?over|second (?:visit|try|ticket|call))s?
        """
    ),
    M.SAME_DAY_CLOSURE_RATE: phrases(
        r"""
        (?:done |closed |solved |fixed |resolved |sorted |finished )?(?:on |within |in )?
          & (?:the )?(?:very |exact )?same (?:working |business )?day(?: (?:closure|resolution
          & |closing|fix|solution|close)s?)?(?: (?:rate|share)s?)?
        (?:done|closed|solved|fixed|resolved|sorted|finished
          & |completed) (?:\w+ )?(?:very |same )?day(?: (?:they|it) (?:were|was|are|is|came in
          & |come in))?(?: (?:raised|opened|created|reported|logged|in))?
        (?:done |finished |closed |solved |fixed )?(?:within|in) (?:a|one|the|1) (?:same )?
          & (?:working |business )?day
        (?:before|by) (?:the )?(?:end of (?:the )?day|evening|sunset|close of business)
        24 ?h(?:ours?)? closure
        """
    ),
    M.REOPEN_RATE: phrases(
        r"""
        re ?open\w*(?: (?:rates?|share|quota|ratio|again|tickets?))*
        (?:tickets? )?(?:came|come|coming|comes|bounced?) back(?: (?:again|to us|after (?:closing|closure
          & |(?:being |they were )?closed)))*
        (?:not|never) stay(?:ed)? (?:closed|solved|fixed)
        boomerangs?(?: tickets?)?
        open(?:ed)? (?:up )?again
        """
    ),
    M.AGED_TICKETS: phrases(
        r"""
        (?:aged|aging|ageing|old|oldest|older|stale|overdue|long running|forgotten
          & |rotting) (?:open )?(?:tickets?|cases?|backlog|ones|requests?|incidents?)
        (?:ticket )?back ?logs?
        (?:tickets? )?(?:gathering|collecting) dust
        (?:lying|sitting|hanging|laying) (?:around|there|open)
        (?:old )?(?:tickets? )?(?:still )?(?:(?:open|pending|unresolved) )?(?:for )?(?:longer
          & |more|older|over) (?:than )?(?:\d+|an?|one|two|three|four|six|ten|thirty|sixty)
          &  (?:days?|weeks?|months?)(?: old
          & | open)?
        (?:ticket )?ag(?:e|ing|eing)(?: of (?:the |our |open )*tickets?)?
        """
    ),
    M.HOPS: phrases(
        r"""
        (?:ticket )?hops?(?: (?:per|a|each) ticket)?
        bounc\w+(?: (?:around|back and forth|rate))*<around>
        (?:re ?assign|re ?rout)\w*(?: rate)?<around>
        hand(?:ed|ing|s)? ?(?:overs?|offs?|around|on)<around>
        (?:ticket )?(?:ping ?pong|tennis)(?:ed|ing)?
        pass(?:ed|ing)? (?:around|on|along|from)<around>
        transfer\w*<around>
        (?:chang|switch)\w* (?:hands|teams|owners?|assignees?|ownership)
        (?:sent|sending|shov(?:ed|ing)|push(?:ed|ing)|shuffl(?:ed|ing)|mov(?:ed
          & |ing)) (?:around|back and forth|from (?:team|desk) to (?:team|desk))
        back and forth
        hot potato(?:es)?
        touch(?:ed)? (?:by )?(?:how many )?(?:hands|people)
        how many (?:hands|teams|desks|groups)(?= (?:touch|does|do|did|it takes|handle|work))
        how many (?:hands|people|teams) touch(?:es|ed)?
        how many people(?= (?:(?:does|do|did) (?:it take|a ticket|tickets)|it takes
          & |handle|work))
        """
    ),
    M.SLA_ATTAINMENT: phrases(
        r"""
        (?:within |in |inside |of )?(?:our |the )?slas?(?: (?:attainment|compliance
          & |conformance|hit|fulfil\w*|adherence|performance|achievement|rates?|shares?
          & |percent\w*|targets?|figures?|quotas?|breach\w*|met|results?|scores?|numbers?|values?
          & |success|kept|violations?|miss\w*|status|tickets?))*
        service levels?(?: (?:agreements?|attainment|targets?|rate))*
        (?:meet\w*|met|kept|keep\w*|hit\w*|miss\w*|breach\w*|violat\w*|broke\w*|made|make
          & |hold|held) (?:the |our |their |its )*slas?
        breach(?:es|ed|ing)?(?: rate)?
        (?:resolved |solved |closed |answered )?(?:on|in|within) (?:agreed )?time(?: (?:rate
          & |share|resolution))?
        (?:met|meet|meeting|within|inside|miss\w*|kept) (?:the |our |their )*(?:resolution
          & |response|resolve|priority) (?:time )?targets?
        """
    ),
    M.LOST_TIME: phrases(
        r"""
        (?:lost|wasted?|wasting|los(?:ing|es?)|cost(?:s
          & |ing)?) <few>(?:work(?:ing)? ?)?(?:time|hours?|productivity|work|days?|minutes?)
        (?:work(?:ing)? ?|productive )?(?:time|hours?|productivity|days?
          & |minutes?) (?:that )?<few>(?:lost|lose|loses|losing|wasted?|cost(?:s|ing)?
          & |gone)(?: (?:to|on|through))?
        (?:how much (?:of )?(?:the |their |our |a )?)?(?:work(?:ing)? ?)?(?:days?|time
          & |hours?) (?:do|does|did|has|have|was|were|is) (?:\w+ ){1,4}?(?:cost|los[et]|wasted?
          & |losing)\w*
        (?:hours?|time) <few>(?:could|can|were|was|are) (?:not|unable)(?: able)?(?: to)? work
        (?:<users> )?(?:could|can|were|was|are) (?:not|unable)(?: able)?(?: to)? work
        down ?time
        (?:how many |how much )?(?:hours?|time) (?:do|does|did|has|have) <some>cost
        productivity(?: loss(?:es)?)?
        (?:time|hour|work) loss(?:es)?
        lost (?:time|hours|productivity|work)
        wait(?:ed|ing) instead of work(?:ed|ing)
        """
    ),
    M.FIRST_RESPONSE_TIME: phrases(
        r"""
        (?:time (?:to|until|till) |speed of |average |median )?(?:the )?
          & (?:our )?first (?:human )?(?:response|reply|answer|contact|word|reaction|human
          & |sign of life|feedback)(?: (?:times?|speed))?
        (?:first )?(?:response|reaction|reply|answer|answering|waiting|wait
          & |pick ?up) (?:times?|speed)
        how (?:long|fast|quick(?:ly)?|soon|promptly|many (?:minutes|hours)) (?:until|till
          & |before|do|does|did|is|are|were|was|have|has)? ?<some>(?:first )?(?:respond|repl(?:y
          & |ied)|answer|hear|react|get back|pick(?:ed)? up|wait|call back)\w*(?: (?:back
          & |from (?:a |us|the )?(?:human|person|anybody|someone|us|desk)?|to (?:users|people
          & |a ticket|them|tickets)))?(?: (?:for )?(?:the|a|an|their)? ?first (?:time|reply
          & |answer|response|word))?
        (?:answer|respond|reply|react)(?:ed|ing|s)? (?:faster|quicker|slower|sooner|more quickly
          & |fastest|slowest|quickest)
        frt
        mtta
        (?:wait|waiting|time) (?:until|till|before|for) (?:a |the |any)?(?:human|person|somebody
          & |someone|first|body|agent) (?:\w+ )?(?:answer|repl|react|respond|pick)\w*(?: up)?
        time (?:to|until|till) (?:respond|answer|reply|react|acknowledge|pick up)\w*
        """
    ),
    M.RESOLUTION_TIME: phrases(
        r"""
        (?:mean |median |average )?(?:time (?:to|until|till) )?(?:the )?(?:resolution
          & |resolving|resolve|fix|fixing|solution|solving|handling|handle|cycle|turn ?around
          & |lead|repair|closing|closure|processing|completion) (?:times?|speed|duration)
        mttr
        time (?:to|until|till) (?:resol\w+|fix\w*|sol\w+|close\w*|closure|repair\w*
          & |complet\w+|done|finish\w*)
        how (?:long|fast|quick(?:ly)?|soon|many (?:hours|days)) <some>(?:resolv|fix|solv|clos
          & |take|took|finish|done|sort|last|need|repair|complet|get rid)\w*(?: (?:us|to (?:fix
          & |solve|resolve|close|get \w+)|it|them))*(?: from start to finish)?
        (?:from )?start to finish
        end to end(?: time)?
        from (?:opened|opening|creation|created) to (?:closed|closing|resolution|resolved
          & |done)
        durations?
        how long
        """
    ),
    M.COMMENTS: phrases(
        r"""
        (?:user |free ?text |latest |recent |open |written )*(?:comments?|verbatims?
          & |quot(?:es?|ations?)|testimonials?|remarks?)(?: (?:left|section|box|fields?))*
        free ?text(?: (?:box|fields?|answers?|comments?))?
        (?:what|anything|things|something|everything|stuff|all) <some>(?:wrote|written?
          & |writ(?:e|ing)|typed?|typing|say(?:s|ing)?|said|tell(?:ing)?|told)(?: us)?(?: (?:in
          & |into|about(?= us)))*(?: (?:the|that|in) (?:free ?text|comment|text)(?: (?:box
          & |field))?)?
        (?:in )?(?:their|users|people s|users s|peoples|your|his|her) (?:own|exact|actual
          & |literal|very) words
        literally
        (?:read|hear|see) (?:it |them |that )?(?:myself|for myself|with my own eyes)
        (?:the )?(?:exact|original) (?:words|wording)
        word for word
        verbatim
        raw feedback
        (?:show|read|see|list|give)(?: (?:me|us))?(?: (?:the|all|some|any|what))* feedback
        """
    ),
    M.PAIN_POINTS: phrases(
        r"""
        (?:main |top |biggest |worst |key )?pain ?points?
        (?:why|for what reasons?|for which reasons?) (?:are|were|is|was|do|did|have|has
          & |so many|all)? ?<some>(?:<unhappy>|complain\w*|not (?:so )?(?:happy|satisfied
          & |content)|hate|moan\w*|dislike|low|bad|poor|dropp\w+|drop|fall\w*|fell|down|declin\w*
          & |sink\w*|sank|worse|score us (?:so )?(?:low|badly))(?: (?:users|people|customers|with
          & |about|ratings?|scores?))?
        complain(?:s|ed|ts?|ing)?(?: (?:about|of))?
        (?:reasons?|causes?|drivers?|factors?|root causes?) (?:for|of|behind|why|that make
          & |people (?:give|name)) <some>(?:unhapp\w+|dissatisf\w+|bad|poor|low|negative
          & |frustrat\w+|anger|complain\w*)(?: (?:ratings?|scores?|feedback|experiences?|users
          & |people))?
        (?:negative|bad|unhappy|main|top|critical) (?:reasons?|factors?|drivers?|causes
          & |feedback|points)(?: of \w+)?
        what (?:\w+ ){0,2}?(?:annoy|bother|frustrat|upset|bug|irritat|hurt|disappoint
          & |ang[er]+|piss)\w*
        what (?:is|are|was|were|went|goes|is going|was going) (?:going )?(?:wrong|bad(?:ly)?)
        what (?:makes?|made|is making) <few>(?:<unhappy>)
        (?:<unhappy>) (?:about|with|because)
        (?:annoy|irritat|frustrat)\w*
        gripes?
        (?:which |what )?(?:reasons?|causes?) <some>(?:<unhappy>|give|name|mention)
        reasons?
        grumbl\w*
        moan\w*
        (?:dis)?like least
        dislikes?
        hates?
        where does (?:it|the shoe) (?:hurt|pinch)
        friction
        (?:top|biggest|main|worst|most common|most frequent) (?:\w+ )?(?:issues?|problems?
          & |troubles?)
        detractor reasons?
        negatives
        critici\w+
        what (?:should|could|must|can) we (?:improve|fix|do better)
        """
    ),
    M.DELIGHTS: phrases(
        r"""
        delight\w*
        what (?:do|did|does|are|have) <few>(?:like|love|appreciate|enjoy|praise|value|liking
          & |praising|liked|loved)(?: (?:most|best|about(?: us)?))*
        prais\w*
        compliments?
        (?:why|for what reasons?) (?:are|were|is|was|do|did)? ?<some>(?<!not )(?:happ(?:y
          & |ier)|satisfied|content|pleased|love|like)(?: (?:with|about))?
        (?:positive|good|happy) (?:reasons?|factors?|drivers?|causes|feedback|points)
        (?:reasons?|drivers?|factors?) (?:for|of|behind) <some>(?:happ(?:y|iness)
          & |satisfaction|good|high)(?: (?:ratings?|scores?|users|people))?
        what (?:makes?|made|is making) <few>(?:happy|satisfied|smile|glad)
        what (?:is |are |we are |we )?(?:went|goes|going|works?|worked|working|doing|do|done
          & |did) (?:well|right|best)
        kudos
        thank(?:s|ed)? (?:us )?for
        positives
        happy about
        strengths
        """
    ),
    M.CSAT: phrases(
        r"""
        c ?sat(?: (?:scores?|rates?|values?|figures?|percentages?|levels?|numbers?))*
        customer satisfaction(?: (?:scores?|rates?))?
        (?:how many )?(?:percent|percentage|share|proportion
          & |fraction) (?:of )?(?:\w+ ){0,4}?(?:satisfied|satisfaction)
        satisfied (?:users|people|share|percentage|percent|customers|rate)
        satisfaction (?:rate|percent\w*|quota)
        """
    ),
    M.RATING_COUNT: phrases(
        r"""
        how many <few>(?:ratings?|answers?|responses?|votes?|scores?|reviews?|smileys|replies
          & |feedbacks?)(?: (?:did|do|have|came|come|were|was|in|we|get|got|receive|received
          & |given))*
        (?:number|count|volume|amount|quantity|total)s? of (?:\w+ ){0,2}?(?:ratings?|answers?
          & |responses?|votes?|scores?|reviews?|surveys?|feedbacks?)
        (?:rating|answer|response|vote|survey) (?:counts?|volumes?|numbers|totals?)
        (?:more|fewer|less) <users> (?:rat|answer|respond|vot)\w*(?: us)?
        how many (?:surveys?|survey forms?)(?: (?:came|come|were|was|got|did|have
          & |been))*(?: (?:back|answered|completed|returned|filled|we get))*
        how many (?:<users>) (?:have )?(?:answer|respond|rat|vot|repl|gave us a (?:rating
          & |score))\w*(?: us)?
        """
    ),
    M.TICKET_COUNT: phrases(
        r"""
        how many (?:\w+ ){0,5}?(?:tickets?|cases?)(?: (?:did|do|have|were|was|are|we|get|got
          & |been|close[ds]?|handled?|resolved?|solved?|finish(?:ed)?|come in|came in|dealt with
          & |process(?:ed)?|work(?:ed)? (?:on|off)|through))*
        how many(?= (?:of |the |our )*‹v)
        (?:number|count|volume|amount|quantity|total)s? of <few>(?:tickets?|cases?)
        (?:number|count|volume|amount|quantity)s? of(?= (?:of |the |our )*‹v)
        (?:ticket|case|call|incident|request) (?:counts?|volumes?|numbers|totals?|load
          & |figures|traffic)
        volumes?
        traffic
        work ?load
        through ?put
        tickets? (?:did )?(?:we )?(?:closed?|handled?|resolved?|solved?|done)
        (?:closed|handled|resolved|solved|processed) (?:tickets?|cases?)
        how busy
        demand
        (?:what|how much) did we (?:close|handle|resolve|get through)
        output
        ticket statistics
        tickets?(?= per )
        """
    ),
    M.HAPPINESS: phrases(
        r"""
        (?:un)?happ(?:y|ier|iest|iness|ily)(?: (?:scores?|index|levels?|figures?|numbers?
          & |values?|ratings?|kpi))*
        (?:dis)?satisf(?:action|ied)(?: (?:scores?|index|levels?|figures?|numbers?|values?
          & |kpi))*
        (?:xla|experience|x la) (?:scores?|index|levels?|figures?|numbers?|values?|results?)
        (?:user |employee |digital |it |end user |service |customer )*experiences?
          & (?: (?:scores?|figures?|levels?))?
        ux
        moods?
        sentiments?
        morale
        feel(?:ings?|s)?(?: about (?:us|it))?
        felt
        e?nps
        atmosphere
        vibes?
        (?:content|pleased|glad)(?:ed)?
        (?:rate|rating) us
        smiles?
        (?:love|like|think (?:of|about)|thought of) (?:us|our (?:work|service|support|desk))
        how (?:do|did|does) (?:\w+ ){0,4}?(?:rate|like|find|perceive|experience|score|see
          & |enjoy)(?: (?:us|our (?:work|service|support|desk)))?
        come away
        angr(?:y|ier|iest)
        emotion(?:s|al)?(?: (?:state|level))?
        (?:the |our )?xla
        (?:average |mean |overall )?(?:ratings?|scores?)
        <unhappy>
        """
    ),
}
"""Of several metrics that are named, the one that stands first in this list is meant."""

GENERAL: Final = phrases(
    r"""
    how (?:is|are|was|were)(?= (?:the )?‹v\d+›(?: (?:in|last|this|since|over|yesterday|today)\b
      & [^.]*)? ?[?.!]?$)
    how (?:is|are|was|were|did|do|does|has|have) (?:\S+ ){0,4}?(?:doing|going|performing
      & |perform|looking|been|do|done|fare|faring|fared|went|run|running)
    """
)
"""So general that it asks for happiness only when nothing else is named."""
