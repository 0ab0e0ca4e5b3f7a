"""What people report, in their words, and what technicians say about it, in theirs."""

# ruff: noqa: E501 - prose: one line for each kind of thing that is said

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

SEPARATOR: Final = " / "


@dataclass(frozen=True, slots=True)
class Problem:
    service: str
    kind: str
    titles: tuple[str, ...]
    look: tuple[str, ...]
    """The first human words: read, understood, what is being done."""
    onward: tuple[str, ...]
    """What is said on the way."""
    ask: tuple[str, ...]
    """What only the requester can tell."""
    reply: tuple[str, ...]
    done: tuple[str, ...]


@cache
def problems() -> Mapping[str, tuple[Problem, ...]]:
    """All of them, by service."""
    return {
        service: tuple(_read(service, block) for block in text.strip().split("\n\n"))
        for service, text in TEXTS.items()
    }


def _read(service: str, block: str) -> Problem:
    fields = dict(_fields(block))
    return Problem(
        service=service,
        kind="request" if "request" in fields else "incident",
        titles=fields["request"] if "request" in fields else fields["incident"],
        look=fields["look"],
        onward=fields["onward"],
        ask=fields["ask"],
        reply=fields["reply"],
        done=fields["done"],
    )


def _fields(block: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in block.splitlines():
        name, _, words = line.partition(": ")
        yield name, tuple(words.split(SEPARATOR))


VPN: Final = """
incident: VPN drops every ten minutes / VPN keeps kicking me out / Thrown off the VPN all day long
look: I can see your drops in the log, they come exactly ten minutes apart. That smells like a timer on our side, not your line. I'm checking the gateway you land on. / Ten-minute drops, got it. I'm comparing your connection with a colleague's who stays on, the difference should tell us.
onward: The drops happen only on one of our two gateways. I've moved you to the other one, please just carry on working while I watch. / Still looking. It isn't your home router, I've ruled that out.
ask: When it drops, are you on Wi-Fi or on a cable? And does the little lock go grey first?
reply: wifi, and yes it goes grey for a sec then everything dies / On a cable today, same thing. The lock goes grey.
done: A timer on the gateway was set far too short, so it hung up on you every ten minutes. It's corrected and you've been on for over an hour. / One gateway was throwing people out. You're on a healthy one now and I can see your connection holding.

incident: New code app doesn't let me into VPN / VPN asks for a code I never got / Token not accepted on VPN
look: Your phone and the VPN don't agree about the code. I'm pairing them again, you'll need your phone next to you. / I see your codes being turned down since this morning. I'm looking at how your phone was registered.
onward: The pairing is half way through: your old token still sits in front of the new one. I'm taking it out. / A few of you have this since the change of codes, I'm mending yours by hand.
ask: Which phone do you have, and is the time on it set automatically?
reply: Samsung, and yes automatic / iPhone. The clock is right, I checked it against the wall.
done: Your old token was still registered, so the new codes counted for nothing. It's gone, and your login at the test just now went through. / New pairing done. You logged in while we were on the phone, so that's that.

incident: VPN is terribly slow from home / Everything crawls on VPN / Files take forever over VPN
look: I've run a test against your connection: your line is fine, the way from us to you is not. Looking at where it slows down. / I'm checking which gateway you get, sometimes people end up on the far side of the world.
onward: You were connected by way of another continent. I'm changing the rule that decides it. / Found one cause, speed has doubled, but I'm not satisfied yet.
ask: Could you open the speed page once with VPN and once without, and send me both numbers?
reply: 94 without, 6 with. that's a joke right? / Without it's 210, with it's 11.
done: You're on the gateway next to you now. My test shows about nine times what you had before. / The traffic took a long detour. It's straight again, your big files should open in seconds.

incident: Can't reach the file share when on VPN / Shared drive missing at home / Drive S: gone when working from home
look: VPN is up for you, but the way to the drive isn't. I'm looking at what your group is allowed to see from outside. / You get in, but the drive doesn't follow. I have an idea, give me a moment.
onward: Your group lost its right to the drive from outside when the folders were moved. Getting it back needs a yes from the owner, I've asked. / The owner of the folder hasn't answered yet, I'm ringing them.
ask: Is it only this one drive, or do others fail as well?
reply: only S, the others are there / All of them, honestly.
done: Your group has the drive again from outside too. Log off VPN and on once, then it shows up. / The drive is back. It was a permission that got lost when folders were moved.

request: VPN access for a new colleague / VPN for our contractor / Need VPN for two weeks abroad
look: I can set that up. I'm checking who has to say yes for it. / Clear. Once I have the approval it's ten minutes of work.
onward: The approval is in, I'm preparing the access. / I've reminded the approver, it's only their yes that's missing.
ask: From which day until which day is it needed?
reply: Monday for two weeks / from now until end of the quarter please
done: The access works from tonight. The short guide is in the mail, it's four steps. / All set. If the first login fails, call me directly and we do it together.
"""

EMAIL: Final = """
incident: Outlook keeps asking for my password / Password box in Outlook comes back again and again / Mail asks me to log in every five minutes
look: I know that box. Your mailbox is fine, it's the saved login on your laptop that has gone stale. I'm going to clear it with you. / Looking at it: the server accepts you, but something on your side answers with an old password.
onward: I've cleared the saved login. It stayed quiet for ten minutes, I'll watch it a bit longer. / It came back once after lunch, so there's a second place with the old password. Looking for it.
ask: Do you also have mail on your phone? It may be sending the old password.
reply: yes on my phone as well / No, just the laptop.
done: Your phone kept sending the old password, and Outlook paid for it. Both have the new one now and it's been quiet since. / The saved login is renewed. No box for two hours, so I believe it.

incident: Mails stuck in the outbox / Outlook does not send / My e-mails don't go out since this morning
look: I see three mails waiting in your outbox, the first is very big and the others queue behind it. / Checking whether it's your Outlook or the server, the server looks healthy.
onward: I took the big one out and put it in a shared folder for you. The others are on their way. / Two have gone, one is still thinking about it.
ask: Is there one with a large attachment among them?
reply: Yes, the offer with all the drawings, 60 MB I think / maybe the photos from the fair
done: All sent, I see them delivered. The drawings are in the shared folder, the link is in your mail. / The outbox is empty and your test mail arrived here in two seconds.

incident: Shared mailbox has disappeared / Can't see the sales inbox anymore / Team mailbox gone from Outlook
look: The mailbox is there, but you're not on its list any more. Finding out why. / I see it: you dropped off when your department was renamed.
onward: I've put you back on the list, it takes up to an hour until Outlook notices. / You're on the list, but Outlook is being slow about it.
ask: Should your colleagues see it too, or is it only you who lost it?
reply: only me, the others can see it / All four of us
done: The mailbox is back in your Outlook, with everything that came in meanwhile. / You and your colleagues are on the list again, it won't vanish with the next renaming.

incident: A mail I need was blocked as spam / Customer's mails don't arrive / Supplier says I never answer, I never got it
look: I'm looking through what our filter held back for you these days. / I'll search for the sender. Give me a few minutes, the list is long.
onward: Found it: the filter didn't like their signature. I'm letting this sender through. / I have two of the three. Searching for the last one.
ask: What is the exact address of the sender, and about when was it sent?
reply: rechnung at their domain, yesterday around noon / Here is a screenshot from their side, sent Tuesday.
done: The mails are in your inbox, and this sender won't be held back again. / All three delivered. I also told the filter that this customer is one of the good ones.

incident: Calendar shows the wrong times / Meetings are an hour off / My calendar and my phone disagree
look: An hour off smells of a time zone. I'm looking at what your mailbox believes it is. / I can see the same in your calendar from here, so it's not just your phone.
onward: Your mailbox thinks it lives elsewhere. I'm correcting it, the old meetings need a second step. / New meetings are right now. I'm going through the old series.
ask: Were you travelling when it began?
reply: yes I was in Singapore last week / No, I've been here the whole time.
done: Your mailbox is back in your own time zone and I went through the meetings of the next four weeks with you. / Times agree everywhere now, also on your phone.

request: New distribution list for our project / Please set up a shared mailbox / Need an e-mail alias
look: Gladly. I'm checking that the name isn't taken. / I can do that today, I only need the list of people.
onward: The name is free, I'm creating it. / It exists, adding the people now.
ask: Who should be on it, and may people from outside write to it?
reply: the list is attached. Outsiders yes / Only internal please. Everyone in our team.
done: It's there. Send yourself a mail and you'll see it arrive. / Done, and two of you can change the list yourselves from now on.
"""

LAPTOP: Final = """
incident: Laptop is so slow I can make coffee while it boots / Laptop freezes constantly / My notebook hangs all the time
look: I had a look from here: your disk is nearly full and something eats the memory. I'm finding out what. / I see the freezes in the log, always with the same programme open. Looking closer.
onward: I freed forty gigabytes. If it still hangs after lunch, I'd like to swap the memory. / It's better but not good. I've ordered more memory for it.
ask: Does it also freeze when only Outlook is open?
reply: yes even then / no, mostly with the big Excel
done: A sync programme had gone mad. It's reinstalled and your laptop starts in under a minute. / More memory is in, I timed the start with you: 48 seconds.

incident: Screen stays black on the docking station / Second monitor isn't recognised / Dock does nothing
look: I'd like to try another dock before I blame the laptop. I have one here. / I've seen this with that dock before. Checking if there's an update for it.
onward: The new dock works for one screen, not for both. I'm fetching another cable. / The update is on, but I'd like to see it with my own eyes at your desk.
ask: Which dock is it? There's a small label underneath.
reply: TB16, says the label / no label but it's the black square one
done: It was the cable in the end. Both screens are up and I left you a spare. / New dock, both screens, and it wakes up properly after lunch as well.

incident: Battery is empty after half an hour / Battery swollen? The touchpad sticks out / Laptop dies as soon as I unplug
look: Please stop charging it and don't press on it, a bulging battery is nothing to play with. I'm getting you a loan laptop. / Your battery tells me it has a third of its strength left. I'm seeing if we have one here.
onward: The battery is ordered, the loan laptop is ready for you downstairs. / It shipped this morning, I'll bring it by when it's here.
ask: Can you be without the laptop for an hour, and when would suit you?
reply: Thursday after lunch is fine / any time before ten
done: New battery is in and holds. I tested it for three hours on my desk. / You have a new battery, and the touchpad is flat again.

incident: Keyboard types double letters / The space bar is stuck / Coffee on the keyboard
look: Happens to the best of us. Turn it off and leave it upside down, I'm looking for a spare keyboard. / I can hear the space bar in your mail. Looking what we have in stock.
onward: I don't have your layout here, the one in the other office is on its way. / It comes with tomorrow's van.
ask: Which layout do you need, German or English?
reply: german please / UK, with the pound sign
done: New keyboard, and I cleaned the fan while I was in there. / Swapped. Type me a mail without double letters and I'm happy.

incident: Laptop doesn't turn on any more / Blue screen since the update / Stuck at the maker's logo
look: That's not a nice start to the day. I'm bringing you a loan laptop first, then I look at yours. / I have the code from your blue screen, it points at last night's update. I'm taking it off again.
onward: Your files are safe, I can see them. Now I'm bringing the machine back to life. / The update is off, it starts again, but I want to see it through two more restarts.
ask: Do you see any message on the screen, even for a second?
reply: just the logo and then nothing / Something with INACCESSIBLE, then it restarts
done: It starts again, with all your files. The update that did it is held back for your model. / The board was dead, so this is a new laptop with your old disk in it. Everything's where it was.

request: A second monitor for home / Request for a headset / Lighter laptop, I travel a lot
look: I'm checking what we have in the storeroom, that would be the quickest. / Nice and clear. Your manager's yes is in, I'm ordering it.
onward: It's ordered. The shop says three days. / The parcel is here, I'm getting it ready.
ask: Do you collect it here, or should it go to your home?
reply: I come by / home please, same address as always
done: It's on your desk, with the right cable. / Handed over. If it pinches, bring it back and we try another.
"""

PRINTING: Final = """
incident: Printer on our floor prints blank pages / Stripes on every page / The printer by the kitchen prints nothing
look: I'm going to have a look at it in person, it's the drum more often than not. / I see it complains about the drum. I have one in the store.
onward: The drum is swapped, the stripes are fewer but not gone. / I've called the maker, their engineer comes with a part.
ask: Is it on both sides, or only the front?
reply: just the front / both, and very faint
done: New drum, and a test page without a single stripe hangs on the printer. / The engineer changed the heating unit. I printed thirty pages, all fine.

incident: Print jobs vanish / Nothing comes out at the badge reader / My print jobs go nowhere
look: Your jobs reach us and then wait for a badge that isn't yours. I'm looking at how your card is known. / I see your jobs in the queue. So it's the last metre, at the printer.
onward: Your new card was never told to the printer. I'm doing it now. / I've set the queue going again, let me see if it holds.
ask: Did you get a new badge lately?
reply: Yes, last week / no still the old one with my awful photo
done: Your card is known, I watched you get your pages. / The queue had choked on one broken file. It's gone, and so is the jam.

incident: Label printer in the warehouse stopped / Shipping labels don't print / Labels come out half cut
look: No labels, no parcels, I know. I'm on my way down. / I'm looking at it at once, the lorry comes at three I suppose?
onward: I've put the spare printer there so you can ship. Now I'm looking at the old one. / It prints, but crooked. I need the narrow roll for it.
ask: Which of the two, the one at the gate or the one at packing?
reply: the gate one / Packing. The gate one is ok
done: The sensor was full of dust. It's clean and I ran fifty labels. / The spare stays, it's better anyway. Fifty labels, all straight.

incident: Wrong printer chosen every time / Can't find the colour printer / Printer list is empty
look: The list comes from where you sit, and you seem to sit nowhere. Looking at that. / I'll put the right one back and make it stay.
onward: It's there, but I'd like to see whether it survives a restart. / You have two of the three, working on the colour one.
ask: On which floor do you sit now?
reply: 3rd, we moved / still the second
done: The three printers of your floor are in the list, yours is the first. / It stayed after two restarts, so it'll stay.
"""

ONBOARDING: Final = """
request: New starter on the 1st / New colleague starts Monday / Equipment for our new hire
look: Lovely, a new colleague. I'm putting laptop, phone and account on my list for the day before. / I have the papers. Account first, then the laptop.
onward: The account is ready. The laptop isn't here yet, I'm on the phone with the supplier. / The laptop has come, I'm setting it up with their name on it.
ask: Which programmes does the person need on day one?
reply: The usual plus SAP / Outlook, Teams and the drawing tool. That's it for the first week.
done: Everything's ready at the desk, with a note how to log in. Say welcome from me. / The laptop is set up and the first login was done together. All good.

request: Laptop for new starter has not come / Our new colleague sits without a laptop / Day three and still no laptop
look: That's not how anybody should start. I'm looking for a loan laptop right now. / I'm sorry, that's on us. I'm finding out where the laptop is stuck.
onward: There's a loan laptop at the reception in the new colleague's name. The real one comes by courier. / The supplier has none left, so I'm taking one from another site.
ask: Is the new colleague in the office or at home?
reply: in the office, watching the others work / Home this week.
done: The laptop has arrived and the first login worked. I'm sorry it took so long. / Handed over in person, with everything on it.

request: Access for transferred colleague / Colleague moves to our team / Rights for a new role
look: I'm comparing what they have with what your team has, then I ask for the difference. / Clear. Old rights go, new ones come, so that nobody has too much.
onward: Two of the five owners have said yes. / The last owner is on leave, I've asked the deputy.
ask: Should the old access stay for a hand-over period?
reply: yes for two weeks please / No, cut it.
done: All rights are there, the old ones end on the agreed day. / Done, and I wrote down who approved what.

request: Colleague leaves on Friday / Leaver, please collect the laptop / Close account for intern
look: Noted for the last day. Nothing is closed before that. / I'll keep the mailbox open for the hand-over, as usual.
onward: The return label for the laptop is in the mail. / I'm waiting for the laptop, everything else is prepared.
ask: Who should get the mails for the next weeks?
reply: me please / our team inbox
done: Account closed, laptop is back, mails go to you for four weeks. / All done. A thank-you for bringing back the charger, that's rare.
"""

LOGIN: Final = """
incident: Forgot my password after holiday / Password forgotten / Locked out after vacation
look: Three weeks of beach will do that. I'm checking that it's you and then we set a new one. / No worries. I'll ring you on the number we have, then it takes a minute.
onward: I rang twice, no luck. I'll try again. / You have a one-time password by text, please change it at the first login.
ask: Which number can I reach you on right now?
reply: my mobile, the one in the directory / The desk phone, I'm here till five
done: You're in, I saw the login. / New password works on laptop and phone. Welcome back.

incident: Account locked again / Locked out third time this week / It says my account is locked
look: I can unlock you in a second, but I'd like to know who keeps locking you. Looking. / Unlocked for now. Something keeps trying an old password under your name.
onward: It's an old tablet of yours that still tries. I'm cutting it off. / It locked once more at ten, so I'm not done.
ask: Do you have an old phone or tablet that still gets company mail?
reply: oh. yes, my kid plays on it / don't think so
done: The old device is cut off, no lock since yesterday. / It was a saved password on the meeting-room computer. It's gone, and so are the locks.

incident: Reset page doesn't take my new password / Password rules drive me mad / New password refused every time
look: The rules are stricter than the page admits. I'm trying it from my side. / I see your tries being refused. It's the history, not the length.
onward: I've set one for you so that you can work, you can change it in peace. / The page has a fault with certain letters, I've passed that on.
ask: Are there letters like ä or ñ in it?
reply: an ü, yes / no only letters and numbers
done: It's taken now. The page didn't like the ü and didn't say so. / You have a new password, and the page will say what it wants from next week on.

incident: Second factor gone with my old phone / New phone, can't approve logins / Lost phone, can't get in
look: I'm first taking the old phone off your account, so that nobody else can say yes for you. / I need to see you on video for a second, then I can pair the new one.
onward: The old phone is off. As soon as you have the new one in hand, we pair it. / Pairing code is out, it lives for ten minutes.
ask: Do you have the new phone already?
reply: Yes in my hand / Tomorrow, the shop says
done: New phone paired, first approval came through. / You're back in, and you have backup codes on paper now.
"""

SAP: Final = """
incident: SAP throws me out when I save / SAP crashes at goods receipt / Short dump when posting
look: I have the error from your screen, it happens in our own add-on. I'm looking at what changed there. / I can make it happen with your order as well, which is good news for the search.
onward: The add-on stumbles over one field. Our developer has the fix in the test system. / It's in the test system, I'd like you to try before it goes live.
ask: Does it happen with every order, or only with this one?
reply: only with foreign ones it seems / Every single one since Monday.
done: The fix is live, and your order from this morning is posted. / You posted three in a row while I watched. I'd call that fixed.

incident: Missing authorisation in SAP / SAP says I'm not allowed / No rights for the new transaction
look: I see what's missing. It needs the yes of the process owner, I've asked. / Your role lost one right with the last change. I'm checking that it wasn't on purpose.
onward: The owner wants to know why, I passed on your reason. / The yes is in, the right comes with tonight's run.
ask: Which step do you need it for? The owner always asks.
reply: I have to release invoices while my colleague is off / Only display, no changes.
done: You have the right now. Log off and on once. / The right is back in the role, so the others in your team have it too.

incident: SAP report is empty / Numbers in the report don't match / Month-end report wrong
look: I ran it with your filters and see the same empty list. So it's not you. / I'm comparing two days of numbers by hand, that's the quickest way to find the gap.
onward: The night job didn't finish on Tuesday, that's the gap. I'm starting it again. / It's filling up, about half is there.
ask: Which variant do you use for the report?
reply: the one called MONTH2 / I just press the button and pray
done: The numbers are complete and match what finance has. / The job ran through and it rings us now if it fails again.

incident: SAP takes forever at month end / SAP so slow I fall asleep / Hourglass all day in SAP
look: You aren't the only one today. I'm looking at which job eats the machine. / I see one report that blocks the others. Finding out whose it is.
onward: I moved the big report into the night, it should ease now. / It eased, then came back. There's a second one.
ask: Is it slow everywhere, or in one place?
reply: everywhere / mostly the invoice list
done: Two big reports run at night from now on. The list opens in four seconds. / It's fast again, I timed your three steps: eleven seconds in all.
"""

WIFI: Final = """
incident: Wi-Fi drops in the meeting room / No Wi-Fi on the third floor / Wifi in room 4.12 is useless
look: I'm coming by with the measuring kit, then we know. / The box in that room shows errors since Sunday. I'm restarting it first.
onward: The restart helped for an hour. It gets replaced. / I found a dead corner behind the glass wall, one more box goes up there.
ask: Is it bad the whole day or only when the room is full?
reply: only when its full / All day.
done: The box is replaced. We sat in there with twelve laptops and it held. / A second box is up, full bars in the corner as well.

incident: Laptop doesn't connect to the office Wi-Fi / Can't join Wi-Fi after password change / Wi-Fi says can't connect
look: Your laptop still shows the old password at the door. I'm taking it off. / I see it being turned away, the certificate ran out yesterday.
onward: I've sent you a new certificate, it needs a cable once. / The cable step is missing, shall I come by?
ask: Can you plug in a cable for five minutes?
reply: If you bring one, yes / Yes I'm at a desk with a cable
done: Connected, and the certificate lives for a year. / You're on, I see you in the list.

incident: Guest Wi-Fi doesn't work for our visitors / Visitors can't get online / Guest code refused
look: Visitors waiting, understood. I'm making you a code by hand. / The guest page is down, I'm looking why.
onward: Your visitors have a code. I'm still mending the page. / The page is up, the printing of codes isn't.
ask: How many visitors, and until when?
reply: 6 people until tonight / two, all week
done: The guest page works again, I tried it with my own phone. / Codes print again at the reception.

incident: Scanners in the warehouse lose the Wi-Fi / Hand scanners keep dropping / Tablets offline in hall 2
look: I see them jump between two boxes. I'm turning one of them down a little. / I'm walking through the hall with a scanner, that's the only honest test.
onward: It's better at the gate, aisle seven is still bad. / A new antenna for aisle seven is ordered.
ask: Which aisle is the worst?
reply: seven and eight / by the cold store
done: I walked every aisle with a scanner and it held. / The antenna is up. The night shift says it's good.
"""

SOFTWARE_REQUEST: Final = """
request: Please install the PDF editor / Need a PDF programme that can edit / PDF editor licence
look: We have licences left, so that's quick. / I'm checking whether the free one does what you need, if not you get the big one.
onward: It's on its way to your laptop, leave it on over lunch. / The installation failed once, I'm trying again.
ask: Do you need to edit, or only to sign?
reply: edit, every day / just sign
done: It's installed, and your first file opened. / You have it, with the licence until next summer.

request: Drawing tool for the new project / CAD licence needed / Request for design software
look: That one costs money, so your manager has to say yes. I've asked. / One licence came back last week. I'm seeing if it fits.
onward: The yes is in, the order is out. / The maker has sent the key, I'm setting it up.
ask: For how long do you need it?
reply: three months / until the project ends, so forever
done: The licence is yours for the project, it starts without complaints. / Installed and started once together.

request: Update of the time-tracking tool / Browser add-on please / Newer version of the analysis tool
look: I'm trying the new version on my own machine first. / Allowed. I'm packing it for you.
onward: It clashes with an older one, I'm taking that off first. / It's packed, your group gets it in the next hours.
ask: Do your colleagues need it too?
reply: yes all 8 of us / Only me for now
done: The new version is there for your whole team. / It's on, and your old projects open.

request: Programme blocked by security / Tool is not on the list / App store says not allowed
look: I'm asking the security people to have a look at it. / I know why it's blocked. I'm looking for one that does the same and is allowed.
onward: Security has a question about where the data goes. I've passed it on to the maker. / Half a yes: allowed without the cloud part.
ask: What would you use it for? That helps to find a way.
reply: to cut our training videos / Reading files of a customer, they only have this format
done: It's allowed for your team and installed. / The other tool does the same, I showed it to you and it's yours.
"""

TEXTS: Final[Mapping[str, str]] = {
    "VPN": VPN,
    "Email": EMAIL,
    "Laptop": LAPTOP,
    "Printing": PRINTING,
    "Onboarding": ONBOARDING,
    "Password reset": LOGIN,
    "SAP": SAP,
    "Wi-Fi": WIFI,
    "Software request": SOFTWARE_REQUEST,
}
