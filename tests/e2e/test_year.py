#!/usr/bin/env python3
"""test_year.py - the network's year in a terminal: every verb that writes of the programme, of the
academies on their way and of the board, read back as text and as JSON. Two academies, two clients.
"""

import datetime
import os

from cases import cases_of, check, check_equal, check_in, run, wait_for
from network import Network, run_program

ROLES = "coach,faculty,lead,data_steward,admin"
STARTER = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "../../deploy/programme/starter.jsonl")
world = None


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.leeds = self.network.academy("Leeds")
        self.network.peer(self.bath, self.leeds)
        self.ash = self.network.client(self.bath, "Ash", ROLES).start()
        self.cara = self.network.client(self.leeds, "Cara", ROLES).start()


def wrote(*words, by=None):
    return (by or world.ash).ask(*words)["id"]


def refused(why, *words, by=None):
    check_in(why, (by or world.ash).asked(*words, expect=(1, 2, 5)).err, " ".join(words))


def reads(words, *texts, by=None):
    """The text of a page says all of these; its JSON."""
    said = (by or world.ash).asked(*words).out
    for text in texts:
        check_in(text, said, " ".join(words))
    return (by or world.ash).ask(*words)


def arrives(who, *words):
    def there():
        who.asked("sync")
        return who.asked(*words, expect=None).code == 0
    wait_for(f"{' '.join(words)} arrives", there)


def test_a_programme_is_read_in_and_decided_on():
    with open(STARTER, "rb") as file:
        starter = file.read()
    lines = starter.count(b"\n")
    said = world.cara.asked("batch", "starter.jsonl", stdin=starter).out
    check_in(f"{lines} lines", said, "all of it is read in")
    said = world.cara.asked("batch", "starter.jsonl", stdin=starter).out
    check_in(f"{lines} were there already", said, "nothing is said twice")

    def arrived():
        world.ash.asked("sync")
        return len(world.ash.ask("programme", "--show", "all")["published"]) == lines
    wait_for("the programme is at Bath", arrived)
    shown = reads(["programme", "--show", "all"], "The weekly hour · fixed", "not decided here")
    world.hour = [e["id"] for e in shown["published"] if e["title"] == "The weekly hour"][0]
    world.huddle = [e["id"] for e in shown["published"] if e["title"] == "Driver diagram"][0]
    refused("--show is waiting or all", "programme", "--show", "some")
    refused("Say the reason", "element", "decide", world.huddle, "--decision", "declined")
    wrote("element", "decide", world.huddle, "--decision", "declined", "--reason", "Not yet")
    wrote("element", "decide", world.hour, "--decision", "on_trial", "--until", "2099-03-31",
          "--our-name", "Our hour")
    shown = reads(["element", "show", world.hour], "We call it Our hour.", "until 31 Mar 2099")
    check_equal(shown["element"]["our_decision"], "on_trial", "decided")
    shown = reads(["programme"], "Our hour")
    check_equal([e["called"] for p in shown["parts"] for e in p["elements"]], ["Our hour"], "ours")
    reads(["programme", "--show", "waiting"], "Small tests · version 1, by Leeds")


def test_an_element_is_published_and_changed():
    mine = wrote("element", "publish", "--title", "Board huddle", "--nature", "flexible", "--part",
                 "weekly_hour", "--purpose", "Everyone knows", "--stays", "One", "--stays", "Two")
    wrote("element", "change", mine, "--news", "Clearer", "--stays", "Only one")
    shown = reads(["element", "show", mine], "version 2", "- Only one", "Everyone knows")
    check_equal([s["text"] for s in shown["element"]["stays"]], ["Only one"], "what stays")
    wrote("element", "change", mine, "--news", "No more", "--retired")
    reads(["element", "show", mine], "no element any more")


def test_what_is_done_differently_travels_and_comes_back():
    ash, cara = world.ash, world.cara
    made = wrote("element", "adapt", world.hour, "--title", "At 08:15", "--timing", "planned",
                 "--decider", "the_team", "--level", "one_room", "--purpose", "departs", "--why",
                 "Nights", "--to", "network")
    check_in("A departure: The weekly hour", ash.asked("thread", "list").out, "it is talked about")
    wrote("adaptation", "change", made, "--purpose", "keeps", "--text", "After the handover")
    wrote("adaptation", "result", made, "--outcome", "worked", "--text", "More came")
    shown = reads(["adaptation", "show", made], "After the handover", "Worked: More came",
                  "Keeps the purpose")
    check_equal([r["outcome"] for r in shown["results"]], ["worked"], "what came of it")
    proposed = wrote("element", "propose", made, "--title", "Later", "--becomes", "10 becomes 11",
                     "--why", "Nights")
    wrote("proposal", "change", proposed, "--why", "Many nights", "--decide-from", "2099-12-24")
    reads(["proposal", "show", proposed], "Many nights", "open until 24 Dec 2099", "At 08:15",
          "The discussion")
    other = wrote("element", "propose", world.hour, "--title", "Never", "--becomes", "No hour",
                  "--why", "Nights")
    wrote("proposal", "change", other, "--taken-back")
    reads(["proposal", "show", other], "taken back")
    arrives(cara, "proposal", "show", proposed)
    arrives(cara, "adaptation", "show", made)
    wrote("adaptation", "decide", made, "--decision", "declined", "--reason", "We start at 9",
          by=cara)
    reads(["adaptation", "show", made], "Leeds declined: We start at 9", by=cara)
    wrote("proposal", "answer", proposed, "--decision", "adopted", "--reason", "As said", by=cara)
    wrote("element", "change", world.hour, "--news", "Later", "--change", proposed, by=cara)
    shown = reads(["proposal", "show", proposed], "taken up in version 2", by=cara)
    check_equal(shown["proposal"]["taken_number"], 2, "in a version")
    review = wrote("review", "write", "--say", f"{world.hour}: differently: at noon", "--asks",
                   "Who else?")
    shown = reads(["review", "show", review], "The weekly hour · Differently", "at noon")
    check_equal([e["how"] for e in shown["review"]["elements"]], ["differently"], "said")
    reads(["review", "list"], "Bath", "only here")
    refused("elements.how", "review", "write", "--say", f"{world.hour}: badly")


def test_a_cohort_and_its_pairs():
    world.cohort = cohort = wrote("cohort", "plan", "--name", "Cohort 1", "--starts", "2026-01-08",
                                  "--to", "network", "--visiting", "Leeds")
    wrote("cohort", "change", cohort, "--ends", "2026-12-10")
    wrote("cohort", "day", cohort, "5", "--date", "2026-03-05", "--skill", "Themes", "--held")
    refused("1 to 18", "cohort", "day", cohort, "19", "--date", "2026-03-05")
    pair = wrote("cohort", "pair", cohort, "--pathway", "Frailty", "--clinical-coach", "Ash")
    wrote("cohort", "pair-change", pair, "--organisation", "Bath General", "--finished",
          "2026-11-10")
    refused("choose one", "cohort", "pair-change", pair, "--left", "2026-11-10")
    wrote("room", "open", "--name", "Frailty room", "--pathway", "Frailty")
    wrote("cohort", "used", cohort, "--pair", pair, "--room", "Frailty room", "--text", "Slowly")
    shown = reads(["cohort", "show", cohort], "to 10 Dec 2026", "Day 5, 5 Mar 2026: Themes (held)",
                  "Frailty, Bath General; finished 10 Nov 2026", "in Frailty room")
    check_equal([v["name"] for v in shown["cohort"]["visiting"]], ["Leeds"], "who visits stays")
    check_equal([u["day"] for u in shown["used"]], [5], "the last day held")
    reads(["cohort", "list"], "1 coach pair, 1 of 18 days held")


def test_a_visit_becomes_learning():
    world.visit = visit = wrote("visit", "log", "Leeds", "--occasion", "Day 5", "--learned",
                                "Patience", "--to", "network")
    wrote("visit", "change", visit, "--gave", "An hour")
    thread = wrote("visit", "share", visit)
    shown = reads(["visit", "show", visit], "Given: An hour", "Learned: Patience",
                  "What we learned at Leeds")
    check_equal([t["id"] for t in shown["threads"]], [thread], "it names the thread")
    gone = wrote("visit", "log", "Leeds", "--occasion", "Day 6", "--planned",
                 "--date", "2099-12-20")
    check_in("Day 6", world.ash.asked("visit", "list").out, "planned")
    wrote("visit", "change", gone, "--dropped")
    check("Day 6" not in world.ash.asked("visit", "list").out, "dropped")
    refused("another academy", "visit", "log", "Bath", "--occasion", "x")


def test_a_way_and_what_it_became():
    second = wrote("cohort", "plan", "--name", "Cohort 2", "--starts", "2026-09-01", "--to",
                   "network")
    wrote("journey", "step", "exploring", "--since", "2025-01-08", "--host", "Leeds", "--visits",
          world.visit)
    wrote("journey", "step", "own_rooms", "--since", "2026-01-08", "--cohorts", world.cohort,
          "--cohorts", second)
    wrote("journey", "step", "own_rooms", "--text", "Two at once")
    shown = reads(["journey", "show", "Bath"], "8 Jan 2025  Exploring, 12 months; host: Leeds",
                  "Day 5", "Cohort 1, Bath: 1 coach pair, 1 of 18", "Cohort 2")
    check_equal([s["text"] for s in shown["steps"]], [None, "Two at once"],
                "what is not said stays")
    wrote("journey", "step", "own_rooms", "--taken-back")
    shown = reads(["journey", "list"], "Bath (ours): Exploring")
    check_equal([a["step"] for a in shown["academies"]], ["exploring"], "taken back")
    wrote("expectation", "write", "--expects", "Home sooner", "--gives", "A room")
    wrote("expectation", "write", "--since-then", "It came")
    shown = reads(["expectation", "list"], "  Home sooner", "said anew since", "It came")
    check_equal([e["current"] for e in shown["expectations"]], [False, True], "both stand")
    wrote("spread", "count", "--coaches", "24", "--rooms", "7", "--rooms-after-year", "3")
    reads(["spread", "show"], "24 coaches; 7 rooms, 3 of them after a year; 1 pathway; 1 organ")
    refused("not more can have met", "spread", "count", "--rooms", "3", "--rooms-after-year", "7")
    wrote("spread", "count", "--taken-back")
    check_equal(world.ash.ask("spread", "show")["academies"][0]["counts"], [], "taken back")
    wrote("cohort", "change", second, "--dropped")
    reads(["cohort", "list"], "does not take place")


def test_rooms_that_still_meet():
    today = datetime.date.today()
    for name, days in (("Old room", (400, 7)), ("Young room", (300, 7)),
                       ("Quiet room", (800, 400))):
        room = wrote("room", "open", "--name", name, "--pathway", "Frailty")
        for before in days:
            date = (today - datetime.timedelta(before)).isoformat()
            meeting = wrote("meeting", "plan", room, "--date", date, "--starts", "08:30")
            wrote("meeting", "start", meeting)
            wrote("meeting", "end", meeting)
    shown = reads(["spread", "show"], "Our rooms still meeting after year one")
    check_equal([r["name"] for r in shown["still"]], ["Old room"], "a year, and lately")
    check_equal(shown["still"][0]["since"], (today - datetime.timedelta(400)).isoformat(), "since")


def test_a_report_to_the_board():
    ash, cara = world.ash, world.cara
    measure = wrote("measure", "define", "--academy", "--title", "Falls", "--counts")
    ash.asked("measure", "add", measure, "2026-11-02", "40")
    pattern = wrote("pattern", "add", "--title", "One page", "--block", "measures", "--block",
                    "story:A voice:Ask the ward host.", "--block", "learning", "--to", "network")
    wrote("pattern", "change", pattern, "--about", "Read in ten minutes")
    reads(["pattern", "show", pattern], "A voice (One story): Ask the ward host.", "ten minutes")
    refused("a block is measures", "pattern", "add", "--title", "x", "--block", "stories")
    report = wrote("board", "write", "--month", "2026-11", "--headline", "More go home",
                   "--measure", f"{measure}:The list is made at night.", "--learned", "Ask early",
                   "--story", "I slept at home", "--story-from", "A ward host", "--story-consent",
                   "--pattern", pattern, "--sponsor", "Ash")
    wrote("board", "change", "2026-11", "--lead", "One measure of four.")
    shown = reads(["board", "show", report], "One measure of four.", "Falls: 40", "Ask early",
                  "The list is made at night.", "I slept at home", "A voice")
    check_equal(shown["report"]["sponsor_name"], "Ash", "what is not said stays")
    reads(["board", "list"], "November 2026: More go home")
    refused("agreed", "board", "write", "--month", "2026-12", "--headline", "x", "--story", "y",
            "--sponsor", "Ash")
    arrives(cara, "pattern", "show", pattern)
    copy = wrote("pattern", "add", "--from-pattern", pattern, by=cara)
    reads(["pattern", "show", copy], "made from Bath’s", "Ask the ward host.", by=cara)
    reads(["pattern", "list"], "One page", "ours", by=cara)
    wrote("pattern", "change", copy, "--dropped", by=cara)
    refused("not yours", "pattern", "change", pattern, "--dropped", by=cara)


def test_all_of_it_is_numbered():
    for client in (world.ash, world.cara):
        client.asked("sync")
        wait_for("the outbox is empty", lambda client=client:
                 "empty" in client.asked("outbox", "list").out)
    for words in (["--help"], ["cohort", "--help"]):
        check_in("bigroom cohort plan", world.ash.asked(*words).out, "help, when it runs")
        check_in("bigroom cohort plan", run_program("bigroom", words).out, "help, when it does not")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
