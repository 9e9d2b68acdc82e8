#!/usr/bin/env python3
"""test_hour.py - one hour on two laptops without a network: nothing is lost, both see what
happened. Then it is scored by strangers on phones, each page once. A real academy, two clients.
"""

import re

from browser import Browser
from cases import cases_of, check, check_equal, check_in, run, wait_for
from network import Network, free_port

world = None


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath", start=False)
        self.plain = f"127.0.0.1:{free_port()}"
        self.bath.start("--http", self.plain)
        wait_for("pages are served", lambda: Browser(self.plain).reachable())
        self.ash = self.network.client(self.bath, "Ash")
        self.kim = self.network.client(self.bath, "Kim")
        self.ash.sync()
        self.room = self.ash.json("room", "open", "--name", "Frailty", "--pathway", "Frailty")["id"]
        self.ash.verb("room add", self.room, self.kim.status()["member"])
        self.meeting = self.ash.json("meeting plan", self.room, "--starts", "08:30")["id"]
        self.ash.sync()
        self.kim.sync()
        wait_for("the room is there", self.has_meeting)

    def has_meeting(self):
        self.kim.sync()
        return self.kim.verb("meeting show", self.meeting, expect=None).code == 0

    def shown(self, client=None):
        return (client or self.ash).json("meeting show", self.meeting)["meeting"]


def texts(rows):
    return sorted(row["text"] for row in rows)


def test_two_laptops_without_a_network():
    world.bath.stop()
    world.ash.verb("meeting start", world.meeting)
    world.ash.verb("meeting change", world.meeting, "--item", "Story:10", "--item", "Data:50")
    world.ash.verb("meeting decide", world.meeting, "Three names stays")
    action = world.ash.json("meeting act", world.meeting, "Ring them")["id"]
    world.ash.verb("action done", action, "--note", "they come")
    world.kim.verb("meeting change", world.meeting, "--item", "All of it:60")
    world.kim.verb("meeting decide", world.meeting, "Bed meeting moves", "--committee", "board")
    world.kim.verb("meeting note", world.meeting, "Six of seven")
    check_equal(len(world.shown(world.kim)["agenda"]), 1, "items at Kim's")
    check_equal([item["title"] for item in world.shown()["agenda"]], ["Story", "Data"], "at Ash's")


def test_nothing_is_lost_and_both_see_it():
    world.bath.start("--http", world.plain)
    for client in (world.ash, world.kim, world.ash):
        client.sync()
    both = [world.shown(client) for client in (world.ash, world.kim)]
    check_equal(both[0], both[1], "what Ash and Kim see")
    seen = both[0]
    check_equal(seen["versions"], 2, "agendas side by side")
    check_equal(seen["state"], "running", "the hour")
    check_equal(texts(seen["decisions"]), ["Bed meeting moves", "Three names stays"], "decided")
    check_equal([(a["text"], a["state"], a["note"]) for a in seen["actions"]],
                [("Ring them", "done", "they come")], "who does what")
    check_equal(texts(seen["notes"]), ["Six of seven"], "notes")
    check_in("Two agendas stand side by side",
             world.kim.verb("meeting show", world.meeting).out, "as text")
    world.kim.verb("meeting change", world.meeting, "--item", "Story:10", "--item", "All:50")
    world.kim.sync()
    world.ash.sync()
    check_equal(world.shown()["versions"], 1, "agendas when they were put together")


def phone(link):
    """A page of somebody whom nobody knows, and its ticket."""
    browser = Browser(world.plain)
    page = browser.get(link)
    found = re.search(r'name="ticket" value="([0-9a-f]{32})"', page.text)
    return browser, page, found and found[1]


def test_strangers_score_each_page_once():
    opened = world.ash.json("meeting scoring", world.meeting)["id"]
    world.ash.sync()
    link = f"/s/{opened[-8:]}"
    check_equal(phone("/s/00000000")[1].status, 404, "a code that is none")
    for score in (7, 8, 9, 8):
        browser, page, ticket = phone(link)
        check_equal(page.status, 200, "the page of a phone")
        page = browser.post(link, ticket=ticket, score=str(score), good="on time")
        check_in("Thank you", page.text, "after a score")
        again = browser.post(link, ticket=ticket, score="1")
        check_equal(again.status, 422, "the same page sent again")
    browser, page, ticket = phone(link)
    check_equal(browser.post(link, ticket="0" * 32, score="8").status, 422, "a ticket of one's own")
    refused = browser.post(link, ticket=ticket, good="no number")
    check_in("Choose a number from 1 to 10.", refused.text, "without a number")
    check_in("no number", refused.text, "what was written is kept")
    check_equal(browser.post(link, ticket=ticket, score="8",
                             good="the patient 999 483 7567").status, 422, "a patient's number")
    world.ash.verb("meeting score", world.meeting, "8")
    world.ash.sync()
    seen = world.shown()
    check_equal((seen["scores"], seen["mean"]), (5, None), "scores while scoring is open")
    world.ash.verb("meeting end", world.meeting)
    world.ash.sync()
    seen = world.shown()
    check_equal((seen["scores"], seen["mean"]), (5, 8.0), "scores of an hour that is over")
    check_equal(sorted(s["score"] for s in seen["scores_given"]), [7, 8, 8, 8, 9], "each score")
    check_equal(phone(link)[1].status, 404, "the link when the hour is over")
    check(world.bath.verify()["faults"] == 0, "the log")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
