"""What the people of the demo desk write when they are asked why: all of it our own words."""

# ruff: noqa: E501 - prose: one line for each comment, however long the writer rambled

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from feedback.reasons import Factor


class Mood(StrEnum):
    HAPPY = "+"
    FAIR = "="
    UNHAPPY = "-"


@dataclass(frozen=True, slots=True)
class Comment:
    """`scope` is a service, a channel, or another circumstance that the words belong to.

    `words` may hold {tech} (a first name), {n} (two to five) and {day} (a weekday).
    """

    scope: str
    mood: Mood
    factors: tuple[Factor, ...]
    words: str


ANYWHERE: Final = "anywhere"
SWITCH: Final = "change of codes"


@cache
def comments() -> tuple[Comment, ...]:
    return tuple(
        _read(scope, line) for scope, text in TEXTS.items() for line in text.strip().splitlines()
    )


def _read(scope: str, line: str) -> Comment:
    head, _, words = line.partition(" | ")
    mood, *factors = head.split()
    return Comment(scope, Mood(mood), tuple(Factor(factor) for factor in factors), words)


HAPPY_ANYWHERE: Final = """
+ | All good, thanks
+ | Top, as always
+ | thank you {tech}
+ | no complaints from me
+ | Perfekt, danke
+ | 10/10 would break something again
+ fast | Barely had time to fetch a coffee
+ fast | huh, done already?
+ fast | Answer within minutes, on a {day} no less.
+ fast solved | Reported at nine, working at half past. Chapeau.
+ solved fast | {tech} had it running again before my next meeting
+ solved | Works.
+ solved | does what it should again, thx
+ solved | It's repaired and has stayed repaired, which is all I ask
+ solved | problem is away, thank you very much
+ friendly | {tech} is a gem
+ friendly | Really nice chap, didn't make me feel stupid
+ friendly | so patient with me!! I am not good with computers
+ friendly | I was in a foul temper when I called, {tech} stayed lovely the whole time. Sorry about that, {tech}
+ friendly solved | {tech} was kind and it's working, what more do you want
+ friendly fast | Quick and cheerful. Please clone {tech}.
+ skilled | {tech} knew exactly where to look
+ skilled | You notice when somebody understands their trade
+ skilled solved | Two people before had given up on it, {tech} found the cause in a quarter of an hour
+ skilled friendly | very competent and also very polite person
+ informed | I always knew what happens next, that was new to me
+ informed | Liked that {tech} wrote when nothing had happened yet, just to say so
+ informed | He told me "you'll hear from me by three" and at ten to three the phone rang.
+ informed solved | Explained what the cause was in words that I understood. And fixed it.
+ informed friendly | {tech} kept me posted without me asking once, and with a joke here and there
+ easy | One message, one answer, done
+ easy solved | Didn't have to do a thing. Came back from lunch and it worked
+ easy fast | easy peasy and over in no time
+ solved informed | fixed, and I got told why it broke. both rare
+ solved friendly fast | {tech}, you saved my {day}. Thank you!!
+ solved | My colleague had the same and told me to expect weeks. It was sorted the same day so maybe she was just unlucky
+ friendly informed | For the first time I had the feeling a human is reading what I write
+ skilled informed | {tech} showed me what to do if it comes back. I wrote it on a post-it.
+ solved skilled fast | Found it, repaired it, gone. Like a cat burglar but good
+ friendly | Thanks for calling back even though it was already past five in your place
+ | You people are great
+ | honestly no notes
+ solved | everything is fine now, tank you
+ informed | promised by noon, delivered by noon
+ informed fast | short, clear messages and no waiting. More like this please
+ skilled | I had three wrong theories and {tech} had the right one
+ easy | I answered from my phone on the train, that was enough
+ friendly solved | Came back the next day to ask if it still works. It does. That was nice.
+ solved | Fixed for good as far as I can see, two weeks and counting
+ friendly | I appreciate that {tech} stayed on until I was sure
"""

FAIR_ANYWHERE: Final = """
= | Fine
= | ok
= | it was alright
= solved | Solved in the end.
= solved slow | Works now. A bit sooner would have been nicer.
= slow friendly | Nice people, long wait
= solved slow | it's fixed but I lost most of {day} to it
= solved uninformed | Fixed, although nobody told me it was, I found out by trying
= friendly slow | {tech} was great once it was his turn. Getting there took a while
= solved repeated_explaining | Sorted by the third person I told the story to
= uninformed | good work, few words. Would like to hear a bit more in between
= informed slow | Can't fault the communication, only the calendar.
= solved difficult | Outcome good. Form with twenty fields not good.
= solved | did the job
= skilled slow | {tech} knows their stuff, there should just be more of {tech}
= friendly unresolved | Lovely support but I'd like to wait a week before I call it fixed
= solved | Standard. Nothing to praise, nothing to complain
= solved tool_failure | Fixed, until the next time this thing breaks which it will
= easy | okay, not complicated
= solved uninformed | It started working again on its own?? or did you do something, nobody said
= fast | fast reply, the rest average
= informed solved | Good explanation, the problem was partly me to be fair
= slow solved | I understand you are busy. Still, three reminders.
= | neither here nor there
= skilled difficult | Once you are through to a person it's all very professional. Getting through is the sport
= solved slow | Done, took the scenic route
= friendly | polite enough
= solved repeated_explaining | All well in the end, I only wish I hadn't had to send the same screenshot {n} times
"""

UNHAPPY_ANYWHERE: Final = """
- unresolved | It is NOT fixed.
- unresolved | still broken, why is this closed
- unresolved | Closed on {day}, back on the day after. Same thing exactly.
- unresolved | I pressed not yet and then somebody closed it all the same
- unresolved | worked for one hour. one.
- unresolved slow | A week of waiting and then it's only half repaired.
- unresolved uninformed | Ticket gone, problem here, nobody says anything
- unresolved | Now something else doesn't work instead
- unresolved repeated_explaining | I have described this {n} times by now and I'm describing it again here: it does not work
- unresolved | the workaround is me doing it by hand. That isn't a fix
- slow | took far too long
- slow | {n} days for a five minute job
- slow | I could have walked to headquarters and back in that time
- slow | Waiting. Waiting. Waiting.
- slow | First sign of life after two days. By then I had found a way around it myself.
- slow | it is solved yes but I could not work almost the whole week
- slow uninformed | Nothing from {day} to {day2}, not even "we're looking at it"
- slow | please be quicker, customers are waiting on our side
- slow solved | Too late. Fixed, but the deadline was yesterday
- slow | I do not understand why it must take so long for such small thing
- slow unresolved | ages, and for nothing
- repeated_explaining | Every new person starts at zero with me
- repeated_explaining | Nobody wanted my ticket, it went through {n} teams like a parcel without address
- repeated_explaining | {n} people, {n} times the same questions. Do you not have notes?
- repeated_explaining | First Service Desk, then another team, then Service Desk again. I told all of them the same.
- repeated_explaining slow | Ping-pong between your teams for days while I sit here
- repeated_explaining unresolved | had to open it again because the first one got closed, and tell everything from the start of course
- uninformed | No update unless I ask.
- uninformed | I was told I'd get a call in the afternoon. It's {day} now, no call.
- uninformed | You said by noon. Which noon?
- uninformed | silence
- uninformed | I never knew who has my ticket or if anyone has it
- uninformed | got a message full of words I don't understand and then "closed"
- uninformed | One of you says it's ordered, the other one says there is no order
- uninformed slow | Promised for {day}. Then nothing. Then promised again. I stopped planning with it
- uninformed | All I ask is one line: we have not forgotten you
- uninformed unresolved | Closed without a word. And no, it isn't working
- unfriendly | I don't need to be told it's my own fault
- unfriendly | Talked to me like I'm a child
- unfriendly | {tech} was short with me, I only asked a question
- unfriendly | Eye-rolling can be heard over the phone, just so you know
- unfriendly unresolved | Wasn't listened to. He decided after ten seconds what it is and it isn't that
- unfriendly | not helpful at all
- unskilled | Was asked to restart {n} times. Restarting is not a personality.
- unskilled | they tried things. You could see they were guessing
- unskilled unresolved | Gave me instructions for a version we don't have
- unskilled | After the "repair" my settings were gone as well
- unskilled slow | {n} days until someone understood which system I even mean
- unskilled | I ended up explaining to {tech} how it works
- difficult | Cannot find where to report such a thing. I guessed.
- difficult | The form wants a category and none of them fits
- difficult | why do I need a working computer to report a broken computer
- difficult slow | Nobody there before nine, we start at six
- difficult | too many steps, too many clicks, too many mails
- tool_failure | Support did what they could. The thing is rubbish.
- tool_failure | Nothing against {tech}. But this breaks every month
- tool_failure friendly | kind people stuck with bad equipment, like all of us
- tool_failure | again and again and again the same
- tool_failure unresolved | patched a hundred times and it still falls over
- slow uninformed repeated_explaining | Let me sum it up: reported on {day}, asked after it on {day2}, was asked for the same details twice, waited, and then found it closed. I'm not angry at one person, I'm tired of it.
- unresolved slow | ich warte noch immer
- slow friendly | {tech} can't help it, he apologised very nicely, but it took too long
- | not good
- | I expected better of you
- | hmpf
- unresolved | Sorry to give a low score, {tech} was friendly. But it doesn't work.
- uninformed | would have been nice to know that it won't be today, I stayed home for it
- slow | in my old company this took an hour
- unresolved | Same error as before. I attach the same picture as before. Best regards as before.
"""

VPN: Final = """
+ solved | VPN has been holding since {day}, I don't dare say it aloud
+ solved informed | {tech} said it was a timer and now it's quiet. Ten minutes, twenty, an hour: still on!
+ solved fast | back on the VPN before the standup
+ solved | can finally finish a call from home
+ skilled solved | {tech} had me on another gateway and that was that
+ friendly solved | We did it together on the phone, very patient, and VPN works from my kitchen again
+ informed | Got a little guide with pictures for VPN, even I managed
+ fast easy | VPN for the contractor was there the same evening, one form
+ solved | speed is ten times what it was. No exaggeration, I measured
+ skilled | knew straight away that it wasn't my router, and I'd already been shouting at my router
= solved slow | VPN stable now, after a long week of not
= tool_failure friendly | good support, VPN itself is a moody thing
= solved | it connects. That's what it is for I suppose
= solved slow | got onto the VPN in the end, lost a morning though
- tool_failure | VPN drops whenever I share my screen
- unresolved | It still throws me out. Every ten minutes. You can set your watch by it
- unresolved tool_failure | VPN died {n} times while I typed this
- tool_failure slow | Working from home is a lottery with this VPN and I never win
- uninformed tool_failure | When VPN is down you could tell people, we all sit there thinking it's our own internet
- repeated_explaining | "Is your router on?" Yes. It was on the last {n} times as well.
- unresolved | new gateway, same old drops
- slow | {n} days without VPN means {n} days without work, I'm in another country
- tool_failure | so slow that I mail the files to myself
- unskilled | was told to reinstall the VPN, which I can't, because that needs admin rights, which was the next ticket
"""

CODES: Final = """
- tool_failure unresolved | Since the new code app I can't get in. It worked for years before.
- slow tool_failure | The code change cost me two mornings
- uninformed tool_failure | Nobody warned us that the tokens change on a {day}
- unresolved | it takes my code and then says it's wrong. It isn't wrong, I'm looking at it
- tool_failure difficult | For the new token I need the VPN and for the VPN I need the new token. Think about it.
- unresolved repeated_explaining | {n} calls about the new codes, {n} people, still outside
- difficult | why swap something that works? The old key fob was fine
- slow | In the queue with the whole London office since the switch
- tool_failure | token out of sync, again, third time since you changed it
- uninformed slow | Got told "known issue" and then nothing for days. I know that it's known. I'm the one who has it
- unresolved unskilled | they paired my phone with somebody else's account?!
- unfriendly tool_failure | I didn't ask for a new token so please don't tell me I should have read the mail
= solved slow | new code app works by now, but what a week
= friendly tool_failure | {tech} did their best with this token mess
+ solved friendly | {tech} paired the new token with me step by step, in now
+ solved | after the token drama it finally works, thanks
"""

EMAIL: Final = """
+ solved | no more password box!! I had nearly married it
+ solved skilled | {tech} found out it was my phone. I'd never have guessed
+ fast solved | The missing mail was in my inbox ten minutes later
+ solved | shared mailbox is back with everything in it, puh
+ easy | list was set up before I had finished explaining what it's for
+ solved friendly | calendar is right again and {tech} even went through my meetings with me
+ informed solved | told me why the customer was taken for spam and that it won't happen again
+ skilled | sorted out {n} mailboxes at one go, impressive
= solved | mail works, please let it stay that way
= solved slow | got the mail in the end. The tender was over by then but ok
= tool_failure solved | Outlook is Outlook. Support was fine
- unresolved | the password box is back. Hello old friend
- slow unresolved | Five days without the sales inbox. In sales.
- tool_failure | Search in Outlook finds everything except what I look for
- uninformed | My mails were held back for two days and nobody thought of telling me
- unresolved | Meetings are STILL one hour off, I came too late to my own meeting
- unskilled | {tech} deleted the profile and with it my signature, my rules and my good mood
- slow | A customer thinks we ignore him because you ignore me
- repeated_explaining | sent the address of the sender {n} times, was asked for it {n} times
- tool_failure unresolved | mailbox full, archive full, I'm full
- difficult | to get a distribution list I need to know the cost centre of people I've never met
"""

LAPTOP: Final = """
+ solved fast | new battery, same day, wow
+ solved | It boots before I sit down now
+ friendly | {tech} brought me a loan laptop to my desk, with a biscuit
+ friendly solved | Spilled tea, expected a lecture, got a keyboard. Thank you {tech}
+ solved skilled | turned out to be the cable, {tech} tried {n} of them until it was
+ informed | {tech} wrote every morning where my laptop is. Better than any parcel service
+ skilled solved | All my files are there after that blue screen. I could cry
+ fast | Monitor was there the next day
+ easy fast | headset just lay on my desk one morning
= solved slow | good laptop when it finally came
= solved | Dock works. Usually
= friendly slow | kind, but {n} weeks for a charger?
= tool_failure solved | runs again, it's just an old machine
- slow | My laptop has been with you longer than with me
- slow uninformed | the part is "on its way". It has been on its way since {day}
- tool_failure | this model is a heater that can also do Excel
- unresolved tool_failure | second monitor goes black again whenever I lean back
- unresolved | freezes as before. Exactly as before.
- tool_failure | third dock in a year
- slow | {n} days with a loan laptop that has no numpad, I do accounts
- unskilled | came back without my data. "Did you not have a backup?" You ARE my backup
- uninformed | Stood at your door with the laptop as agreed and nobody knew about it
- unfriendly | was made to feel like I drink coffee over keyboards for fun
- unresolved slow | battery replaced after two weeks and it lasts exactly as long as the old one
"""

PRINTING: Final = """
+ solved fast | Prints! Parcels out! Lorry gone!
+ solved | no stripes anymore, lovely
+ fast friendly | {tech} came running up the stairs with a drum under his arm
+ solved friendly | I got my badge working and a chat about football
+ skilled | listened to the noise of the printer for two seconds and knew it
= solved | it prints
= tool_failure friendly | The people are better than the printers
= solved slow | ok now. {n} days of walking to the other floor kept me fit
- tool_failure | That printer should be buried with honours
- tool_failure unresolved | jammed the minute he left
- unresolved | still faint. I've drawn the missing lines in by hand
- slow | a whole warehouse waits for one label printer
- uninformed | Sign says "out of order, please use other printer". Other printer has the same sign
- repeated_explaining | told one that it's the GATE printer, then the other one repaired packing
- difficult | To report a broken printer you need its number, which is on the back, which is at the wall
- unskilled | changed the toner. It wasn't the toner. Changed the toner again.
"""

ONBOARDING: Final = """
+ easy informed | Everything lay ready, the new colleague was really impressed
+ solved informed | laptop, phone, account, all there on day one. That's how it should be
+ friendly | {tech} welcomed our new starter by name, lovely touch
+ fast | intern's account was ready overnight
+ informed | knew for every single right who has it and who doesn't. Auditor happy, me happy
= solved slow | Account fine, laptop on day {n}.
= solved | ok for a new starter, a bit last minute
= friendly slow | {tech} did everything possible but the supplier didn't
- slow | She started on {day} and has no laptop. What is she supposed to do, dust?
- slow uninformed | New hire sat next to me for {n} days watching me type. Nobody could say when the laptop comes
- slow | late again, like the last one and the one before that
- slow uninformed | We announce every starter four weeks ahead and you're surprised every time
- slow unresolved | first week over and still no access to anything that matters
- uninformed | found out from the courier that the laptop went to another city
- repeated_explaining slow | I gave the list of programmes to HR, to the desk and then to {tech}. It came without any of them
- difficult | eleven fields about the new person and not one for what they need
- slow | It's embarrassing in front of someone who just joined.
- slow unskilled | Laptop came late and with somebody else's name on it
- unresolved | rights are missing, the same {n} as for everybody in my team
- slow | third starter this year who begins with a paper notepad
"""

LOGIN: Final = """
+ fast | in and out in three minutes
+ fast friendly | I forget it after every holiday and {tech} never laughs. Well, a little
+ solved fast easy | rang, was asked two questions, was in
+ skilled solved | it was the old tablet of my son! how did you see that
+ easy | New phone paired on the spot
+ friendly | didn't sigh when I said it's me again
+ solved | unlocked, and this time it stayed unlocked
= solved | password works, rules are a nuisance
= difficult solved | Fine, just too many factors for one brain
= fast tool_failure | quick help for a page that should work by itself
- unresolved | locked again ten minutes after. I'm a regular by now
- difficult | fourteen characters, one of them a hieroglyph
- difficult tool_failure | the reset page says "not allowed" but not what
- slow | half a day without login because of a password. HALF A DAY
- difficult slow | Locked out at seven, desk opens at eight, my shift is over at two
- repeated_explaining unresolved | {n} unlocks this week, every time "should be fine now"
- uninformed difficult | it sent the new password by mail. To the mailbox I couldn't open.
- unfriendly | he asked if I'd written it down somewhere like last time. I never did
"""

SAP: Final = """
+ skilled solved | {tech} reproduced it, found it and had it repaired, in SAP!
+ solved | goods receipt works, the yard is moving
+ informed skilled | explained which night job failed and what they do so it won't again. Excellent
+ solved informed | month end closed on time thanks to {tech}
+ fast | the right was there after an hour, I had expected days
= solved slow | Posting works. The auditors got a bit nervous in between
= slow skilled | you can tell {tech} knows SAP. You can also tell there's only one {tech}
= solved slow | it's in, took {n} approvals
= informed tool_failure | I now understand why it is slow. It's still slow
- slow | {n} days no posting at month end. Our controller has aged
- unresolved | the report is wrong. Not empty any more, wrong. I preferred empty
- repeated_explaining | Service Desk sends me to Applications, Applications sends me to the key user, I AM the key user
- tool_failure | SAP looks like 1998 and moves like it
- uninformed | promised in the next transport, then the next, then the next
- unskilled repeated_explaining | had to explain what a goods receipt is. {n} times
- slow uninformed | authorisation "in approval" with whom? since when? until when?
- unresolved slow | saved it now with a trick of a colleague, your fix didn't do a thing
- uninformed slow | You said you'd call by four. I kept the line free, like a teenager
- tool_failure slow | pressed save at 10:04, saved at 10:11
- difficult | the form for SAP rights needs the name of the role. If I knew the name of the role I wouldn't need the form
"""

WIFI: Final = """
+ solved | full bars in the corner by the window, never seen before
+ solved skilled | {tech} walked through the hall with a scanner until it held
+ fast | visitors had their code before their coffee
+ friendly solved | came up himself with a measuring thing and explained everything to our apprentice
+ informed solved | wrote us which box was broken and when the new one comes. And it came
= solved | better than before
= tool_failure solved | good now, let's see with twelve people in the room
= friendly slow | nice engineer, late engineer
- tool_failure | Meeting room Wi-Fi works until there is a meeting
- unresolved tool_failure | aisle seven. still aisle seven.
- unresolved | the new box blinks beautifully and does nothing
- slow | two weeks with a cable across the corridor, somebody will break a leg
- tool_failure | customers in the house and we use my phone as hotspot
- uninformed | They took the box off the ceiling on {day} and never came back
- unskilled | was told to move my desk. My desk!
- repeated_explaining | each of you measures, each of you nods, next week somebody new measures
"""

SOFTWARE: Final = """
+ fast easy | clicked on order, had lunch, installed
+ informed | {tech} told me a free one does the same, saved us the money
+ solved friendly | drawing tool runs and {tech} stayed until the first drawing opened
+ solved | licence came, project can start
+ skilled informed | found an allowed programme for my exotic file format. Didn't think it exists
= slow solved | Good, once all the yeses were collected
= solved | installed, wrong language but ok
= difficult informed | well explained, still a lot of paper for one small tool
- slow difficult | {n} approvals for a thing that's free
- slow | by the time the licence came the project was finished
- uninformed | "With security." Since when is that an answer
- unresolved | It's installed but it asks for a key nobody has
- difficult | blocked, and the page to ask why it's blocked is blocked
- unskilled unresolved | got the reader. I asked for the EDITOR. reads very nicely
- repeated_explaining slow | gave my reason to my boss, to you, to security and to you again
- unfriendly | do I really have to justify a PDF tool like a crime
"""

PHONE: Final = """
+ fast solved | somebody picked up at once and it was done on the phone
+ friendly | pleasant voice, clear words
= difficult friendly | long music, then a nice person
= slow solved | twenty minutes in the queue, two minutes for the cure
- difficult slow | I know your waiting music by heart now
- slow difficult | Half an hour on hold, then the line went dead
- difficult | press 3, press 1, press 4, goodbye
- slow | position {n} in the queue for a quarter of an hour, how
- repeated_explaining | put through {n} times and at each stop: "what is it about?"
- difficult slow | nobody answers the phone before lunch
"""

WALK_UP: Final = """
+ friendly fast | went down, was helped, had a laugh, went up again
+ solved fast | walked in broken, walked out repaired
+ easy friendly | the counter is the best thing you've ever done, keep it open!!
+ skilled fast | {tech} saw the screen and knew
+ friendly | like a good pharmacy
+ informed | could look over {tech}'s shoulder and learned something
+ easy | no form. Just a person. Bliss
= solved | short queue, short chat, ok
= friendly | kind crew down there, opening hours could be longer
- difficult | counter closed, sign said back in ten minutes, ten minutes ago
- slow | sent away with "leave it here" and then a week nothing
"""

CHAT: Final = """
+ fast | answer came quicker than my own thoughts
+ easy informed | liked that I could scroll back to what {tech} had written
+ friendly | good with emojis, better with computers 🙂
= solved | chat okay
- repeated_explaining | new person in the chat, new "how can I help you"
- slow | "I'll be right with you" and then an hour of three dots
- uninformed | left me on read
"""

PORTAL: Final = """
+ easy | found the right form at the first go
= difficult solved | fine, but I pick the category by throwing a coin
- difficult | Portal asks {n} pages of questions and then the technician asks them again
- difficult uninformed | portal says "in progress" from the first day to the last
- uninformed | status: pending. pending what
"""

BY_EMAIL: Final = """
+ easy | wrote a mail, got a mail, works
= slow | mail answered after two days, but properly
- slow uninformed | three mails in, zero mails out
- uninformed slow | I write on {day}, you answer when the moon is right
"""

TEXTS: Final[Mapping[str, str]] = {
    ANYWHERE: HAPPY_ANYWHERE.strip() + "\n" + FAIR_ANYWHERE.strip() + UNHAPPY_ANYWHERE.rstrip(),
    "VPN": VPN,
    SWITCH: CODES,
    "Email": EMAIL,
    "Laptop": LAPTOP,
    "Printing": PRINTING,
    "Onboarding": ONBOARDING,
    "Password reset": LOGIN,
    "SAP": SAP,
    "Wi-Fi": WIFI,
    "Software request": SOFTWARE,
    "phone": PHONE,
    "walk-up": WALK_UP,
    "chat": CHAT,
    "portal": PORTAL,
    "email": BY_EMAIL,
}
