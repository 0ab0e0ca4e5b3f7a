"""How people say what went wrong: for each negative factor, a pattern a line.

`SURE` says it; `ONLY_TURNED` are words that say something only after "no" or "never".
"""

from collections.abc import Mapping
from typing import Final

from feedback.reasons import Factor

SURE: Final[Mapping[Factor, str]] = {
    Factor.UNRESOLVED: r"""
        unresolved|unsolved|unfixed
        still <not> (?:been )?(?:\w+ ){0,3}\w+
        still (?:no|broken|waiting|have|having|has|getting|get|happening|happens|unable|pending
        …|open|an issue|the same|down|there|missing|shows?|says?|need)(?! (?:to say|great
        …|a great|happy))
        (?:is|are|'s|'re) still (?:\w+ ){0,2}(?:not|no|broken|waiting|happening|there|open|down
        …|missing|the same|pending|an issue|slow|an? problem)
        <isnt> (?:<adv>){0,4}(?:re)?(?:solved|fixed|sorted|corrected|repaired|rectified|completed
        …|addressed|dealt with|sloved|done)
        (?:no|without(?: a| any)?|zero) (?:\w+ )?(?:solution|resolution|fix|result|results
        …|outcome|success|luck|refund|progress|remedy)
        (?:solution|resolution|fix|refund) (?:\w+ )?(?:not|never|still)
        <didnt> (?:<adv>){0,4}(?:\w+ )?(?:fix|solve|resolve|sort|rectify|repair|correct|complete
        …|provide (?:me |us )?(?:a |any |the )?(?:solution|resolution|fix))
        <didnt> (?:<adv>){0,4}(?:be )?(?:solved|resolved|fixed|sorted)
        (?:couldn't|could not|couldnt|unable to|wasn't able to|was not able to|weren't able to
        …|were not able to|can't|cannot|not able to) (?:\w+ )?(?:help|assist)(?: me| us| with)?
        (?:no|any) (?:one|body) (?:could|can|was able to|has been able to
        …|seems able to) (?:\w+ )?(?:help|fix|solve|assist|resolve)
        same (?:old )?(?:problem|issue|error|fault|thing|trouble)s?(?: again| happened| occurs?
        …| remains?| persists?| still)?
        (?:problem|issue|fault|error|it|trouble|symptom)s? (?:\w+ )?(?:persists?|persisted
        …|remains?|remained|continues?|continued|came back|comes back|is back|was back|returned
        …|returns|recurs|reoccur\w*|recurred|reappear\w*|happened again|happens again
        …|started again)
        (?:came|comes|is|was) back (?:again|the next|after|within|a day|two|an hour)
        keeps? (?:on )?(?:happening|coming back|returning|recurring|reoccurring|occurring)
        recurring (?:problem|issue|theme|fault)|reoccurring
        (?:stopped|broke|failed|crashed|went down|dropped) (?:working )?(?:again|the next day
        …|the same day|after \w+ (?:day|hour|minute|week)s?|within)
        (?:worked|fixed|lasted|resolved|better|ok|fine) (?:\w+ )?(?:for|only for|just for) (?:a
        …|an|one|two|three|about|less|half|\d+|maybe|exactly) (?:\w+ )?(?:day|hour|minute|week
        …|while|bit|couple|few)s?
        (?:only |just )?(?:part(?:ly|ially|ial)|half|temporar(?:y|ily)) (?:\w+ )?(?:fix\w*
        …|solved|resolved|solution|repair\w*|work\w*|done|sorted)
        closed (?:\w+ ){0,4}(?:without (?:a|any|being|fix|solv|resol|help)\w*|before|although
        …|even though|but|unsolved|unresolved|anyway|as resolved|as solved|prematurely
        …|too (?:soon|early))
        (?:marked|closed|shown|showing|set|status) (?:it |my \w+[ ]
        …|the \w+ |this )?(?:as )?(?:resolved|solved|closed|complete|completed|fixed)(?! (?:quick|fast
        …|prompt|within|in))
        (?:before|without) (?:\w+ ){0,4}(?:fixing|solving|resolving|resolved|solved|fixed
        …|being fixed|being solved|helping|repairing)
        nothing (?:has |was |is |ever |had )?(?:been )?(?:done|happened|happens|changed|changes
        …|worked|works|works|helped|fixed|resolved|achieved|improved|sorted)
        (?:yet to|waiting to|waiting for (?:it|this|them) to|needs to|need to|must|should
        …|has to|have to|wants? to|want it to|hope\w* (?:it |this |my \w+ |to )?(?:will |to )?
        …|will) be (?:\w+ )?(?:re)?(?:solved|fixed|sorted|addressed|repaired|installed
        …|corrected|rectified)
        (?:please|pls|plz|kindly|want you to|asap)[,]? (?:\w+ ){0,3}(?:resolve|solve|fix|sort
        …|refund|return|replace|repair|help me (?:to )?(?:get|out|with|solve|resolve))
        (?:i |we )?(?:want|need|demand|waiting (?:for|on)|awaiting|await|give me|where is
        …|return) (?:\w+ )?(?:my |our |a |the )?(?:\w+ )?(?:refund|money|money back|replacement
        …|resolution|solution|compensation)
        (?:haven't|have not|havent|hasn't|has not|hasnt|never|not|yet to|didn't|did not
        …|still not) (?:yet )?(?:\w+ )?(?:received|receive|arrived|got|gotten|get
        …|been (?:delivered|installed|refunded|replaced|connected|credited)|delivered|refunded
        …|credited) (?:\w+ ){0,2}(?:my|the|it|any|a|refund|order|product|parcel|item|money|yet)
        not (?:yet )?(?:received|arrived|refunded|credited|delivered)
        <isnt> (?:<adv>){0,4}working(?! with)(?: \w+){0,3}
        (?:still|again) (?:\w+ ){0,2}(?:doesn't|does not|doesnt|don't|won't|isn't|can't|cannot
        …|not) (?:\w+)
        (?:had|have|having) to (?:\w+ )?(?:fix|solve|do|figure|sort|resolve|repair|find
        …|finish)(?: it| this| that| everything| the \w+)?(?: all| out| off)? (?:myself
        …|ourselves|on my own|by myself|on our own)
        (?:gave|give|given|giving) up
        (?:not|<nt>|never) (?:\w+ ){0,3}(?:help(?:ed)? (?:me )?(?:at all|with|in any)|any help
        …|of any help|of (?:much )?help)
        (?:no|little|any|without|zero) (?:real |actual |further )?(?:help|assistance)(?: at all
        …| from| with| was| given| whatsoever|\b)
        (?:won't|will not|not|never|wouldn't|refus\w+ to) (?:\w+ )?(?:refund|replace|compensate
        …|honou?r)
        (?:back to square one|none the wiser|no further forward|no better off
        …|made no difference|did nothing|does nothing|done nothing|do nothing)
        (?:the )?(?:fix|solution|suggestions?|advice|instructions|workaround|patch|steps?
        …|link) (?:\w+ )?(?:did not|didn't|doesn't|does not|hasn't|never|failed|was no) (?:\w+)
        yet to (?:be|receive|hear|get|see|have)|remains? (?:open|unresolved|broken|unsolved)
    """,
    Factor.SLOW: r"""
        (?:too|so|very|really|quite|rather|extremely|ridiculously|unacceptably|incredibly
        …|far too|way too|pretty|a bit|bit) (?:long|slow|late)
        (?:a |an |such a |too |the |very |really |so )?(?:\w+ly )?long (?:time|wait|waits
        …|waiting|while|delay|delays|hold|queues?|process|periods?)
        longer than (?:\w+ )?(?:expected|necessary|needed|promised|usual|it should|i
        …|anticipated|normal)
        (?:took|take|takes|taken|taking)(?: \w+){0,3} (?:forever|ages|a while|months|weeks|days
        …|hours|years|long|longer|eternity|too long)
        (?:took|takes|taken|taking|take) (?:them |me |him |her |us |you |it |over[ ]
        …|about |almost |nearly |around |more than |at least |up to |another
        …|a good )*<number> (?:\w+ )?<longunit>
        (?:took|takes|taken|taking|take) (?:them |me |him |her |us |you |it |over[ ]
        …|about |almost |nearly |around |more than |at least |another |a |an |the )*(?:whole |full
        …|entire |good |half |half a )?(?:day|week|month|year|morning|afternoon|hour)
        (?:wait|waits|waited|waiting|wating)(?: \w+){0,4} (?:<number>|an|a|half|over|more than
        …|for) (?:\w+ ){0,2}<unit>
        (?:wait|waited|waiting|wait(?:ing)? times?|wait ?times?|kept waiting|had to wait
        …|have to wait)(?: (?:is|was|are|were|for|on|too|so|to|time|around|since|in|at|ages
        …|forever))*
        (?:still|been|keep|kept|am|are|was|were|is|i'm|just) waiting
        on hold|(?:in|the|a|que?ue) que?ue|queu?ing|in line for|hold (?:time|times|music)|held for
        (?:<number>|an|half an|over an|a) (?:\w+ )?(?:hours?|hrs?|minutes?
        …|mins?) (?:\w+ )?(?:on|of|waiting|to|in|before|hold|just) (?:the |a |hold|get |speak
        …|someone|phone|chat|answer|wait|reach|waiting|talk|anyone|my |queue)
        (?:on|off) the (?:phone|line|chat|call) (?:\w+ ){0,3}(?:for )?(?:<number>|an|over
        …|half) (?:\w+ )?(?:hours?|hrs?|minutes?|mins?)
        (?:after|for|over|been|past|last|more than|nearly|almost|about|around) (?:<number>
        …|a) (?:\w+ )?(?:days?|weeks?|wks?|months?|mths?|years?|yrs?)(?: now| ago| later| and
        …| before| to| of| without|,|\.|!| i| still| no|$)
        <number> (?:whole |full |long |working |business )?(?:days|weeks|wks|months|mths
        …|years) (?:later|ago|now|and|to (?:get|fix|resolve|reply|answer|respond|come|have|be
        …|do)|without|for a|for an|for the|wait|before|on|passed|since|of waiting|late)
        since (?:last )?(?:january|february|march|april|may|june|july|august|september|october
        …|november|december|monday|tuesday|wednesday|thursday|friday|week|month|year|yesterday
        …|christmas|easter|spring|summer|autumn|fall|winter)
        (?:no|not|never|without|any|<nt>)(?: \w+){0,3} (?:reply|response|answer|respond\w*
        …|replied|answered|reaction)(?: \w+){0,2} (?:for|in|within|after|since
        …|until) (?:\w+ )?(?:<number>|a|an|over)? ?<longunit>
        (?:slow|late|delayed|overdue|lengthy) (?:to|in|response|responses|reply|replies|service
        …|process|resolution|turnaround|answer|support|getting|repair|progress)?
        (?:response|reply|resolution|turnaround|waiting|wait|hold|answering
        …|reaction) times? (?:\w+ ){0,3}(?:slow|long|poor|bad|terrible|awful|high|unacceptable
        …|ridiculous|excessive|needs|could|should|too)
        (?:slow|poor|terrible|bad|long|awful) (?:\w+ )?(?:response|reply|resolution|turnaround
        …|waiting) times?
        (?:missed|failed|cancelled|no[- ]show|rearranged|rescheduled) (?:\w+ )?(?:appointments?
        …|visits?|slots?|engineer)
        (?:no[- ]one|nobody|engineer|technician|they|he|she|(?<!that )never|didn't|did not|not
        …|<nt>) (?:\w+ )?(?:turned up|turn up|showed up|show up|shows up|came|turns up|arrived
        …|showed)(?! (?:on|quick|prompt|early|with|and|to|within|in|the same|right|back))
        (?:faster|quicker|sooner|more quickly|speedier|more promptly|more timely
        …|earlier) (?:\w+ )?(?:response|reply|service|resolution|turnaround|please|would|next
        …|help|support|answer|times?)
        (?:could|should|would|wish|need|needs|must|can|hope|hoped|liked?
        …|want)(?: \w+){0,6} (?:faster|quicker|quickly|sooner|more promptly|speed(?:ier)?
        …|speed up|speedy|earlier|more timely)
        (?:drag(?:s|ged|ging)? (?:on|their)|snail|at a crawl|sluggish (?:response
        …|service)|eternity|donkey'?s years|ages to|for ages|taken ages|forever)
        (?:delay|delays|delayed|delaying) (?:in|of|with|for|to|my|the|was|were|and|again
        …|response|by)
        (?:long|much|huge|unnecessary|constant|repeated|more|big|the|a|no reason for|further
        …|many|and) delays?
        (?:wasted?|lost|spent|spend|spending|wasting) (?:\w+ ){0,4}(?:<number>|hours|days|weeks
        …|half|an hour|whole|morning|afternoon|all day)(?: \w+){0,2}
        (?:all|whole|entire) (?:day|morning|afternoon|week)(?: \w+)? (?:waiting|to|on|for|wait)
        time[- ]consuming|too much time|waste of (?:my )?time|takes? time
    """,
    Factor.REPEATED_EXPLAINING: r"""
        (?:transferred|transfered|transferring|passed|bounced|shunted|pushed|sent|handed
        …|shifted|forwarded|redirected|moved|referred|fobbed|put through|switched|thrown
        …|kicked)(?: \w+){0,3} (?:around|from|between|back and forth|to (?:another|different
        …|someone|the wrong|several|multiple|other|various|numerous|\d+|two|three|four|five|six
        …|senior|a different|yet another|a third|one|person|pillar)|on to|pillar|about|again
        …|department)
        (?:being|got|get|was|were|been|getting|keep getting|kept getting|just
        …|i've been) (?:transferred|transfered|passed (?:around|on|from|about|to|between)
        …|bounced|redirected|put through|rerouted|shunted|disconnected and)
        transferred|transfered|call transfers?|(?:too|so) many transfers
        pillar to post|round (?:and round|in circles)|in circles|going round|runaround
        run around|merry[- ]go[- ]round|ping[- ]?pong|hot potato|back and forth|to and fro
        (?:repeat|repeating|repeated|re-explain\w*|reexplain\w*|explain(?:ed|ing)?|retell\w*
        …|tell(?:ing)?|told|describe|describing|spell(?:ing)?|give|giving|gave|provide|provided
        …|provid\w+|send|sent|sending|type|typing|verify|verifying|enter)(?: \w+){0,5} (?:again
        …|over again|each time|every time|everytime|all over|to each|to every|<number> times
        …|twice|once more|over and over|repeatedly|from scratch|from the beginning
        …|from the start|to (?:<number> )?different (?:people|agents?|person|staff|advisors?)
        …|to (?:three|four|five|six|several|multiple|many) (?:people|agents?|different))
        repeat(?:ing|ed)? (?:myself|ourselves|the same|everything|my|our|all|it|information
        …|details|the (?:story|issue|problem|whole))
        same (?:story|questions?|details|information|info|thing
        …|explanation)(?: \w+){0,3} (?:again|over|each|every|to|<number> times|from|asked
        …|repeatedly)
        asked (?:me )?the same
        (?:call|called|calling|phone|phoned|phoning|rang|ring|ringing|email|emailed|emailing
        …|e-mailed|contact|contacted|contacting|tried|try|trying|spoke|spoken|speak|chat
        …|chatted|wrote|written|write|complain|complained|reported|report|ask|asked|asking
        …|request|requested|visited|visit|chase|chased|follow(?:ed)? up|raised|logged|messaged
        …|texted|rung)(?: \w+){0,6} (?:<number> (?:more |different |separate )?times|twice
        …|thrice|again and again|over and over|repeatedly|many times|several times
        …|multiple times|time and again|constantly|daily|every day|every week|once again
        …|countless times)
        (?:again and again|over and over(?: again)?|time and time again|time after time
        …|multiple times|several times|numerous times|countless times|many times
        …|<number> times)(?: \w+){0,4}(?: call| contact| email| phone| explain| tell| ask
        …| transfer| report| the same)?
        (?:<number>|many|lots of|loads of) (?:\w+ )?(?:phone ?calls|calls|emails|e-mails
        …|e mails|chats|attempts|conversations|contacts|visits|tickets|messages|letters
        …|reminders)
        (?:<number>) (?:\w+ )?(?:people|persons|agents?|advis[oe]rs?|representatives|reps
        …|technicians|engineers|departments?|staff|individuals|colleagues|analysts
        …|members of staff|operators|different)(?! (?:in|on|at) (?:my|our|the) (?:team|office
        …|room|class))
        (?:different|another|new|yet another) (?:person|people|agent|advis[oe]r|rep
        …|representative|technician|engineer|department|team|staff
        …|member)s?(?: \w+){0,3}(?: each| every| time| again| who| told| said)?
        (?:had|have|having|has) to (?:\w+ )?(?:call|phone|ring|email|contact|chase|ask|go|come
        …|start|ring up|write|request|explain|follow up|log|open|raise|submit
        …|speak)(?: \w+){0,4} (?:again|back|multiple|several|twice|another|over|a second
        …|a third|times|repeatedly|many|from scratch|numerous)
        (?:second|third|fourth|fifth|sixth|2nd|3rd|4th|5th|6th|\d+th|umpteenth|nth) (?:call
        …|time|attempt|visit|ticket|email|phone call|person|agent|technician|request|contact
        …|engineer|try)
        (?:start(?:ed|ing)?|begin|began) (?:\w+ )?(?:over|again|from scratch|from the beginning
        …|afresh|all over)
        (?:keep|kept|keeps) (?:on )?(?:calling|phoning|having to|asking|emailing|chasing
        …|contacting|ringing|explaining|telling|repeating|transferring|passing|sending me to)
        (?:call|called|calling|phone|phoned|ring|rang|contact|contacted|email|emailed|came
        …|come) (?:\w+ )?(?:back )?again
        (?:every|each) time i (?:call|phone|ring|contact|speak|chat|email|rang|called|explain)
        (?:told|asked|advised|directed|referred|sent|said) (?:me |us )?to (?:call|contact
        …|speak (?:to|with)|phone|email|go to|ring|see|try) (?:\w+ )?(?:another|someone else
        …|a different|the other|other|different|somebody else|elsewhere|\w+ (?:department|team
        …|support))
        (?:another|other|different|wrong|separate) (?:department|number|team|extension|office
        …|line)
        (?:no|without|lack of|never|not) (?:\w+ )?(?:hand ?over|notes|history|record of
        …|continuity|ownership|one (?:owns|takes))
        left hand|right hand (?:doesn't|does not|not)
        (?:chas(?:e|ed|ing)|badger\w*|hounding) (?:\w+ )?(?:them|you|this|up|it|for|people|him
        …|her|after|several|multiple|constantly)
    """,
    Factor.UNINFORMED: r"""
        (?:no|zero|without|lack of|lacking|any|little|poor|bad|terrible|lousy|awful|not enough
        …|more|better|limited|insufficient|never an?|not an?|nor an?|nor any|not a single
        …|improve|improved|improving)(?: \w+)? (?:updates?|communications?|info|information
        …|explanations?|notifications?|notices?|follow[- ]?ups?|call ?backs?|callbacks?
        …|feedback|warning|status|details?|transparency|news|word|acknowledge?ment|confirmation
        …|instructions?|clarity|reason given|clear answers?)
        (?:no|any|never an?|not an?|not a single|without a|without any|zero|await\w*
        …|waiting for an?|not any|little) (?:\w+ )?(?:reply|replies|response|responses|answer
        …|answers|call back|phone call|email back|contact|return call|return calls)
        (?:no ?one|nobody|none|they|he|she|it|you|never|not|<nt>|company|staff|team|technician
        …|agent) (?:\w+ ){0,3}(?:called|calls|call|phoned|ring|rang|rung|got|gets|get|came|come
        …|emailed|wrote|write|reported|heard|hear|replied|reply|responded|respond|answered
        …|contacted|contact|returned) (?:me |us |my |to )?(?:back|call|calls|emails?|e-mails?
        …|messages?|at all|ever|as promised|when promised)
        (?:never|<nt>|not|no one|nobody|nor) (?:\w+ )?(?:heard|hear|replied|reply|replies
        …|responded|respond|responds|contacted|informed|inform|notified|notify|told|tell
        …|updated|update|explained|explain|followed up|follow up|acknowledged|advised
        …|communicated|communicate|kept (?:me|us|informed|up)|keep (?:me|us|informed)|let (?:me
        …|us) know|warned|mentioned|clarified|answered (?:my|the|our|any|me)|answer (?:my|the
        …|our|any|me)|given (?:a |any )?(?:reason|explanation|info\w*|update)|call(?:ed)? (?:me
        …|us|back)|get back|got back|gotten back|return(?:ed)? (?:my|our|the) (?:calls?|emails?
        …|messages?))(?! (?:sooner|quick))
        <isnt> (?:<adv>){0,4}(?:informed|told|notified|updated|kept informed|kept updated
        …|kept in the loop|contacted|warned|advised|explained|clear|communicated|consulted
        …|made aware|given (?:any|a|the|an))
        (?:promised?|said|told|assured|claimed|guaranteed|supposed|meant|going
        …|agreed)(?: \w+){0,8} (?:call|ring|phone|email|contact|get back|callback|call back
        …|update|let me know)(?: me| us)?(?: \w+){0,3}? (?:never|but|didn't|did not|no|nothing
        …|none|hasn't|haven't|not|yet|still)
        (?:promised?|said|told me|assured)(?: \w+){0,8} (?:but|and) (?:\w+ )?(?:never|didn't
        …|did not|no one|nobody|nothing|not|hasn't|wasn't|still)
        (?:broken|empty|false|fake|hollow|unkept) promises?
        promises? (?:broken|never kept|not kept|made|so much|after promise)
        (?:never|not|didn't|did not) (?:kept|keep|fulfil\w*) (?:\w+ )?promises?
        lied|lies|liars?|lying|deceiv\w*|mis-?led|misleading|mis-?inform\w*|misinformation
        dishonest|untruth\w*|false (?:info\w*|promises?|hope|commitments?|statements?)
        (?:conflicting|contradict\w*|inconsistent|different|mixed|incorrect|wrong|inaccurate
        …|false|confusing|unclear|vague|outdated|misleading|incomplete) (?:information|info
        …|answers?|messages?|stories|story|things?|instructions?|statements?|details?
        …|dates?|reasons?|responses?|replies|explanations?|emails?|communication|directions?)
        (?:one|another|each|every|different|everyone) (?:\w+ )?(?:says?|said|told|tells?|gave
        …|gives) (?:\w+ ){0,4}(?:another|different|something else|otherwise|opposite)
        (?:told|said) (?:me )?(?:something |completely |totally )?(?:different|otherwise
        …|the opposite|one thing)
        confus(?:ing|ed|ion)|unclear|ambiguous|vague|cryptic|hard to understand
        difficult to understand
        not (?:very |really |at all |so |too )?(?:clear|understandable|informative)
        (?:couldn't|could not|can't|cannot|didn't|did not|hard time|hard to|difficult to
        …|difficulty|unable to|barely) (?:\w+ )?understand(?:ing)? (?:him|her|them|what (?:he
        …|she|they|it|you|to|i)|the (?:person|agent|accent|technician|lady|man|instructions?
        …|e?mail|message|reply|guy)|a word|anything)
        (?:accent|broken english|language barrier|poor english|spoke (?:too
        …|so) (?:fast|quietly)|hard to hear|jargon|gibberish|technical terms
        …|tech ?speak|too technical)
        automated (?:reply|replies|response|email|message|answer|system|phone|voice|call|chat
        …|service|cancel)\w*
        automatic (?:reply|replies|response|email|message)s?
        auto[- ]?(?:reply|replies|response|responder|generated|mated)s?|robotic
        (?:chat ?bots?|a bot|bots|a robot)|canned|scripted
        (?:reading|read|following|from|off) (?:\w+ )?(?:a |the )?scripts?
        generic (?:reply|replies|response|email|answer|message)s?|template|templated
        copy[- ](?:and[- ])?paste\w*|boiler ?plate
        standard (?:reply|replies|response|email|answer)s?
        stock (?:answer|reply|response|phrase)s?
        (?:without|with no|not even|no) (?:\w+ )?(?:telling|informing|explaining|notifying
        …|notice|warning|explanation|letting (?:me|us) know|saying|asking me|a word|contacting
        …|my consent|my knowledge|giving (?:a |any )?reason|reply(?:ing)?|any reason|calling)
        (?:kept|left|keep|keeps|leave|leaves|being|am|are|was|were) (?:\w+ )?(?:in the dark
        …|guessing|wondering|hanging|uninformed|clueless about)
        (?:no|not|any|n't have any|had no|have no|without any) (?:idea|clue|way of knowing
        …|indication) (?:\w+ )?(?:what|when|if|who|why|whether|how|where|that|of)
        …(?! (?:he|she|they|you|to|an?|the problem))
        (?:had|have|having|has) to (?:\w+ )?(?:find out|discover|learn|guess|work out
        …|ask) (?:\w+ )?(?:myself|for myself|by accident|from|what|when|why|if|whether
        …|for an update|for updates?)
        (?:should|could|would|wish|need|needs|like|want|please|must|might|better to|nice to
        …|nice if|helpful if|appreciate)(?: \w+){0,6} (?:keep (?:me|us|people|users
        …|customers) (?:informed|updated|posted)|update (?:me|us)|let (?:me|us|people
        …|users) know|inform(?:ed)?|notif(?:y|ied)|be told|told|reply|respond|call (?:me
        …|us)? ?back|get back|follow[- ]up|explain(?:ed)?|communicate|more information|clearer
        …|better communication|more detail|status|be updated|know (?:when|what|if|why))
        (?:i |we )?(?:want|would like|like|need|wanted|asked (?:for|to)|wish|love) to (?:know
        …|be (?:informed|told|kept|notified|updated)|understand|see (?:where|the status|my))
        unanswered|un-?acknowledged|ignored (?:my|our|me|us|emails?|the|all|every|completely)
        (?:emails?|messages?|calls?|tickets?|questions?|requests?) (?:\w+ )?(?:ignored
        …|unanswered|not answered|go unanswered|went unanswered|not returned|never returned
        …|never answered|not replied)
        (?:radio silence|deafening silence|complete silence|silence|went (?:quiet|dark|silent)
        …|fell on deaf ears|black hole|into the void|not a word|not one word|out of the loop
        …|ghosted)
        (?:poor|bad|terrible|no|awful|appalling|lack of|zero|dreadful|shocking|improve\w*
        …|better|worst|useless) (?:\w+ )?communicat\w*
        communicat\w* (?:\w+ )?(?:was|is|are|were|could|needs?|between
        …|skills?) (?:\w+ ){0,2}(?:poor|bad|terrible|non|lacking|awful|better|improv\w*
        …|appalling|zero|not|dreadful|missing)
        (?:found|find|finding) out (?:\w+ ){0,3}(?:later|after|from|by|only|when|that|tonight
        …|today|myself)
        (?:cancelled|canceled|changed|closed|moved|disabled|removed|charged|switched|deleted
        …|rearranged|rescheduled)(?: \w+){0,5} without (?:telling|informing|notice|asking|any
        …|my|a word|reason|explanation|warning|reply)
    """,
    Factor.UNFRIENDLY: r"""
        rude(?:ly|ness|st)?|impolite\w*|unprofessional\w*|un-professional|arrogan\w+
        condescend\w*|dismissive\w*|patroni[sz]\w*|disrespect\w*|discourteous|unfriendly|unkind
        unpleasant|hostil\w*|abusive|aggressive|sarcastic\w*|snarky|snotty|snippy|curt|abrupt\w*
        grumpy|surly|sullen|nasty|obnoxious|insult\w*|bully\w*|belittl\w*|humiliat\w*
        mock(?:ed|ing)|smug|snobb\w*|haughty|contempt\w*|indifferen\w+|apath\w+
        careless\w*|uncaring|heartless|callous|unsympathetic|unempathetic|insensitive
        inconsiderate|disinterested|uninterested|unwilling\w*|unhelpful\w*|un-helpful
        unaccommodating|unsupportive|negligent|lazy|laziness|moody|impatient\w*
        short[- ]tempered|bad[- ]tempered|bad[- ]mannered|ill[- ]mannered|argumentative
        defensive|accus(?:ed|ing)|intimidat\w*|threaten\w*|discriminat\w*|racist|sexist
        homophob\w*|misbehav\w*|shameful
        (?:bad|poor|wrong|terrible|awful|horrible|worst|rough|not good|disgusting|appalling
        …|negative|poor) (?:\w+ )?(?:behaviou?rs?|attitudes?|manners?|tone|etiquette
        …|bedside manner)
        (?:behaviou?r|attitude|manner|tone) (?:\w+ ){0,3}(?:bad|poor|terrible|not good|rude
        …|awful|worst|disgusting|stinks?|sucks?|problem|appalling)
        got attitude|annoyed (?:with|at|by|that)|told off|cut me short|the tone of
        sigh(?:ed|ing|s) (?:at|when|through|because)|(?:got|gave me) a lecture
        (?:more|some|bit of) friendliness
        (?:with|an|such|full of|the) attitude(?! (?:was|is) (?:great|good|excellent|positive))
        (?:hung|hang|hangs|hanging|slammed|put) (?:up|the phone down)(?: on)?(?! (?:and
        …|after) (?:giving|waiting))
        (?:disconnected?|disconnecting|cut|cutting|ended|dropped
        …|terminated) (?:\w+ )?(?:the |my |our )?(?:call|chat|phone|line|me off|conversation)
        cut (?:me )?off(?: by|$|,|\.)
        (?:not|never|<nt>|no longer|nor|no) (?:<adv>|be |being |of |much |any ){0,4}(?:help|helpful
        …|helpfull|polite|friendly|nice|kind|courteous|caring|respectful|interested|willing
        …|accommodating|sympathetic|understanding|empathetic|supportive|attentive|pleasant
        …|considerate|patient|welcoming)(?! (?:to know|me|us|with|for|if|that|when|desk|you
        …|the))
        (?:not|never|<nt>|nobody|no one|none) (?:\w+ )?(?:want(?:ed|ing)? to (?:help|listen
        …|know|deal|talk|assist|hear)|willing to (?:\w+ )?(?:help|listen|assist|\w+)
        …|interested in|bother(?:ed)?|care(?:d|s)?|listen(?:ed|ing|s)?|give a (?:damn|toss|hoot
        …|sh\W*t|f\S*)|gives a|seem(?:ed|s)? (?:to care|interested|bothered|concerned)
        …|try(?:ing)? to help|pay(?:ing)? attention|take (?:me|it|us|this) seriously
        …|taken seriously|appreciate|apologi[sz]e|apologi[sz]ed|concerned|hear(?:ing)? me
        …|have any (?:interest|empathy))
        (?:could|couldn't|could not) (?:\w+ )?care less
        no (?:empathy|sympathy|compassion|respect|courtesy|manners|apology|interest|concern
        …|patience|regard|care)
        zero (?:interest|empathy|care|concern)
        lack of (?:empathy|respect|care|interest|concern|courtesy|compassion|patience|sympathy)
        lacks? (?:empathy|respect|compassion|courtesy|manners)|any (?:empathy|sympathy|apology)
        refus(?:ed|es|ing|al) (?:to )?(?:help|assist|listen|speak|talk|let|give|take|accept
        …|refund|transfer|put|hear|even|answer|look|come|send|do|provide)
        wouldn't (?:even )?(?:help|listen|let me|assist|speak|talk|look|put me)
        (?:treated|treats?|treat|made to feel|makes? (?:me|you|us) feel|made (?:me|us) feel
        …|spoke to (?:me|us)|spoken to|talked to|talks? to|felt) (?:\w+ )?(?:like|as if
        …|as though|badly|poorly|unfairly|stupid|dumb|small|an idiot|a fool|an inconvenience
        …|a nuisance|rudely|a number|down to|an idiot|i was (?:bothering|stupid|an?|wasting
        …|lying|the))
        (?:talked|spoke|talking|speaking|talks|spoken) (?:\w+ )?(?:down to|over me)
        talk(?:ed|ing) down|interrupt(?:ed|ing|s)|argu(?:ed|es|ing) (?:with|about|that)
        blam(?:ed|es|ing) (?:me|us|the|my|it|everyone|on|others?|user)
        (?:yell|shout|scream|swore|snapp|laugh|sigh|roll)(?:ed|ing)?(?: \w+)? (?:at|eyes
        …|his eyes|her eyes|their eyes)
        lectur(?:ed|ing) me|told (?:me )?(?:it'?s|it was|that it was) my (?:fault|own)
        my (?:own )?fault|rolled (?:his|her|their) eyes
        (?:fobbed|brushed|palmed|blown|brush|fob|palm) (?:\w+ )?off
        ignor(?:ed|es|ing|ant) (?:me|us|my (?:question|request|concern|point|complaint))?
        ignorant|rushed (?:me|through|off|us)|rush(?:ing)? me|wanted (?:to get rid|me off)
        get rid of me|(?:accus|call)(?:ed|ing) me(?: a| of)|like dirt
        called (?:me )?a liar|as if i (?:was|were)|waste of (?:his|her|their) time
        (?:worst|bad|terrible|awful|horrible|rude|pathetic|useless) (?:\w+ ){0,2}(?:agent
        …|advis[oe]r|executives?|representative|rep|person|staff|people|employees?|technician
        …)s?
        (?:more|better|bit more|little more|be|more of a|some) (?:helpful|friendly|polite
        …|friendlier|politer|empathy|empathetic|kinder|patient|patience|courteous|compassion\w*
        …|respect(?:ful)?|understanding|caring|courtesy|attentive)(?: next time| please
        …| towards| to (?:customers|people|users)| when| would)
    """,
    Factor.UNSKILLED: r"""
        incompeten\w*|inept\w*|clueless|unskilled|untrained|unqualified|inexperienced
        unknowledgeable|amateur\w*|unprofessional(?:ly)? (?:done|installed|handled)
        out of (?:his|her|their) depth|not fit for purpose|shoddy|botched|bungl\w*|bodg\w*
        cock(?:ed)?[- ]up|screw(?:ed)?[- ]?up
        mess(?:ed|ing)? (?:it |things |everything |my \w+ |the \w+ )?up|fuck(?:ed)? up
        disorgani[sz]ed|shambol\w*|fiasco|blunder\w*|inefficien\w*|inadequate\w*
        (?:lack(?:s|ed|ing)?(?: of)?|no|little|without|limited|poor|insufficient|zero
        …|not enough|more|better|any|improve|improved|bad|weak|needs?
        …|require) (?:\w+ )?(?:knowledge|skills?|training|expertise|know[- ]how
        …|understanding of|experience|competen\w+|technical (?:ability|knowledge|skill)
        …|product knowledge|qualifications?)
        (?:no|n't have a|not have a|without a|have no|had no|hasn't a|haven't a|hasn't got a
        …|didn't have a|not got a|has no|without any|didn't have any
        …|does not have any) (?:\w+ )?(?:clue|idea)(?: (?:what (?:he|she|they|to|was|i was|the)
        …|how to|about (?:the|my|it|this|how)|of (?:the|what|how)))?
        (?:he|she|they|staff|agents?|advis[oe]rs?|technicians?|analysts?|engineers?|people|rep
        …|representatives?|person|executives?|no ?one|nobody|who|team|guy|lady|support|you|desk
        …|help ?desk|technician) (?:\w+ ){0,3}(?:didn't|did not|doesn't|does not|don't|do not
        …|dont|didnt|couldn't|could not|can't|cannot|not|never|seems? to|seemed to|to|failed to
        …|unable to|ever) (?:\w+ )?(?:know|knows|knew|understand|understood|figure|comprehend
        …|grasp|get (?:the|what|my|that))(?! (?:his|her) (?:name)|me)
        (?:didn't|did not|doesn't|does not|don't|do not|dont|couldn't|could not|can't|cannot
        …|not|failed to|unable to|never) (?:\w+ )?(?:understand|understood|grasp|comprehend
        …|diagnose|identify) (?:\w+ )?(?:the |my |our )?(?:problem|issue|question|request
        …|situation|query|concern|need|needs|point|fault|requirement|what (?:i|the|was))
        (?:didn't|did not|doesn't|does not|don't|do not|dont|not|never
        …|hardly) (?:<adv>){0,4}(?:seem to )?know(?:s|ing)? (?:what|how|anything|enough|much|the
        …|about|their|his|her|where|which|a thing)
        <isnt> (?:<adv>){0,4}(?:knowledgeable|knowledgable|competent|trained|qualified|skilled
        …|skilful|skillful|professional|experienced|capable|efficient|equipped|familiar with
        …|up to (?:the|scratch|date|par)|thorough|sure (?:what|how|why|if)|aware of|effective)
        (?:wrong|bad|incorrect|poor|terrible|useless|inaccurate|stupid
        …|false) (?:\w+ )?(?:advice|diagnosis|solution|answer|guidance|part|fix|instructions
        …|settings?|configuration|cable|laptop|computer|version|address|name|account|department
        …|team|person|number|room|date|details|size|model|software|phone|plan|package|tariff
        …|time|place|job|recommendation|booking|order|installation|install)s?
        (?:made|make|makes|making|full of|many|several|stupid|simple|basic|silly|human|big|huge
        …|constant|another|more|same|costly|their|a|few) (?:\w+ )?(?:mistakes?|errors?|mess
        …|hash|blunder|mix[- ]?up|pig'?s ear|balls[- ]?up)
        mistakes? (?:made|by|were|was|on|with|in)|mix(?:ed)?[- ]?up
        (?:error|mistake)s? on (?:their|your) (?:side|part|end)|a mess\b
        (?:made|makes|making|left) (?:it|things|the \w+|my \w+|matters) (?:\w+ )?(?:worse
        …|broken|unusable|not working)
        (?:worse|more broken) than (?:before|when)|broke (?:my|the|it|something|our|everything)
        (?:deleted|lost|wiped|erased|overwrote|damaged|ruined|destroyed
        …|corrupted) (?:\w+ )?(?:my|all my|our|the|all|everything)
        caused (?:\w+ )?(?:more|further|another|other|new|the) (?:problem|issue|damage|harm
        …|trouble)
        (?:need|needs|should|require|requires|must|could|lack|more|better|proper|properly
        …|poorly|badly|well|un|not|been|be|was|train|some) (?:\w+ ){0,3}(?:training|trained
        …|educated|retrained|train (?:your|their|the)|qualified people|competent people
        …|skilled people|knowledgeable)
        (?:useless|hopeless|pointless|worthless|ineffective) (?:\w+ )?(?:staff|people|agents?
        …|support|service|help|advis[oe]rs?|technicians?|engineers?|customer|team|call|they|and
        …|,|\.|!|desk)?
        (?:guess(?:ed|ing|work)|trial and error|googl(?:e|ed|ing)|stabs? in the dark
        …|hit and miss|winging it|fumbl\w*|struggl(?:ed|ing) to (?:find|understand|fix|solve
        …|know))
        (?:forgot|forgotten|forgets|neglected|overlooked|failed|omitted) (?:to |about |me|my
        …|the )(?:\w+)
        (?:i|we) (?:\w+ )?(?:knew|know) more than
        (?:had|have) to (?:teach|tell|show|explain to|correct|guide|instruct) (?:\w+ )?(?:him
        …|her|them|the (?:agent|technician|advis\w+|engineer)) (?:how|what|where|to)
        (?:tried|trying) everything (?:he|she|they) knew
        (?:beyond|above) (?:his|her|their) (?:knowledge|ability|skill|pay)
        (?:couldn't|could not|unable to|not able to|failed to|can't
        …|cannot) (?:\w+ )?(?:work out|figure out|find (?:the |a |out )?(?:cause|problem|issue
        …|fault|reason|what)|diagnose|identify|pinpoint|determine)
    """,
    Factor.DIFFICULT: r"""
        (?:very |too |so |really |extremely |quite |incredibly |more |unnecessarily[ ]
        …|overly |made it |make it |makes it |is |was |it's |find it |found it |bit |how
        …|as )(?:\w+ly )?(?:difficult|hard|complicated|complex|cumbersome|awkward|convoluted
        …|tricky|tedious|confusing|annoying|inconvenient|impossible|bureaucratic|burdensome
        …|clunky|clumsy|tiresome|laborious|challenging|painful)(?:$|[,.!;]| (?:to|for|process
        …|procedure|system|and|with|as|when|because|on|than|getting|enough|way|trying|form
        …|website|portal|navigat\w*|time))
        (?:difficult|hard|impossible|tough|tricky|challenge|struggle|struggled|struggling
        …|nightmare|pain|painful|battle|mission|effort|hassle|tedious|ordeal|near[- ]impossible
        …|trouble|difficulty|frustrating|difficulties) (?:\w+ )?(?:to|in|trying to|just to
        …|with) (?:\w+ )?(?:get|getting|reach|reaching|contact|contacting|find|finding|speak
        …|speaking|talk|talking|use|using|navigate|navigating|log|logging|access|accessing
        …|connect|connecting|submit|submitting|cancel|call|calling|get through|locate|fill|deal
        …|communicate|book|order|sign|set|open|complete|change|report|request|raise|register
        …|follow|pay|track)
        difficulty (?:getting|reaching|contacting|finding|speaking|using|logging|accessing
        …|connecting|trying)
        hard time (?:getting|reaching|finding|logging|using|connecting|contacting|trying)
        great effort|huge (?:amount of )?effort|uphill (?:battle|struggle)
        (?:can't|cannot|can not|cant|could not|couldn't|couldnt|unable to|not able to
        …|wasn't able to|never|no way (?:to|of)|not possible to|isn't possible to|impossible to
        …|won't let (?:me|you)|not allow(?:ed)? (?:me )?to|nowhere to|not even|didn't|did not
        …|don't|wouldn't let me|doesn't let|does not let) (?:\w+ )?(?:get through
        …|getting through|reach|reaching|contact|contacting|get (?:in touch|hold|a hold|ahold
        …|to speak|to talk|anyone|someone|a person|a human|an? appointment|an? answer on)
        …|getting (?:hold|in touch|through)|speak(?:ing)? (?:to|with)|talk(?:ing)? (?:to|with)
        …|call (?:you|them|anyone)|phone|find (?:the|a|an|any|where|how|my|out how|anything
        …|your|number)|navigate|connect to (?:customer|an?|the|anyone|someone|agent|support)
        …|order online|do (?:it|this|that|anything)? ?online|book|cancel|log ?in|login|sign in
        …|access (?:my|the|your)|submit|upload|change my|reply to|use the (?:portal|website
        …|form|app|system|chat|phone|site)|see (?:my|the|all|where)|track|choose|select|report
        …|raise|rate|comment|fill|park)
        (?:no ?one|nobody|never|don't|doesn't|not|<nt>|no) (?:\w+ )?(?:answers?|answered
        …|answering|picks? up|picked up|pick up|pick the|picking up|available|there to
        …|around to|to (?:talk|speak|call|contact)|attends?|attend)(?: (?:the|my|your
        …|their))?(?: (?:phone|call|calls|chat|phones))?(?! (?:my|our|the|any) (?:question
        …|email|quer))
        (?:phone|call|calls|line|lines|number|chat|help ?desk|desk|office|support|agents?
        …|someone|technician|service|people|help|anyone) (?:\w+ ){0,2}(?:is|was|are|were|always
        …|constantly|not|never|isn't|aren't|wasn't|weren't) (?:\w+ )?(?:busy|engaged
        …|unavailable|unreachable|closed|not available|available|reachable|answered|staffed
        …|manned|open|picked up|attended|disconnected|dead|accessible)(?! (?:and|to help|when
        …|24|quickly|at all times))
        (?:unavailable|unreachable|inaccessible|not available|not reachable|not accessible
        …|not open|closed (?:at|on|when|for|before|by|during|over)|unattended|never available
        …|not user[- ]friendly|not intuitive|unintuitive|counter[- ]?intuitive
        …|user[- ]unfriendly|non[- ]intuitive)
        (?:phone|ivr|automated|voice|telephone|call|chat|menu) (?:\w+ )?(?:menus?|options?|tree
        …|system|maze|prompts?|robots?|loop)
        (?:press|pressing|push) (?:\d|one|option|buttons?)|ivr
        speak to a (?:real |live |actual )?(?:human|person)
        talk to a (?:real |live |actual )?(?:human|person|someone)
        (?:real|live|actual) (?:human|person|people|agent|human being)
        convenient to (?:talk|speak)|a human being
        (?:give|provide|publish|need|want|find|no|hidden?|where is
        …|display) (?:\w+ ){0,3}(?:phone|contact|telephone|customer care|support|direct
        …|helpline) (?:number|line|details|option|info\w*)s?
        (?:too|so) many (?:\w+ )?(?:steps|forms|questions|options|clicks|hoops|screens
        …|passwords|menus|buttons|pages|fields|layers|codes|hurdles|choices|emails|links|logins
        …|prompts|security)
        (?:endless|long|lengthy|pointless|complicated|complex|confusing|stupid|ridiculous
        …|unnecessary|silly|terrible|bad|poor|useless|difficult|awful|outdated|clunky
        …|horrible) (?:\w+ )?(?:forms?|process|processes|procedures?|portal|menus?|website
        …|web ?site|web ?page|interface|navigation|steps|paperwork|red tape|bureaucracy|policy
        …|policies|rules|requirements|registration|verification|questionnaire|survey|system
        …|log ?in|sign[- ]in|online)
        (?:hoops|red tape|bureaucra\w+|paperwork|hassle|hassles|inconvenien\w+|cumbersome
        …|convoluted|long[- ]winded|over[- ]?complicated|complicated|rigmarole|kafka\w*|maze
        …|labyrinth|obstacle course|catch[- ]?22|pain in the|jump through)
        (?:website|web ?site|site|portal|form|forms|app|chat|web ?chat|online|system|process
        …|login|log-in|link|page|survey|procedure|policy|phone system|live chat|ticket system
        …|ticketing system|self[- ]service|menu|password|passwords) (?:\w+ ){0,3}(?:confusing
        …|difficult|hard|complicated|useless|terrible|awful|slow to|doesn't let|does not let
        …|won't let|wouldn't let|not working|doesn't work|didn't work|wouldn't work|won't work
        …|is down|was down|crash\w*|down|keeps|kept|not easy|not user|not intuitive|cumbersome
        …|a nightmare|a pain|unclear|impossible|rejects?|rejected|refuses?|times out|timed out
        …|busy|clunky|annoying|ridiculous|expires?|too (?:long|complex|often)|frustrating|poor
        …|bad|broken)
        (?:password|passwords|pin|2fa|mfa|two[- ]factor|authentication|captcha|verification
        …|security) (?:\w+ )?(?:rules?|requirements?|polic(?:y|ies)|changes?|expir\w+
        …|reset every|resets every|every \w+ (?:days|weeks|months)|questions|check|checks|code
        …|codes|hoops|steps)
        captchas?|change (?:my |our |the )?passwords? (?:so|too|every|all|this|again)
        passwords? (?:so |too )?(?:often|frequently)
        (?:opening|office|support|working|business|service|phone|desk|extended|longer|more
        …|limited|weekend|evening|operating|your) hours
        (?:open|available|support|staffed|service|help|phone|someone) (?:\w+ )?(?:on |at[ ]
        …|in |over )?(?:the )?(?:weekends?|evenings?|nights?|after hours|holidays?|lunch(?: ?time)?
        …|24[ /x-]?7|24 hours|sundays?|saturdays?|after \d)
        after hours|24[/x]7 (?:support|service|help)?
        (?:should|could|would|wish|need|needs|please|must|make|want|better if|like|consider
        …|nice if|nice to|helpful if|appreciate)(?: \w+){0,7} (?:easier|simpler|simplify
        …|simplified|streamlin\w+|more (?:convenient|accessible|user[- ]friendly|intuitive
        …|straightforward|available|options|ways)|user[- ]friendly|less (?:complicated|complex
        …|confusing|steps|cumbersome)|fewer (?:steps|clicks|questions|forms|options)
        …|call (?:centre|center)|phone number|local (?:number|office|support)|in person
        …|on[- ]site|extend\w* (?:hours|the hours)|live chat|direct (?:number|line|contact)
        …|option to|ability to|way to|different language|language)
        (?:had|have|having|forced|has|made|make|expected|required|need(?:ed)?) (?:me |us[ ]
        …|you |people )?to (?:\w+ )?(?:drive|travel|walk|come in|go (?:to|in|all|online|through|on
        …|on to|onto)|bring|register|create an account|download|print|fill(?: in| out)?|sign up
        …|log in to|use (?:the|a|an|my)|install|prove|queue|wait until (?:monday|morning|office
        …|they|9|8)|find (?:a|another|the)|make an appointment|navigate|search|take (?:time off
        …|leave|a day)|jump|click|enter|change (?:my )?password)
        inconvenienced?|jump(?:ing|ed)? through|get(?:ting)? (?:a )?hold of|getting through
        get through to
        not (?:very |so |that |really |at all |as |too )?(?:easy|simple|convenient
        …|straightforward|straight forward|user[- ]friendly|accessible|intuitive|obvious|smooth)
        wasn't (?:\w+ )?(?:easy|simple|convenient|straightforward|smooth)
        isn't (?:\w+ )?(?:easy|simple|convenient|straightforward|smooth)
        far from (?:easy|simple|smooth|straightforward)
        less than (?:easy|ideal|smooth|convenient)|could have been (?:easier|smoother|simpler)
        no (?:easy|simple|obvious) way|hidden (?:away|behind|on|in)?
        buried (?:in|on|deep|behind)
    """,
    Factor.TOOL_FAILURE: r"""
        outages?
        fault(?:y|s) ?(?:line|product|item|phone|router|unit|equipment|device|laptop|part
        …|hardware|goods|cable)?
        defective|defects?|malfunction\w*|glitch\w*|buggy|bugs?\b|crash(?:es|ed|ing)
        freez(?:es|ing)|frozen|froze|lagg(?:y|ing)|laggs|unreliable|obsolete
        outdated (?:equipment|hardware|computers?|software|technology|system|laptop)|antiquated
        dead (?:battery|pixel|on arrival|laptop)|bricked|bluescreen|blue screen|buffering
        overheat\w*|flicker\w*|power cuts?
        <thing> (?:\w+ ){0,4}(?:(?:doesn't|does not|doesnt|don't|do not|dont|didn't|did not
        …|won't|will not|wouldn't|would not|can't|cannot|could not|couldn't|never|isn't|is not
        …|aren't|are not|wasn't|was not|not|hasn't|hardly) (?:\w+ ){0,2}(?:work\w*
        …|turn(?:ing)? on|start\w*|boot\w*|connect\w*|load\w*|open\w*|print\w*|charg\w*
        …|respond\w*|function\w*|sync\w*|detect\w*|recogni\w*|update\w*|display\w*|good
        …|reliable|compatible|stable|fit for|optimi[sz]ed|usable|last\w*|available))
        <thing> (?:\w+ ){0,3}(?:is|was|are|were|keeps?|kept|has|have|had|goes|went|got|been
        …|being|continues? to|always|constantly|often|still|just|s)? ?(?:\w+ )?(?:broken|broke
        …|down|slow|dead|damaged|faulty|defective|crash\w*|disconnect\w*|dropp?(?:s|ed|ing
        …|ping)?|fail(?:s|ed|ing|ure|ures)?|freez\w*|frozen|useless|terrible|awful|rubbish|poor
        …|bad|horrible|unusable|unstable|unreliable|intermittent|cutting out|cuts out
        …|out of (?:order|date|stock)|outdated|ancient|old|missing|lost|late|delayed|cancell?ed
        …|wrong|weak|patchy|spotty|worst|sucks?|lousy|atrocious|appalling|inconsistent
        …|overheating|shuts? (?:down|off)|restart\w*|reboot\w*|lag\w*|glitch\w*|dying|dies|died
        …|messed up|a (?:nightmare|joke|mess|disaster|problem))
        (?:slow|poor|bad|terrible|awful|weak|no|unreliable|intermittent|patchy|unstable|broken
        …|faulty|defective|damaged|dead|old|ancient|outdated|rubbish|crap|cheap|lousy|useless
        …|worst|horrible|wrong|spotty|lost|late|delayed|missing|appalling|bad quality
        …|poor quality|low quality|second[- ]hand|used|fake|duplicate|expired
        …|inferior) (?:\w+ )?<thing>
        (?:poor|bad|low|terrible|worst|cheap|inferior|awful|rubbish|disappointing
        …|no) (?:\w+ )?quality
        quality (?:\w+ ){0,3}(?:poor|bad|low|terrible|worst|awful|not good|disappoint\w*|down
        …|drop\w*)
        (?:keeps?|kept|constantly|always|continually|continuously|repeatedly|randomly
        …|frequently|often) (?:on )?(?:crash\w*|disconnect\w*|dropp?ing|freez\w*|fail\w*
        …|restart\w*|reboot\w*|shutting|cutting|going down|losing|logging (?:me )?out|breaking
        …|stopping|buffering|kick\w*|turning off|down)
        (?:stopp?ed|stops|quit) (?:working|functioning|responding|charging|printing)
        (?:broke|breaks|broken) down
        (?:went|goes|gone|going|is|was|been) (?:down|offline|dead)(?! (?:to|the|for (?:some|a)))
        no (?:internet|wi-?fi|signal|connection|network|sound|power|hot water|heating
        …|service since|broadband|phone line|dial tone|picture|coverage|bars|reception)
        (?:loss|lack) of (?:internet|service|connection|signal|power|coverage)
        won't (?:turn on|start|boot|charge|load|open|connect|print|power)
        (?:too |so |very |really |more |over[- ]?|extremely |ridiculously[ ]
        …|way too |most )(?:expensive|pricey|dear|costly|priced|high(?:er)? (?:price|cost|bill)s?)
        expensive|overpriced|over[- ]?charg\w*
        (?:high|higher|inflated|increased|increasing|rising|hidden|extra|excessive|extortionate
        …|ridiculous|crazy|unexpected|additional|double|unfair|wrong|incorrect|huge|hiked?
        …|massive) (?:\w+ )?(?:price|prices|pricing|cost|costs|bill|bills|billing|charge
        …|charges|fee|fees|premium|premiums|rates?|tariff|payment|payments)
        (?:price|prices|bill|bills|premium|premiums|cost|costs|charges|rates?|fees?
        …|tariff) (?:\w+ ){0,4}(?:increase\w*|rise|rises|rising|rose|went up|going up|gone up
        …|hike\w*|doubled|tripled|too high|so high|high|ridiculous|extortionate|excessive
        …|expensive|wrong|incorrect|inflated|more than|cheaper)
        rip[- ]?off|cheaper (?:online|elsewhere|with|than|deal)
        charged (?:me |us )?(?:twice|double|too much|extra|more|for (?:something|a|nothing)
        …|the wrong|wrong|incorrectly|again|£|\$)
        paid? (?:\w+ )?(?:more|extra|double|\w+ times more)|value for money|not worth|poor value
        (?:delivery|deliveries|parcel|package|courier|shipment|shipping|order|flight|bag|bags
        …|baggage|luggage|product|item|goods|replacement) (?:\w+ ){0,5}(?:late|delay\w*|never
        …|not|lost|missing|wrong|cancel\w*|damaged|failed|arrive[sd]? (?:late|broken|damaged)
        …|broken|took|still|stuck|returned|incomplete|empty|incorrect|worst|terrible|bad|poor
        …|slow|issue|problem)
        (?:never|not|<nt>|no|wrong|late|lost|failed|missing|damaged|delayed|cancell?ed
        …|incorrect|faulty|broken|poor|terrible|worst|bad|slow
        …|incomplete) (?:\w+ ){0,3}(?:delivery|deliveries|delivered|parcel|parcels|package
        …|packages|order|orders|flight|flights|luggage|baggage|bags?|item|items|product
        …|products|goods|shipment|shipping)
        (?:technology|equipment|hardware|software|network|system|technical|connection
        …|connectivity|internet|speed|signal|computer|server|printer|wifi|wi-fi|printing|line
        …|service) (?:issues?|problems?|failures?|faults?|difficult(?:y|ies)|trouble)
        (?:issues?|problems?|trouble|difficulties) with (?:the |my |our |your[ ]
        …|their |this )?(?:\w+ )?<thing>
        recurring problem
        (?:internet|broadband|connection|download|upload|network|wifi|wi-fi|line) speeds?
        speeds? (?:\w+ )?(?:slow|drop\w*|poor|promised|advertised|terrible|not)
        (?:slow|poor) speeds?|incompatib\w*|not compatible|false advertis\w*
        (?:new|better|newer|upgraded?|updated?|replace|proper|modern|faster|decent|working
        …|more reliable) (?:\w+ )?(?:laptops?|computers?|pcs?|equipment|hardware|printers?
        …|monitors?|wi-?fi|internet|network|broadband|system|software|phones?|projectors?
        …|devices?|technology|machines?|speakers?) (?:needed|please|would|required|are needed
        …|is needed|asap)
        (?:need|needs|want|wish|should|must|replace|time for|upgrade)(?: \w+){0,4} (?:new
        …|better|newer|upgraded?|replaced?|replacing|modern|faster) (?:\w+ )?<thing>
    """,
}

ONLY_TURNED: Final[Mapping[Factor, str]] = {
    Factor.SLOW: (
        r"slow(?:ly|er|est|ness)?|sluggish(?:ly)?|delays?|delayed|waiting|wait|waits|waited"
        r"|late|lengthy|queues?|tardy|overdue"
    ),
    Factor.DIFFICULT: (
        r"difficult(?:y|ies)?|complicated|hassles?|cumbersome|confusing|inconvenient|tedious"
        r"|awkward|hoops|bureaucratic|impossible"
    ),
    Factor.UNFRIENDLY: r"rude|judg(?:ed|ing|mental)|impatient|annoyed|arrogant|condescending",
}
