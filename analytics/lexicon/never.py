"""What we never answer: who among the technicians, and who said it."""

from typing import Final

from analytics.lexicon.phrases import phrase, phrases, words

TECHNICIANS: Final = phrases(
    r"""
    (?:rank\w*|compar\w+|leagues?|leader ?boards?|which|what|whose|best|worst|top|bottom
      & |weakest|strongest|slowest|fastest|lazi\w+|happiest|by|per|each|every|individual
      & |single out|name|list|blam\w+|underperforming|low performing|poor|bad|good
      & |performance of|scores? of|ratings? of|numbers of|stats of|statistics of|between
      & |among|amongst|across|one of) (?:(?!unhappy|satisfied|users|comments|tickets|because
      & |said|say)\w+ ){0,3}?<roles>(?! (?:team|teams|group|groups|queue)\b)
    <roles> (?:ranking|ranked|leagues?|league table|leader ?board|comparison|by name
      & |performance|stats|scores?|by \w+)
    which (?:one )?of (?:my|our|the|these|those) (?:people|guys|folks|staff|colleagues)
    league tables?
    leader ?boards?
    (?:top|low|high|best|worst|under|poor) ?performers?
    underperform\w*
    (?:employee|agent|technician) of the (?:month|week|year)
    (?:is|was) (?:it )?(?:the fault of|to blame)|at fault for|whose fault|who(?: is
      & | was)? to blame|name and shame|point(?:ing)? fingers?
    which (?:person|individual|guy|man|woman|one of (?:my|our|the) (?:people|guys))
    (?:fire|sack|lay off|warn|reprimand)\b
    """
)

RATERS: Final = phrases(
    r"""
    (?:names?|identit(?:y|ies)|e ?mail(?: address(?:es)?)?s?|contact details?
      & |account names?|user ?names?) <few>(?:of|for|to) (?:\w+ ){0,4}?<persons>
    (?:which|list|name|reveal|identify|expose|unmask
      & |show me) (?:\w+ ){0,2}?<persons> <few>(?:behind|gave|give|rated?|wrote|left
      & |complained?|voted?|scored?|submitted|clicked|is|was|are|were|had)
    (?:person|user|people|persons|employee|customer|colleague) (?:behind|who (?:gave
      & |wrote|left|rated|submitted|sent))(?: (?:us|the|that|this|a|an|those)){1,3}
    (?:de ?anonymi[sz]e|identify|unmask|trace back)
    (?:real )?names? (?:behind|of the (?:user|person|author|rater)s?|on (?:the|that|this
      & |those))
    from whom|by whom|authors? of
    named? (?:raters?|respondents?)|with names?|by name
    """
)

WHO: Final = phrase(
    r"""
    (?:(?:^|[.,;:?!] |\b(?:and|or|me|us|know|see|find out|wonder|tell|show|out|reveal
      & |guess|check|exactly|is it|was it) ))(?:who|whose|whom)\b
    """
)

ABOUT_RATINGS: Final = phrase(
    r"""
    \b(?:g[ai]ves? (?:us|an?|less|more|under|over|\d+)|rat(?:ed|ing|ings)
      & |scores?d?|comments?|survey\w*|smiley|stars?
      & |votes?|voted|feedback|answer(?:s|ed)?|complain\w*|review\w*|unhappy|wrote|tickets?
      & |sla|reopen\w*)\b
    """
)

ABOUT_WORK: Final = phrase(
    r"""
    \b(?:good job|bad job|great job|any good|how good|good at|perform(?:s|ed|ing|ance)?
      & |doing (?:a|on|at|well|badly|with)
      & |handl(?:e|es|ed|ing)|productive|lazy|mistakes?|blam\w+)\b
    """
)
"""With somebody's name, it is a person's work that is asked about."""

ROLE: Final = phrase("<roles>")

FIRST_NAMES: Final = words(
    """
        aaron adam agnieszka ahmed aisha alex alexander ali alice amanda amelia amit ana
        anders andreas andrew anil anna antoine astrid ben benjamin bernd björn bob brian
        brigitte camille carlos carmen carol charles charlotte chen chloe chris christian
        claudia dan daniel dave david deepak dennis diego dieter dmitri edward ella emily
        emma eric erik ethan eva fatima felix florian francesca frank freya gary george
        giovanni giulia greg hannah hans harry hassan helen henry hiroshi ingrid isabel
        isabella ivan jack jacob jacques james jan jana jane janet jason jean jeff jeffrey
        jennifer jerry jessica joe john jonas jose juan julia jürgen karel karen karim
        katarzyna kate katie katrin kenji kenneth kevin klaus kyle larry lars laura lea
        leila lena leon li liam lily linda lisa luc luca lucas luis lukas marco maria marie
        mark martin mary mason matthias max melissa mia michael miguel mike milan ming
        mohamed mohammed monika moritz nadia nancy natalia nathan neha nicholas nick nicole
        nils nina noah olga oliver olivia omar oscar pablo paolo patrick paul pawel pedro
        peter petra phil philipp pierre piotr priya rachel rahul raj ralf ravi rebecca rob
        robert ruby ryan sabine sakura sam samir sanjay sara sarah scott sebastian simon
        sofia sophia sophie stefan stephanie stephen steve steven sunita susan sven svetlana
        thomas tim tobias tom tomasz tyler ursula uwe walter wei william wolfgang yuki yusuf
        zachary zoe zuzana
    """
)
"""Common first names: whoever is named in a question about numbers must not be singled out."""
