#!/usr/bin/env python3
"""test_room.py - a Big Room walked along its roadmap at two devices without a network, and what
others see of it then. One real academy, three clients.
"""

from cases import cases_of, check, check_equal, check_in, run
from network import Network

world = None


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath")
        self.ash = self.network.client(self.bath, "Ash", "coach")
        self.kim = self.network.client(self.bath, "Kim", "coach")
        self.ruth = self.network.client(self.bath, "Ruth", "sponsor")
        for client in (self.ash, self.kim, self.ruth):
            client.sync()
        self.room = self.ash.json("room", "open", "--name", "Frailty", "--pathway", "Frailty",
                                  "--weekday", "4", "--starts", "08:30")["id"]
        self.ash.verb("room", "appoint", "Frailty", "--clinical", "Ash", "--flow", "Kim")
        self.ash.sync()
        self.kim.sync()
        self.ruth.sync()
        self.ids = {}

    def add(self, client, *words):
        self.ids[words[0]] = client.json(*words)["id"]
        return self.ids[words[0]]


def stage(client):
    return [s["stage"] for s in client.json("stage", "show", "Frailty")["stages"] if s["here"]]


def test_a_room_is_walked_along_without_a_network():
    ash = world.ash
    check_equal(stage(ash), ["pre_phase"], "a new room")
    world.add(ash, "stakeholder", "add", "Frailty", "GP", "--expects", "to be asked")
    ash.verb("five-vs", "write", "Frailty", "--value", "time at home", "--present", "9")
    world.add(ash, "theme", "add", "Frailty", "Waiting")
    world.add(ash, "aim", "add", "Frailty", "global", "home on the day")
    world.add(ash, "idea", "add", "Frailty", "A therapist", "--theme", world.ids["theme"])
    ash.verb("idea", "vote", world.ids["idea"], "2")
    check_equal(stage(ash), ["change_ideas"], "as what exists says")
    ash.verb("stage", "set", "Frailty", "five_vs", "--reason", "new people")
    check_equal(stage(ash), ["five_vs"], "as the room says")
    ash.verb("stage", "follow", "Frailty")
    check_equal(stage(ash), ["change_ideas"], "and again as what exists says")
    ash.verb("five-vs", "write", "Frailty", "--vision", "no hurry")
    five = ash.json("five-vs", "show", "Frailty")["versions"]
    check_equal([(v["value"], v["vision"], v["current"]) for v in five],
                [("time at home", "no hurry", True), ("time at home", None, False)],
                "what is not said anew stays, and so does what was before")
    refused = ash.verb("idea", "vote", world.ids["idea"], "4", expect=None)
    ash.sync()
    check_in("0 to 3 votes", ash.verb("outbox").out + refused.out + refused.err, "too many votes")


def test_two_change_one_thing_and_a_third_puts_it_together():
    world.kim.sync()
    world.ash.verb("theme", "change", world.ids["theme"], "--title", "Waiting for a bed")
    world.kim.verb("theme", "change", world.ids["theme"], "--title", "Waiting for a decision")
    world.kim.verb("idea", "vote", world.ids["idea"], "3")
    for client in (world.ash, world.kim, world.ash):
        client.sync()
    for client in (world.ash, world.kim):
        check_equal([t["versions"] for t in client.json("theme", "list", "Frailty")["themes"]], [2],
                    "both stand side by side")
        check_equal([i["votes"] for i in client.json("idea", "list", "Frailty")["ideas"]], [5],
                    "the votes of both")
    world.ash.verb("theme", "change", world.ids["theme"], "--title", "Waiting")
    for client in (world.ash, world.kim):
        client.sync()
        theme, = client.json("theme", "list", "Frailty")["themes"]
        check_equal((theme["title"], theme["versions"]), ("Waiting", 1), "put together")


def test_a_sponsor_is_asked_and_answers():
    roadblock = world.add(world.ash, "roadblock", "ask", "Frailty", "Bed meeting",
                          "--sponsor", "Ruth")
    world.ash.sync()
    world.ruth.sync()
    check_in("Bed meeting", world.ruth.verb("roadblock", "list").out, "what Ruth is asked")
    asked = [client.json("roadblock", "show", roadblock)["roadblock"]["author_name"]
             for client in (world.ruth, world.ash)]
    check_equal(asked, [None, "Ash"], "who asks, as named outside the room and in it")
    world.ruth.verb("roadblock", "answer", roadblock, "moved", "it is at eight")
    world.ruth.sync()
    world.ash.sync()
    closed, = world.ash.json("roadblock", "list", "Frailty")["closed"]
    check_equal((closed["outcome"], closed["answer"]), ("moved", "it is at eight"), "the answer")


def test_a_room_is_handed_over_and_its_pairs_are_kept():
    world.ash.verb("room", "change", "Frailty", "--place", "Room 4")
    world.ash.verb("room", "appoint", "Frailty", "--clinical", "Kim", "--flow", "Ash", "--from",
                   "2027-01-07")
    room = world.ash.json("room", "show", "Frailty")["room"]
    check_equal((room["place"], room["starts"]), ("Room 4", "08:30"), "the room")
    world.ash.sync()
    pairs = world.ash.json("room", "people", "Frailty")["pairs"]
    check_equal([(p["clinical_coach_name"], p["current"]) for p in pairs],
                [("Kim", True), ("Ash", False)], "its coach pairs, the newest first")


def test_outside_the_room_nobody_is_named_but_its_coaches():
    shown = world.ruth.verb("room", "people", "Frailty").out
    check_in("2; its members see who", shown, "the room's people, to a sponsor")
    check("time at home" not in world.ruth.verb("room", "show", "Frailty").out, "5Vs leak")
    check_equal(world.ruth.json("room", "people", "Frailty")["members"], [], "members")
    check(world.ruth.verb("stage", "show", "Frailty", expect=None).code != 0, "the roadmap leaks")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
