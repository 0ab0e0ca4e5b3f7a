"""How people say what went well: for each positive factor, a pattern a line.

`SURE` says it whatever stands around it; `PLAIN` are words that "not" or "could be" turn round.
"""

from collections.abc import Mapping
from typing import Final

from feedback.reasons import Factor

SURE: Final[Mapping[Factor, str]] = {
    Factor.SOLVED: r"""
        (?:is|was|were|are|been|got|gets|get|be|'s|now|all|being|finally|quickly|promptly
        …|immediately|problem|issue|everything|easily|successfully|completely
        …|soon) (?:<adv>){0,4}(?:solved|resolved|fixed|sorted|rectified|repaired|corrected|restored
        …|addressed|taken care of|dealt with|cleared up|completed|sloved)(?! (?:yet|soon as))
        (?:solved|resolved|fixed|sorted|rectified|repaired|corrected|restored|addressed|fixes
        …|solves|resolves|sorted out|cured|completed|handled
        …|sloved) (?:<adv>){0,4}(?:out )?(?:<my> )(?:\w+ ){0,2}?(?:problem|issue|concern|ticket
        …|request|query|matter|error|laptop|computer|pc|account|printer|password|e?-?mail|phone
        …|internet|connection|bug|trouble|situation|queries|complaint|needs|task|outlook|vpn
        …|access)s?
        (?:solved|resolved|fixed|sorted|repaired|corrected|restored|fixing|solving
        …|resolving) (?:it|this|that|everything|all|them|both|things)(?! out (?:myself
        …|ourselves)| myself| on my own)
        (?:solved|resolved|fixed|sorted)(?:\s*$|\s*[.!,;)]| (?:in|within|quickly|promptly
        …|immediately|right|very|fast|first|on the|remotely|over|and|to my|with|by|thanks|thank
        …|efficiently|now|at once|straight|already|for me|today|same|perfectly))
        (?:works?|working|worked|running|prints?|printing|connects?|functioning
        …|operational) (?:<adv>){0,4}(?:now|again|fine|perfectly|perfect|great|well|like (?:new
        …|a charm|a dream|magic)|beautifully|properly|as it should|normally|correctly
        …|flawlessly|ok|okay)(?! (?:not|for a (?:day|while|few)))
        finally (?:unlocked|works|working|fixed|solved|resolved|sorted|done|back)
        (?:it|that|<thing>) (?:is|'s) (?:<adv>){0,4}(?:ok|okay|fine|working|done)(?: now| again
        …| thank|\s*$|\s*[.!,])
        (?:opens|runs|loads|syncs|rings|charges|starts|goes) (?:now|again)
        it (?:now|finally) (?:opens|runs|loads|goes|prints)|works but
        (?:is|are|was) back(?: again| before|\s*$|\s*[.!,])
        (?:now|finally|it|everything|all|that) (?:works|working)(?:\s*$|\s*[.!,])|up and running
        back (?:up|online|in business|to (?:work|normal)|up and running|on track|working|in)
        good to go|problem (?:solved|gone|fixed)|issue (?:solved|gone|fixed|resolved)
        all (?:sorted|fixed|set|done|resolved|good now|working)
        (?:problem|issue|error) (?:is|was|has) gone
        (?:helped|got|getting|helping|assist(?:ed|ing)|get|gotten|had|enabled
        …|allowed) (?:<adv>){0,4}(?:me|us|my \w+|it|the \w+
        …|everything) (?:<adv>){0,4}(?:to )?(?:\w+ )?(?:fixed|fix|solve|solved|resolve|resolved
        …|sorted|sort|working|running|back|up and running|reset|log(?:ged)? (?:back )?(?:in|on)
        …|connected|connect|access|set up|setup|unlock|done|get (?:back|my|into|it|on|the|in
        …|logged|connected|access)|install|installed|recover|restore|going|online|configured)
        (?:able|managed) to (?:<adv>){0,4}(?:help me |assist me |help |assist |quickly |get (?:me
        …|it|my \w+|us|the \w+|everything) )?(?:fix|solve|resolve|sort|log|login|access|connect
        …|use|complete|find (?:the|a|my) (?:problem|solution|issue|fix|answer|cause)|figure|get
        …|recover|print|reset|restore|repair|correct|work|help me|remedy|retrieve|diagnose and
        …|rectify|take care|address|set)
        (?:took|taken|takes|take|taking) care of (?:<my> |it|me|everything|things|all|this|us
        …|that)
        (?:found|find|gave|given|provided|offered|came up with|with|got|figured out|had|great
        …|perfect|good|quick|simple|immediate|excellent|the right|a) (?:\w+ )?(?:the[ ]
        …|a |an )?(?:\w+ )?(?:solution|resolution|fix|workaround|work around)(?! (?:yet|would
        …|was not|wasn't|didn't|has not|is not|please))
        (?:saved|made|rescued) (?:my|the|our|me) (?:day|life|lecture|bacon|presentation|meeting
        …|class|week|weekend|morning|skin|neck|data|files|work)
        saved me|saves? the day|rescued|did the trick|does the trick|that was it|that did it
        worked a treat|hit the spot|mission accomplished|job done
        (?:one|first)[- ](?:call|time|contact|visit|attempt|touch) (?:resolution|fix|solution
        …|resolved)
        (?:first|1st) time fix
        (?:received|got|have|gotten|recieved|given) (?:\w+ )?(?:my|the|a|full
        …|our) (?:\w+ )?(?:refund|replacement|money back|new \w+|password|access|compensation
        …|parcel back)(?! (?:yet|after (?:\d|two|three|many|so)))
        (?:satisfied|fulfilled|completed|granted|processed|accomplished) (?:\w+ )?(?:my|our|all
        …|the|every) (?:\w+ )?(?:needs?|request|requests|requirements?|order|goal)
        (?:no|without|zero) (?:more|further|any more|other|any further) (?:problems?|issues?
        …|trouble|errors?|crashes|complaints)(?: since| now)?
        not? (?:had )?(?:a|any) (?:problem|issue)s? since
        (?:hasn't|has not|hasnt) (?:\w+ )?(?:happened|come back|occurred|crashed
        …|dropped)(?: again| since)
        (?:reset|unlocked|installed|replaced|delivered|set up|configured|activated|reactivated
        …|updated|recovered|cancelled|refunded|connected|swapped|reinstalled|upgraded
        …|transferred|retrieved|removed|reconnected|created|restored|enabled|unblocked
        …|cleaned) (?:<adv>){0,4}(?:my|our|the|it|everything|all) (?:\w+ ){0,3}?(?:quickly|promptly
        …|for me|for us|within|in (?:no|a|\d+|under|less|minutes|two|five|ten)|immediately
        …|right away|perfectly|without|successfully|and (?:now|it|everything|all|i))
        (?:problem|issue|ticket|request|it|everything|matter|this) (?:was|got|is|has been|were
        …|have been|had been) (?:\w+ly )?(?:handled|done|sorted|completed|resolved|solved|fixed
        …|answered|addressed|remedied|finalised|finalized)
    """,
    Factor.FAST: r"""
        (?:in|within|under|less than|only|took|just|about|inside|after|matter of) (?:<adv>
        …|a |about |just |only |less than |under |around |the |a few |a couple of |\d+ to |me
        …|them |him |her )*(?:<number>|one|an?|half an?|minutes|seconds|few|couple of|fifteen
        …|twenty|thirty|matter of) ?(?:\w+ )?(?:minutes?|mins?|seconds?|secs?|hours?
        …|moments?)(?! (?:on|of|wait|waiting|late|to get through|in the|queue|on hold|hold
        …|before|just|past|phone|and still|i|later i|listening))
        in (?:no|record|good|reasonable|very little|short|a short|quick|great|next to no) time
        no time at all|(?:same|next|that)[- ]day(?! (?:it|the|i|again|broke|delivery that))
        the same (?:morning|afternoon|hour|evening|day)
        within (?:the|an|a) (?:hour|minute|day|few|couple)
        within (?:minutes|seconds|hours|moments)|in (?:minutes|seconds)|(?:right|straight) away
        straightaway|at once|on the spot|there and then|then and there|instant(?:ly|aneous\w*)?
        immediate(?:ly)? ?(?:help|response|answer|action|attention|assistance|reply|service
        …|resolved|fixed|solved|responded|answered|took|called|replied|helped|and|available
        …|connected|came|solution)?
        before i (?:could|had|even)|faster than (?:i|expected|ever)|quicker than|sooner than
        ahead of (?:time|schedule)|on time
        in a (?:very )?(?:timely|prompt|speedy|quick|expeditious) (?:manner|fashion|way)
        time(?:ly|liness)(?! response would)
        (?:quick|quickly|prompt|promptly|speedy|speedily|swift|swiftly|rapid|rapidly|fast
        …|lightning|expeditious\w*|quickness|promptness|swiftness)(?: \w+)? (?:response
        …|responses|reply|replies|service|resolution|fix|turnaround|turn around|help|support
        …|answer|answers|action|solution|assistance|to (?:respond|reply|answer|help|fix|resolve
        …|solve|assist|act|come|react)|and|with|attention|work|responding|reaction|results?
        …|delivery|handling|resolve|feedback|follow)
        (?:no|without|little|zero|didn't have a|never a|not much|hardly any|minimal|barely any
        …|short|without a|without any) (?:\w+ )?(?:wait|waiting|waits|delays?|queues?
        …|hold(?:ing)? time|wait(?:ing)? times?|holding|long wait)(?! (?:to|until))
        (?:didn't|did not|never|not|no need to|don't|didnt|hardly) (?:\w+ )?(?:have to[ ]
        …|had to |need to )?wait(?:ed|ing)?(?: long| at all| for (?:long|ages)|\b)
        speed (?:of|and|with|was|is|in which|at which|to)
        (?:incredible|amazing|impressive|impressed (?:by|with)|lightning
        …|such) (?:the )?speed(?! (?:is|was|of (?:my|the) (?:internet|broadband|connection)|up))
        (?:response|reply|resolution|turnaround|answer|waiting|wait) (?:time|times
        …|rate)? ?(?:was|is|were|are)? ?(?:<adv>){0,4}(?:incredible|amazing|great|excellent|good
        …|short|quick|fast|impressive|outstanding|fantastic|super|unbelievable|awesome|prompt
        …|immediate|brilliant)
        (?:great|good|excellent|amazing|fantastic|impressive|awesome|outstanding) (?:response
        …|reply|turnaround|resolution|waiting|wait) (?:times?|rate)
        (?:short|fast|quick) (?:response|reply|turnaround|resolution|turn around|waiting|wait)
        (?:responsive(?:ness)?|responded (?:\w+ )?(?:quickly|promptly|immediately|right|fast
        …|within|in|at once|so)|always (?:quick|prompt|fast|on time|there when)
        …|never (?:have to wait|keeps? (?:me|us) waiting|kept waiting|a delay|slow)|(?:got|came
        …|called|phoned|rang|answered|replied|responded|fixed|solved|resolved|helped|arrived
        …|reacted|dealt|handled|done|connected|picked up|contacted|attended|sorted|processed
        …|delivered|repaired|completed|went|attended to|taken care of|reset|got back to (?:me
        …|us|you))(?: \w+){0,4} (?:quick|quickly|promptly|fast|swiftly|rapidly
        …|immediately|instantly|straight away|right away|at once|timely|speedily|so soon
        …|very soon|early|on time|efficiently and quickly|super fast|in no time|first ring
        …|on the first))
        (?:saved?|saving|saves) (?:me |us |so much |a lot of |lots of |my |valuable )*(?:time
        …|hours)
        time[- ]saving|efficient and (?:fast|quick)
        as soon as i (?:called|sent|wrote|emailed|asked|submitted|reported|logged|opened)
        <number> minutes(?: from start)?(?: (?:flat|max|tops|later|total))?(?: and)? ?(?:done
        …|fixed|solved|it worked|sorted|it was|everything|i was|all)?(?=\s*$|\s*[.!,])
    """,
    Factor.FRIENDLY: r"""
        (?:big|great|huge|much|real|tremendous|wonderful|of (?:great|much|real|tremendous)
        …|so much|a lot of|all (?:the|your|of the|of your|his|her|their)|lots of|massive
        …|enormous|amazing|excellent|good|such (?:a )?) ?(?:\w+ )?(?:help
        …|assistance)(?! (?:desk|line|centre|center|central|page|article|file|ticket|if|would))
        (?:pleasure|joy|delight|great|nice|lovely|wonderful|good|easy|fun|awesome|fantastic
        …|amazing|pleasant|privilege|enjoy(?:ed|able)?|enjoyed|love|loved|glad
        …|happy) (?:\w+ )?(?:to (?:work|speak|talk|deal|chat|interact)|(?:working|speaking
        …|talking|dealing|chatting|interacting|conversing)|person|people|lady|guy|gentleman|man
        …|girl|woman|attitude|manners?|demeanou?r|personality|conversation|behaviou?r|tone
        …|fellow|young|chap|lad|human|customer service skills|etiquette)(?: (?:to|with))?
        (?:good|great|excellent|nice|positive|wonderful|best|awesome|amazing|pleasant|polite
        …|superb|fantastic|lovely|very good) (?:\w+ )?(?:behaviou?rs?|attitudes?|manners?
        …|nature|tone|demeanou?r|personality|bedside manner|customer care manner|people skills
        …|interpersonal)
        (?:behaviou?r|attitude|manner|nature|way of talking|tone|demeanou?r|way (?:he|she
        …|they) (?:talked|spoke|treated)) (?:\w+ ){0,5}?(?:is|was|were|are) (?:<adv>){0,4}(?:good
        …|great|excellent|nice|best|awesome|pleasant|polite|superb|lovely|fantastic|amazing
        …|soft|friendly|wonderful|decent)
        (?:willing|willingness|eager|eagerness|happy|glad|keen|ready|available|desire|want(?:ed
        …|s)?|always there|went out of (?:his|her|their) way|goes out of (?:his|her|their) way
        …|bent over backwards?|did (?:his|her|their|everything) (?:best|utmost|level best
        …|could)|tried (?:\w+ )?(?:hard|best|so hard|everything|really hard)) (?:to (?:help
        …|assist|listen|be of|please|serve|go|support|make sure|answer|explain|solve|resolve)
        …|for (?:me|us)|and able|for any)?
        (?:listen(?:ed|s|ing)? (?:to (?:me|my|us|our|the|what|all)|patiently|carefully
        …|attentively|well|and|very)|good listener|great listener|(?:he|she|they|really
        …|actually|patiently|carefully) listen(?:ed|s)?|took (?:the |his |her[ ]
        …|their |his own )?time (?:to|with|and|out)|took (?:a )?(?:genuine |real
        …|personal )?(?:interest|care to|pains)|(?:treated|treats?|treat) (?:me|us|you|everyone
        …|people|customers) (?:\w+ )?(?:with (?:\w+ )?(?:respect|kindness|courtesy|dignity
        …|patience|care)|kindly|well|like (?:a (?:human|person|friend|king|queen|valued|vip)
        …|family|royalty|an adult))|with (?:\w+ )?(?:kindness|patience|courtesy|respect|a smile
        …|humou?r|empathy|compassion|grace|care|good cheer|politeness|warmth)|made me (?:laugh
        …|smile|feel (?:\w+ )?(?:comfortable|welcome|at ease|valued|heard|better|special|good
        …|confident|safe|important|like a (?:person|human|priority)|understood|cared|calm
        …|relaxed|reassured))|put (?:me|us) at ease|made (?:me|us
        …|you) feel (?:\w+ )?(?:comfortable|welcome|valued|heard|at ease|special|better)
        …|reassur(?:ed|ing|ance)|stayed (?:on the (?:phone|line)|with (?:me|us)|late|calm
        …|patient)|calm(?:ed|ing)? (?:me|voice|manner)|never (?:made|make|makes|making) (?:me
        …|us|you) feel|did(?:n't| not) (?:make me feel|judge|laugh|get (?:annoyed|impatient
        …|frustrated)|rush me|lose (?:\w+ )?patience)|not once (?:did|was)|no (?:judg\w+
        …|reproach|attitude|condescen\w+)|apologi[sz]ed?(?: \w+)? (?:for|and|profusely
        …|sincerely)|cared? about|genuinely|bless (?:you|him|her|his|them)|god bless|sweetheart
        …|a (?:star|gem|angel|saint|legend|hero|darling|treasure|gentleman|gent|delight|joy
        …|credit|pleasure|blessing|sweetie|sweet|diamond|rockstar|rock star)|gentle(?:man|ness)
        …|humble|soft[- ]spoken|smil(?:e|ing|ed)|hospitab\w+|good[- ]natured|good[- ]humou?red
        …|cheery|cheerful\w*|chatty|easy[- ]going|down to earth|above and beyond|extra mile
        …|personable|approachable|accommodat\w+|welcoming|warm(?:th|ly|[- ]hearted)?|empath\w+
        …|compassion\w*|sympathetic|thoughtful\w*|considerate|gracious\w*|generous
        …|kind[- ]hearted|kindness|courte(?:sy|ous\w*|ously)|curteous|courtious|polite\w*
        …|pleasant\w*|respectful\w*|attentive\w*|amiable|affable|congenial|charming|supportive
        …|obliging|understanding (?:and|of|person|with|about|my)|patien(?:t|ce|tly)(?! (?:is
        …|has|ran|wearing|losing|running|care))|friendl(?:y|iness|ier)|helpfulness|helpfull?y?
        …|helful|helpfull)
        (?:nice|kind|caring|sweet|lovely|wonderful|delightful|great|amazing|fantastic|awesome
        …|brilliant|lovely) (?:\w+ )?(?:people|person|staff|team|guys?|lady|ladies|man|woman
        …|agents?|technicians?|advis[oe]rs?|gentleman|folks|customer service (?:rep|agent
        …|person)|rep|chap|lad|girl|human|fellow|voice|and (?:help\w*|polite|patient|friendly
        …|caring|kind|understanding|professional))
        (?:so|very|really|extremely|always|was|is|were|are|super|incredibly|truly|most|too
        …|such a|how|been|being|and|be|both|all|quite) (?:\w+ly )?(?:nice|kind|caring|sweet
        …|lovely|understanding|helping|accomodating|humorous|funny)(?=\s*$|\s*[.,!;&/]| (?:and
        …|to|about|with|on|in|when|over|but|throughout|person|man|lady|enough|of|while|towards
        …|even|people|every))
        (?:helped|helping|helps|assisted|assisting) (?:<adv>){0,4}(?:me|us)? ?(?:a lot|a great deal
        …|so much|lots|immensely|tremendously|greatly|alot|very much|patiently|kindly
        …|every step|the whole way|all the way|with everything|out a lot|out so much|enormously
        …|big time)
        (?:thank(?:s| you)?|appreciate|grateful)(?: \w+){0,4} (?:for )?(?:your|the|his|her
        …|their|all) (?:\w+ )?(?:help|kindness|patience|courtesy|support|assistance|care
        …|understanding)(?! (?:desk|centre|central))
    """,
    Factor.SKILLED: r"""
        knowledg(?:e?able|able)\w*|knowlegeable|knowledgable|competen(?:t|ce|cy|tly)
        expert(?:s|ise|ly)?(?! (?:to|will|needed))|prof+es+ional(?:s|ism|ly)?|proffessional\w*
        skilled|skil+ful\w*|proficien\w+|(?<!time )efficien(?:t|tly|cy)
        experienced(?! (?:issues?|problems?|a|an|the|by|some|so|many|this|such|no))
        well[- ](?:trained|informed|versed|prepared|organi[sz]ed)
        highly (?:trained|qualified|skilled|capable)|capable|thorough(?:ly|ness)?|meticulous\w*
        methodical\w*|diligent\w*|resourceful|ingenious|clever|genius|wizard|guru|whiz\w*
        brilliant (?:mind|technician|tech|engineer)|talented|savvy|adept|first[- ]rate
        top[- ]notch (?:tech\w*|engineer|knowledge|skills)|on the ball|sharp|ace
        master(?:ful|y|ed)|qualified|accurate(?:ly)?|accuracy|intelligent|insightful
        conscientious|detail[- ]oriented|attention to detail
        technical(?:ly)? (?:skills?|knowledge|ability|expertise|competen\w+|sound|excellent)
        problem[- ]solv\w+
        (?:great|good|excellent|amazing|impressive|superb|strong|sound|extensive|vast|deep
        …|thorough|with|his|her|their|your|such|full|wealth of|all the|tremendous|solid
        …|outstanding) (?:\w+ )?(?:knowledge|skills?|skill ?set|expertise|know[- ]how|technical
        …|troubleshoot\w*|competence|understanding of (?:the|my))
        (?:knew|knows|know|knowing) (?:<adv>){0,4}(?:what (?:he|she|they|to|was|the|i|you)|how to
        …|exactly|his|her|their|the (?:system|answer|solution|problem|product|software|stuff
        …|issue)|it inside|all about|everything|stuff)(?! (?:they|he|she) (?:want|are))
        (?:figured|worked|sorted|found|spotted|tracked|diagnosed|pinpointed|identified
        …|understood|isolated|traced|recogni[sz]ed|detected|located) (?:<adv>){0,4}(?:it|this|that
        …|out|the|my|what)(?: \w+){0,3}? ?(?:out|problem|issue|cause|fault|error|right away
        …|immediately|quickly|root|straight|at once|glance|needs?|situation|exactly|bug|source)
        (?:quick|able|fast|took no time|easily|swift) to (?:understand|diagnose|identify
        …|recogni[sz]e|figure|grasp|pinpoint|spot|find (?:the|my))
        (?<!i )(?<!to )(?:understood|understands) (?:<adv>){0,4}(?:my|the|our|what
        …|exactly)(?: \w+)? (?:problem|issue|needs?|concern|situation|question|request
        …|requirement|immediately|perfectly|well|i|we)
        (?:extra|additional) (?:mile|step|length|effort)|above and beyond
        (?:neat|quality|flawless|thorough|impressive) (?:\w+ )?(?:work|workmanship
        …|troubleshooting|diagnosis)
        (?:high|top|good|best|excellent|great|superb
        …|outstanding) (?:\w+ )?(?:level of (?:service and )?(?:knowledge|skill|expertise
        …|competence|professionalism)|quality (?:of )?(?:work|service|support|job)
        …|standard of work)
        (?:came|arrived|was) (?:well )?(?:prepared|equipped)|right the first time
        first time right|spot[- ]on|nailed it
        handled (?:<adv>){0,4}(?:everything|it|the \w+|my \w+|this)(?: \w+){0,2} (?:well|expertly
        …|professionally|perfectly|efficiently|beautifully)
        well (?:handled|done job|executed)|quality (?:work|job|workmanship)|pro-?active(?:ly)?
        went (?:the )?(?:extra|above|beyond|further)
        gave (?:\w+ )?(?:good|great|sound|excellent|useful|expert|valuable) (?:advice|tips
        …|recommendations?)
        (?:good|great|sound|excellent|expert|useful|valuable) advice
    """,
    Factor.INFORMED: r"""
        (?:took|takes|time|able|patience|willing|happy|trouble) (?:\w+ ){0,2}to explain
        (?<!i )(?<!we )(?<!'ve )(?<!to )(?:explain(?:ed|s|ing)?|explanations?|explination
        …|explaination)(?! (?:again
        …|the (?:same|problem|issue|situation) (?:to|again|<number>)|my|it (?:<number>|again
        …|over|all over)|<number> times|why (?:i|we) (?:need|want))|\w* needed)
        (?:clear|clearly|concise\w*|precise|detailed|thorough|good|great|excellent|helpful
        …|useful|easy to (?:follow|understand)|simple|simply|straightforward|step by step|easy
        …|very clear|understandable|accurate|complete|direct|comprehensive|perfect|specific
        …|patient|plain|informative|additional|valuable) (?:\w+ )?(?:instructions?
        …|explanations?|directions?|guidance|information|info|answers?|steps|communication
        …|guide|manual|advice|e?-?mails?|descriptions?|details|demonstration|training
        …|screenshots?|english|language|messages?|documentation|tips|updates?|feedback|article
        …|video|walk[- ]?through|and (?:concise|precise|to the point|easy|simple|helpful
        …|informative|understandable|friendly))
        (?:instructions?|explanations?|directions?|guidance|information|steps|communication
        …|answers?|manual|guide|documentation|communicat\w+ skills?|updates?|e-?mails?|language
        …|advice) (?:\w+ )?(?:was|were|is|are) (?:<adv>){0,4}(?:clear|great|good|excellent|easy
        …|helpful|concise|detailed|perfect|useful|fantastic|thorough|simple|outstanding|precise
        …|spot on|amazing|awesome|timely|regular|frequent|well)
        step[- ]by[- ]step
        (?:walk(?:ed|ing|s)?|guid(?:ed|ing|es?)|talk(?:ed|ing)?|took|taking|lead
        …|led) (?:<adv>){0,4}(?:me|us|him|her|you|my \w+|one) (?:<adv>){0,4}(?:through|thru|thorough
        …|along|on how|in how|how|step|every|to (?:the|fix|resolve|solve|reset|do|set))
        (?:show(?:ed|n|ing|s)?|taught|teach(?:ing)?|instruct(?:ed|ing)?|demonstrat(?:ed|ing)
        …|train(?:ed|ing)) (?:<adv>){0,4}(?:me|us|my \w+) (?:<adv>){0,4}(?:how|what|where|the|step
        …|a (?:better|different|few|new|trick|way)|to|on|tricks|some|everything|around|and)
        (?:kept|keep|keeps|keeping|kep) (?:<adv>){0,4}(?:me|us|everyone|you|people|my \w+
        …|the \w+) (?:<adv>){0,4}(?:informed|updated|posted|up[- ]to[- ]date|in the loop
        …|in the picture|abreast|appris?ed|advised|notified)
        well[- ]informed
        (?:was|were|being|been|got|be|am) (?:<adv>){0,4}(?:kept (?:informed|updated|posted
        …|up to date|in the loop)|informed (?:of|about|at|throughout|every|along|when|that|how
        …|what|on|all)|updated (?:on|about|regularly|throughout|every|at|frequently)
        …|notified (?:when|of|about|at|every|promptly|by))
        (?:regular|frequent|constant|timely|good|great|proactive|daily|prompt|quick|periodic
        …|excellent|clear|continuous|status|sent|with|the|helpful|useful) (?:\w+ )?(?:updates
        …|follow[- ]?ups?|notifications?|progress reports?|communications?|text messages
        …|call ?backs?)
        (?:follow(?:ed|ing|s)?(?:[- ]|ed )?up|followup|follow[- ]through|follows? through
        …|followed through|check(?:ed|ing|s)? (?:back|in|up)
        …|called (?:me |us )?(?:back )?(?:to (?:check|make sure|confirm|see|ensure|let me
        …|tell me|explain
        …|follow)|as promised|when (?:they|he|she) said|again to)|called back|phoned back
        …|rang back|got back to (?:me|us)|emailed (?:me )?(?:back|to)|contacted me (?:to|back
        …|again to)|return(?:ed)? my (?:call|email)s?|let (?:me|us) know|made sure (?:i|we
        …|that i|everything|it|all|my|that (?:everything|it|my))|ensured (?:i|that|everything)
        …|to (?:make sure|ensure) (?:i|it|that|everything|all|the|my)(?: \w+){0,4} (?:work\w*
        …|understood|ok\w*|fixed|good|resolved|satisf\w+|happy|solved|well|right|fine|done)
        …|confirm(?:ed|ing) (?:that|it|everything|with me|my|the)|told (?:me|us) (?:exactly
        …|what (?:to|was|he|she|they|i|the|would|had)|when (?:it|they|he|she|to|i)|how (?:to
        …|long|it|i)|why|straight|honestly|where|the (?:truth|status|reason|next))
        …|knew (?:what (?:was happening|to expect|was going)|where (?:i|we|my|it) (?:stood|was
        …|stand))|always knew|inform(?:ed|s|ing)? (?:me|us) (?:of|about|that|when|what|how|on
        …|every|with|promptly|immediately|at)|informative|communicat(?:ed|es|ive
        …|ing)(?: \w+)? ?(?:well|clearly|effectively|with me|throughout|every|regularly|great
        …|excellent|perfectly|the|in|very)?|(?:good|great|excellent|clear|superb|amazing
        …|awesome|fantastic|best|outstanding|strong|effective|open|nice|wonderful|brilliant
        …|easy|simple|constant) (?:\w+ )?(?:communicat\w+)(?! option| way| method)
        …|transparen(?:t|cy)|honest(?:ly|y)? (?:about|with|answer|and)|heads[- ]?up
        …|no surprises|answered (?:<adv>){0,4}(?:all|each|every|both) (?:of )?(?:my
        …|our) (?:\w+ )?(?:questions?|queries|doubts)|gave me (?:\w+ )?(?:information
        …|instructions|directions|tips|details|updates)|(?:easy|simple) to (?:follow
        …|understand)|understandable|in (?:plain|simple|clear|layman'?s?) (?:english|terms
        …|language|words)|without (?:any )?jargon|no jargon|(?:learned|learnt
        …|learn) (?:\w+ )?(?:a lot|something|how|so much|new|lots|why|what)
        …|tracking (?:information|number|link|updates))
    """,
    Factor.EASY: r"""
        (?:very |so |really |super |extremely |quite |pretty |incredibly |that[ ]
        …|surprisingly |was |is |made it |makes it |made it all |it |'s |as |such an |an |how[ ]
        …|all |too |an
        …d
        …|nice and |quick and |fast and |always |found it |just |more |simple and[ ]
        …|made this |making it |made everything |made things |make things |makes things |process
        …|experience |made |be |been |relatively |fairly |delightfully[ ]
        …|refreshingly |wonderfully |smooth and |convenient and )(?:so |very |really |super |quite |pret
        …t
        …y
        …|extremely |incredibly )?(?:easy|easily|simple|straight ?forward|convenient|smooth
        …|smoothly|seamless|seamlessly|painless|painlessly|effortless|effortlessly
        …|hassle[- ]?free|stress[- ]?free|user[- ]friendly|intuitive|accessible|handy
        …|uncomplicated|trouble[- ]free|comfortable)(?! (?:as|problem|question|issue|fix that
        …|request|task|thing|matter|mistake|for (?:you|them) to|enough (?:question|request|to))
        …|ly)
        easy(?: \w+)? (?:to (?:use|reach|contact|get|find|log|navigate|do|report|request|access
        …|talk|submit|work|understand|follow|set|book|deal|order|install|open|complete
        …|communicate|speak|track|fill)|process|access|steps|experience|system|setup|set[- ]up
        …|installation|peasy|communication|fix|solution|enough|form|instructions|interface
        …|booking|way|as (?:pie|1|that|can|abc|it|one))
        easily (?:accessible|reach\w*|found|available|resolved|solved|fixed|done|log|contact
        …|understand|book\w*|get|find|access|set|use|ordered|reported)
        easiest|ease (?:of|with)|with (?:such |great |relative )?ease
        (?:simple|straight ?forward|smooth|seamless|convenient|painless|effortless
        …|hassle[- ]?free|user[- ]friendly|intuitive|streamlined|uncomplicated
        …|stress[- ]free) (?:\w+ )?(?:process|procedure|solution|to (?:use|do|follow|set|reach
        …|get|understand|log|request|order|submit|book|report|install|complete)|experience
        …|steps|form|system|service|transition|setup|installation|transaction|interface|portal
        …|app|website|way|fix|request|instructions|move|enough|as that|switch|online|operation
        …|migration|ordering|one|and (?:quick|easy|fast|efficient|painless|simple|convenient)
        …|sorted|upgrade|sign[- ]?up|registration|booking|run|access)
        (?:everything|it|all|process|things|installation|transition|delivery|whole thing
        …|experience|setup|set[- ]?up|order|switch|move|upgrade|migration|transaction
        …|that) (?:<adv>){0,4}(?:went|was|has been|ran|is|goes|were|went by|flowed|moved) (?:<adv>
        …|really |off )*(?:smooth|smoothly|seamless|seamlessly|well|easy|easily|simple
        …|like clockwork|without (?:a|any) (?:hitch|problem|issue|hassle|glitch)|to plan
        …|as planned|perfectly|painless|straight ?forward|hassle[- ]free|swimmingly|effortless)
        without (?:a|any) (?:hitch|hassle|fuss|problems?|issues?|trouble|difficulty|glitch
        …|hiccups?|stress)
        no (?:hassle|fuss|hoops|trouble|forms?|red tape|paperwork|stress|hiccups?|difficulty
        …|drama|complications|problems? (?:at all|whatsoever)|issues at all)(?! (?:was|could))
        (?:couldn't|could not|couldnt) (?:have been |be )(?:easier|simpler|smoother)|breeze
        piece of cake|plain sailing|child'?s play|no[- ]brainer|like clockwork|hitch[- ]free
        problem[- ]free|self[- ]explanatory|one[- ]click
        (?:one|a single|two|three|few) (?:clicks?|form|steps?|call|page)(?: and| is all
        …| was all| only|,|\.|$)
        at (?:my|your|our) convenience|convenien(?:ce|tly|t)(?! (?:time )?for (?:them|you))
        user[- ]friendly|always (?:available|accessible|reachable|there|someone)
        available (?:24|at (?:all|any)|when (?:i|we|you|needed)|any ?time|around the clock
        …|on weekends|immediately)
        (?:easily|always|readily) (?:available|reachable|accessible)
        (?:able|could|can|got) to (?:\w+ )?(?:speak|talk|reach|contact|get (?:hold|through)
        …|chat) (?:to |with )?(?:\w+ )?(?:directly|immediately|right away|straight away|easily
        …|anytime|at any time|a (?:real|live) person|human)
        (?:real|live) (?:person|human)(?: \w+)? (?:answered|picked|right|immediately)
        got (?:straight )?through (?:straight|right|immediately|quickly|easily|to a|first
        …|at once)
        without (?:having to|leaving|needing to|my having to|going) (?:\w+ )?(?:go|leave|travel
        …|my (?:desk|office|home)|come|drive|wait|anywhere|bring|into|fill|get up)
        from (?:my|the comfort|home|the convenience)
        (?:simply|just) (?:called|clicked|asked|replied|phoned|texted|walked in|filled
        …|had to click|pressed)
        less (?:complicated|hassle|painful) than
        (?:simpler|easier|smoother|more convenient) than (?:i|expected|before|ever|feared
        …|thought)
    """,
}

PLAIN: Final[Mapping[Factor, str]] = {
    Factor.FAST: (
        r"fast(?!er)|quick(?! question)|quickly|prompt(?:ly|ness)?|speed(?:y|ily)"
        r"|swift(?:ly)?|rapid(?:ly)?|timely|immediate(?:ly)?|instant(?:ly)?|responsive"
        r"|expedient(?:ly)?"
    ),
    Factor.FRIENDLY: (
        r"helpful|help ful|friendly|kind|kindly|nice|polite(?:ly)?|courteous|patient|pleasant"
        r"|caring|considerate|respectful|attentive|understanding|sympathetic|sweet|lovely"
        r"|cordial|cooperative|co-operative|hospitable|helpfull|accommodating|supportive"
        r"|patience|kindness|empathy|empathetic|humble"
    ),
    Factor.SKILLED: (
        r"knowledgeable|knowledgable|competent|expert|professional(?:ly|ism)?|skilled"
        r"|skil+ful|capable|thorough|proficient|expertise|qualified"
    ),
    Factor.INFORMED: r"informative|transparent|communicative",
    Factor.EASY: (
        r"easy|easily|simple|straight ?forward|convenient|smooth(?:ly)?|seamless(?:ly)?"
        r"|hassle[- ]?free|painless|effortless|user[- ]friendly|intuitive|accessible"
        r"|convenience"
    ),
}
