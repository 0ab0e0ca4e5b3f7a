"""How managers speak of the reasons that people give for their ratings."""

from typing import Final

from analytics.lexicon.phrases import phrases
from analytics.plan import MetricName as M
from feedback.reasons import Factor

FACTORS: Final = {
    Factor.UNRESOLVED: phrases(
        r"""
        (?:was|were|is|are|did|has|have|still|got|get|gets|been|had
          & |it)? ?not (?:\w+ ){0,2}?(?:solved|fixed|resolved|working|sorted|helped)(?: at all)?
        un(?:re)?solved(?: (?:problems?|issues?))?
        never (?:\w+ )?(?:solved|fixed|resolved)
        still (?:broken|there|had the (?:problem|issue)|have the (?:problem|issue))
        (?:problem|issue) (?:persist|remain)\w*
        left without a (?:fix|solution)
        no (?:fix|solution)
        not (?:get|got) (?:their |the |a )?(?:\w+ )?(?:solved|fixed|resolved|sorted)
        """
    ),
    Factor.SLOW: phrases(
        r"""
        (?:too |so |very |was |were |being |been )*slow(?:ness|ly)?
        (?:took|takes|taking|take) (?:too|so|very|far too|way too) long
        (?:too|so|far too) long(?: wait\w*)?
        (?:took|taking|take) (?:forever|ages)
        delays?
        long waits?
        waited too long
        """
    ),
    Factor.REPEATED_EXPLAINING: phrases(
        r"""
        (?:had to |have to |having to )?(?:repeat|explain|tell)\w* <few>(?:themselves twice
          & |themselves again|themselves|again|twice|over and over|all over)
        (?:had to |have to |having to )?(?:repeat|repeating)\w*(?: (?:themselves|everything
          & |it|their (?:story|problem|issue)))*
        (?:explain\w*|tell\w*|told) (?:the |their )?same (?:\w+ )?(?:again|twice|times|story)?
        repeated explaining
        explain(?:ed|ing)? it again
        """
    ),
    Factor.UNINFORMED: phrases(
        r"""
        (?:were |was |been |being )?(?:not (?:\w+ )?(?:informed|updated|told|kept (?:informed
          & |up to date|posted|in the loop))|un ?informed)
        (?:were |was |being |been |are |feel |felt )*(?:left|kept) in the dark
        (?:had |got |have )?no (?:news|updates?|information|idea|communication)(?: at all)?
        heard nothing
        (?:nobody|no one|no ?body|none) (?:told|informed|updated|kept) (?:them |me |us |users )?
          & (?:what (?:was|is) (?:going on|happening)|informed|posted|anything|up to date)?
        (?:did not|never) (?:hear|heard)\w*(?: back)?
        did not know what (?:was|is) (?:going on|happening)
        (?:missing|lack of|poor|bad) (?:information|communication|updates)
        """
    ),
    Factor.UNFRIENDLY: phrases(
        r"""
        (?:were |was |being |been )*(?:un ?friendl(?:y|iness)|rude(?:ness)?|impolite|unkind
          & |arrogan\w+|not (?:\w+ )?(?:friendly|kind|polite|nice))
        (?:were |was |been )?treated (?:badly|poorly|unkindly|rudely)
        """
    ),
    Factor.UNSKILLED: phrases(
        r"""
        un ?skilled
        incompeten\w+
        (?:lack\w*|missing) (?:of )?(?:skills?|knowledge|expertise|competence)
        did not know what (?:to do|they were doing)
        clueless
        not (?:\w+ )?(?:knowledgeable|skilled|competent)
        """
    ),
    Factor.DIFFICULT: phrases(
        r"""
        (?:was |were |too |very |so |it |is )*(?:difficult|complicated|cumbersome
          & |hard) (?:to (?:\w+ )?(?:help|reach|get|contact|report|use|find|us|through))?
        (?:could|can) not (?:reach|get (?:through|hold))(?: (?:to )?(?:us|anyone|anybody))?
        bureaucra\w+
        hard to (?:get help|reach)(?: us)?
        difficult(?:y|ies)?
        """
    ),
    Factor.TOOL_FAILURE: phrases(
        r"""
        (?:who )?blam(?:e|ed|ing) (?:the |their )?(?:tool|software|device|product|system
          & |application|thing|hardware|equipment|technology)(?: itself)?(?: for \w+)?
        (?:tool|device|product|equipment
          & |hardware) (?:itself )?(?:is |was |being |keeps )?(?:fail\w*|broken|crash\w*|no good
          & |bad|at fault|the problem)
        (?:tool|device|product|thing|system|software) itself(?: (?:is|was
          & |being))?(?: (?:fail\w*|broken|no good|bad|at fault|the problem|faulty|rubbish|useless))?
        tool failures?
        (?:bad|broken|faulty|unreliable) (?:tools?|devices?|hardware|equipment|product)
        """
    ),
    Factor.SOLVED: phrases(
        r"""
        <say> (?:their |the |it |thing |problem |issue |was |is |were |got |had been
          &  |actually |really |been )*(?:solved|fixed|resolved)
        """
    ),
    Factor.FAST: phrases(
        r"""
        <say> (?:how |it |we |the |was |were |is |so |went |our |help |support |very )*
          & (?:fast|quick(?:ly)?|speed(?:y|iness)?|quickness)
        """
    ),
    Factor.FRIENDLY: phrases(
        r"""
        (?:were |was |being |how )*(?:friendl(?:y|iness)|polite(?:ness)?|kindness|courte\w+)
        """
    ),
    Factor.SKILLED: phrases(
        r"""
        (?:were |was |being |how )*(?:skilled|competen(?:t|ce)|knowledgeable|expertise
          & |professional(?:ism)?)
        knew what (?:to do|they were doing)
        """
    ),
    Factor.INFORMED: phrases(
        r"""
        (?:were |was |being |felt |feel )*(?:well |kept )*informed
        kept (?:up to date|posted|in the loop)
        knew what was going on
        """
    ),
    Factor.EASY: phrases(
        r"""
        <say> (?:how |it |we |was |were |is |so |very )*(?:eas(?:y|e|iness)|simple)
        """
    ),
}

FACTOR_METRICS: Final = frozenset(
    {M.COMMENTS, M.PAIN_POINTS, M.DELIGHTS, M.HAPPINESS, M.RATING_COUNT, M.CSAT, M.LOST_TIME}
)
"""Metrics of ratings: only they can be narrowed to those who named a reason."""
