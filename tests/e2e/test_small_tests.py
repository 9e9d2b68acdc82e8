#!/usr/bin/env python3
"""test_small_tests.py - PDSAs, what became the way of working and a driver diagram from the command
line, without a network; two people change one plan offline, and nothing of it is lost.
"""

from cases import cases_of, check, check_equal, check_in, run
from network import Network

OUTLINE = """Aim: Home on the day, from 22% to 38% [measure: Home on the day]
  Decide early in the day
    Senior review before 10 [measure: Home on the day]
      Three names on the board [PDSA 2, planned]
      Therapist starts at 08:00 [PDSA 1, adopted]
  Gŵyr y teulu’r cynllun
    One call a day
      Book at the huddle
"""


class World:
    def __init__(self):
        self.network = Network()
        self.academy = self.network.academy("Bath")
        self.ash = self.network.client(self.academy, "Ash", "coach")
        self.kim = self.network.client(self.academy, "Kim", "coach")
        self.room = self.ash.json("room open", "--name", "Frailty", "--pathway", "Frailty")["id"]
        self.ash.json("measure define", "--room", "Frailty", "--title", "Home on the day")
        self.ash.sync()
        self.ash.verb("room add", "Frailty", "Kim")
        self.ash.sync()
        self.kim.sync()


def outline():
    return world.ash.verb("driver show", "Frailty").out.split("\n\n", 1)[1]


def test_a_test_is_planned_and_studied():
    said = world.ash.verb("pdsa plan", "Frailty", "--title", "T", "--question", "Q", expect=None)
    check_in("without a prediction it is not a test", said.err, "no prediction")
    measure = world.ash.json("measure list")["measures"][0]["id"]
    world.pdsa = world.ash.json(
        "pdsa plan", "Frailty", "--title", "Therapist starts at 08:00", "--question", "Does it?",
        "--prediction", "Four more", "--starts", "2024-10-05", "--study-on", "2024-11-02",
        "--measure", measure)["id"]
    world.ash.verb("pdsa plan", "Frailty", "--title", "Three names on the board", "--question",
                   "Do they?", "--prediction", "Two of three", "--after", world.pdsa, "--starts",
                   "2124-01-01", "--study-on", "")
    shown = world.ash.verb("pdsa show", world.pdsa).out
    check_in("PDSA 1, test 1 of a ramp · to study", shown, "the record")
    check_in("Measure:       Home on the day", shown, "the record")
    said = world.ash.verb("pdsa study", world.pdsa, "--happened", "As many", "--decision",
                          "abandon", expect=None)
    check_in("Say why it is abandoned", said.err, "no reason")
    world.ash.verb("pdsa study", world.pdsa, "--happened", "Three more", "--present", "9")
    check_in("studied, not decided yet", world.ash.verb("pdsa show", world.pdsa).out, "no decision")
    world.ash.verb("pdsa study", world.pdsa, "--comparison", "close", "--decision", "adopt")
    shown = world.ash.json("pdsa show", world.pdsa)["pdsa"]
    check_equal((shown["happened"], shown["state"], shown["studies"], shown["present"]),
                ("Three more", "adopted", 1, 9), "what was said before stays")
    listed = world.ash.verb("pdsa list", "Frailty").out
    check_in("PDSA 2  Three names on the board · planned · test 2 of a ramp", listed, "the list")


def test_what_holds():
    change = world.ash.json("change standardise", "Frailty", "--pdsa", world.pdsa, "--embedded",
                            "The rota")["id"]
    check_in("From PDSA 1, Therapist starts at 08:00", world.ash.verb("change list", "Frailty").out,
             "the list")
    world.ash.verb("change edit", change, "--dropped")
    shown = world.ash.json("change list", "Frailty")["changes"][0]
    check_equal((shown["embedded"], shown["dropped"]), ("The rota", True), "dropped")


def test_what_is_shown_is_drawn():
    world.ash.verb("driver draw", "Frailty", "-", "--present", "9", stdin=OUTLINE.encode())
    check_equal(outline(), OUTLINE, "the outline comes back")
    again = world.ash.verb("driver show", "Frailty").out
    world.ash.verb("driver draw", "Frailty", "-", stdin=again.encode())
    check_equal(outline(), OUTLINE, "and again, whole")
    shown = world.ash.json("driver show", "Frailty")["driver"][0]
    check_equal((shown["number"], shown["versions"]), (2, 1), "one replaces the other")
    said = world.ash.verb("driver draw", "Frailty", "-", stdin=b"Home\n  x [PDSA 9]\n", expect=None)
    check_in("line 2: this Big Room has no PDSA 9", said.err, "no such PDSA")
    said = world.ash.verb("driver draw", "Frailty", "-", stdin=b"Home\n  x [measure: y]\n",
                          expect=None)
    check_in("line 2: this Big Room has no measure called y", said.err, "no such measure")


def test_two_change_one_plan_offline():
    world.ash.sync()
    world.kim.sync()
    world.ash.verb("pdsa change", world.pdsa, "--title", "Ash's words")
    world.kim.verb("pdsa change", world.pdsa, "--title", "Kim's words")
    world.ash.sync()
    world.kim.sync()
    world.ash.sync()
    shown = world.ash.json("pdsa show", world.pdsa)
    check_equal((shown["pdsa"]["title"], shown["pdsa"]["plans"]), ("Ash's words", 2), "both stand")
    check_equal({plan["title"] for plan in shown["plans"] if plan["current"]},
                {"Ash's words", "Kim's words"}, "side by side")
    world.kim.verb("pdsa change", world.pdsa, "--title", "Their words")
    world.kim.sync()
    world.ash.sync()
    shown = world.ash.json("pdsa show", world.pdsa)["pdsa"]
    check_equal((shown["title"], shown["plans"], shown["question"]),
                ("Their words", 1, "Does it?"), "put together")


if __name__ == "__main__":
    world = World()
    check(world.room, "a room")
    run(cases_of(globals()), world.network.close)
