"""What technicians say around the matter itself, and what requesters say back: all in our own words."""

# ruff: noqa: E501 - prose: one line for each thing that is said

from collections.abc import Mapping
from typing import Final

from feedback.reasons import Factor

GREETINGS: Final = (
    "Hi {first}, {tech} here.",
    "Hello {first}, this is {tech}.",
    "Hi {first}, it's {tech} from the {team} team.",
    "{first}, {tech} here.",
    "Good to hear from you, {first}. {tech} here.",
)
AGAIN: Final = (
    "Hi {first}.",
    "Hello again, {first}.",
    "Hi {first}, {tech} again.",
    "{first}, it's {tech}.",
)

PROMISES: Final = (
    "You'll hear from me {by}.",
    "I'll write to you again {by}.",
    "I'll get back to you {by}, whatever I have found by then.",
    "More {by}.",
    "I'll tell you how it stands {by}.",
    "Give me a little time, I'll be back with you {by}.",
    "I'll ring you {by}.",
    "If nothing goes wrong it's done earlier, but you'll hear from me {by} in any case.",
    "I'll let you know {by} where we are.",
    "Back with you {by}.",
)
VISITS: Final = (
    "I'm with you {by}.",
    "I'll come by your desk {by}.",
    "I'll be at your place {by}.",
)

LATE: Final = (
    "I said you'd hear from me earlier, and you didn't. I'm sorry, that one is on me.",
    "I'm late with this, sorry. Something urgent came in between and I should have told you.",
    "You were waiting for me and I didn't call. I'm sorry.",
    "This should have reached you earlier. I lost track of the time, I'm sorry.",
    "I owe you an apology: I had promised you an earlier word.",
    "Sorry for the silence. I had hoped to bring better news than this.",
)
MOVED: Final = (
    "I won't make the time I gave you, something else has to be finished first.",
    "I need longer than I thought, so let me move our time.",
    "I can't finish it before the time I told you, a colleague has to have a look first.",
    "It's taking longer than I'd hoped. I'd rather tell you now than keep you waiting.",
    "I'm stuck in another office, so I won't make it by the time I told you.",
)
HANDED_OVER: Final = (
    "I've taken this over from the service desk and read everything you wrote, so you needn't tell it again.",
    "Your ticket has come to me. I've read what you told my colleague and go on from there.",
    "My colleague has told me what you've tried already, so we can go straight on.",
)
BACK_AGAIN: Final = (
    "So it isn't fixed, thanks for telling me. I'm on it again.",
    "That was too early, I'm sorry. I've opened it again and I'm looking at what I missed.",
    "Then we're not done. I'm having another look right away.",
    "Thanks for being frank. It's open again and it stays with me.",
)
DONE_AGAIN: Final = (
    "This time I waited for an hour before writing to you: it holds.",
    "I found what I'd overlooked. It works now, and I've tried it the way you do it.",
    "It was a second cause behind the first one. Both are gone now.",
    "Mended properly this time. I had a colleague check it as well.",
)

NOT_FIXED: Final = (
    "still the same",
    "No, it came back after lunch.",
    "worked for an hour, then gone again",
    "Sorry, but no. The error message is another one now.",
    "not for me. my colleague's is fine though",
    "It works in the office but not at home.",
    "half of it. The second part is still missing",
    "Nope, just tried.",
    "It's better, not good.",
    "the old problem is gone but now I can't open anything",
    "I get further than before, then it stops.",
    "Only when I log in for the first time. After the break it's dead again.",
    "no!",
    "I restarted twice as asked. No change.",
)
CHASES: Final = (
    "any news?",
    "Hi, is somebody looking at this?",
    "I'm still waiting, just so you know",
    "Is there anything new? I have to tell my customer something.",
    "hello? it's getting urgent on our side",
    "Could you give me a rough idea when?",
)
THANKS: Final = (
    "thanks!",
    "great, thank you",
    "ok, thanks for the update",
    "Perfect, that helps.",
    "alright, I'll wait then",
)

ANY_FOLLOW_UPS: Final = (
    "I saw your rating and didn't want to leave it at that. What would put it right for you? I have time for you today.",
    "You weren't happy with how this went, and having read it all again I understand why. May I ring you this afternoon?",
    "Thank you for being honest, that helps more than a polite ten. I've gone through your ticket once more and I know now where it hung.",
)
FOLLOW_UPS: Final[Mapping[Factor, tuple[str, ...]]] = {
    Factor.UNRESOLVED: (
        "That should not have been closed. I've gone back to it myself and I'm not leaving it until you tell me it works.",
        "I tried it the way you do it and can see what you mean. I've changed it now, would you have another look?",
    ),
    Factor.SLOW: (
        "The waiting was our fault: your ticket sat with the wrong people for a day. I'm sorry, and I've told them how it can't happen again.",
        "It took too long, there's nothing to add to that. If something is still left to do, tell me and I do it today.",
    ),
    Factor.REPEATED_EXPLAINING: (
        "I'm sorry that you had to tell it so often. I've written everything down in one place, and it stays with me from here on.",
        "Three of us asked you the same thing, that must have been tiring. From now on you have one name, mine.",
    ),
    Factor.UNINFORMED: (
        "We left you without a word for too long, I'm sorry. Here is how it stands: the cause is known, the last bit is done tomorrow morning, and I write to you before ten.",
        "You should have heard from us and you didn't. Shall I ring you now and tell you what was done?",
    ),
    Factor.UNFRIENDLY: (
        "I'm sorry about the tone. That's not how we want to talk to anybody. Can we start over? I'm here until five.",
        "I've read what was said to you and I'd have been cross as well. I apologise. Is there anything still open?",
    ),
    Factor.UNSKILLED: (
        "You were right about the cause and we looked in the wrong place. It's mended now, and I've shown the others.",
        "We cost you time with guessing, I'm sorry. I asked somebody who knows this well, and they have looked at it with me.",
    ),
    Factor.DIFFICULT: (
        "You shouldn't need a map to reach us. Write to me directly next time, I'm passing on what you said about the form.",
        "You're right, that's too many steps. I can't shorten it today, but I've put your words in front of the people who can.",
    ),
    Factor.TOOL_FAILURE: (
        "You've had this far too often. I've asked for a replacement instead of one more repair, and I keep you posted on it.",
        "It's the thing itself, you're right about that. I've added your case to the list that goes to the maker on Friday.",
    ),
}
SECOND_FOLLOW_UPS: Final = (
    "I have this from a colleague now, and I'd like to hear it from you in two sentences: what is still wrong? I stay on it until you say it's good.",
    "Two tries of ours didn't help you. I've asked the person here who knows it best to look at it with you today.",
    "I'm sorry that we're still not there. It's on top of my own list now and it doesn't leave it before it works.",
)
