#!/usr/bin/env python3
"""test_measures.py - a measure from its definition to another academy: entered in a browser without
script, corrected, taken back, shared onwards, ended. Two real academies and a client.
"""

import re

from browser import Browser
from cases import cases_of, check, check_equal, check_in, run, wait_for
from network import Network, free_port

PASSWORD = "walnut ferry gloves"
world = None


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath", start=False)
        self.leeds = self.network.academy("Leeds", start=False)
        self.plain = {}
        for academy in (self.bath, self.leeds):
            self.plain[academy] = f"127.0.0.1:{free_port()}"
            academy.start("--http", self.plain[academy])
        self.network.peer(self.bath, self.leeds)
        wait_for("pages are served", lambda: Browser(self.plain[self.bath]).reachable())
        self.sian = self.member(self.bath, "Sian", "coach,data_steward")
        self.priya = self.member(self.bath, "Priya", "participant")
        self.priya.get("/since")
        self.cara = self.member(self.leeds, "Cara", "coach")
        self.ash = self.network.client(self.bath, "Ash")
        self.measure = None

    def member(self, academy, name, roles):
        browser = Browser(self.plain[academy])
        path = "/" + academy.invitation(name, roles)[1].split("/", 3)[3]
        browser.get(path)
        page = browser.post(path, name=f"{name.lower()}@here.test", password=PASSWORD, follow=False)
        check_equal(page.status, 303, f"{name} joins: {page}")
        return browser

    def shown(self, browser=None):
        return (browser or self.sian).json(f"/measure/{self.measure}")["measure"]

    def points(self, browser=None, measure=None):
        page = (browser or self.sian).json(f"/measure/{measure or self.measure}")
        return {point["date"]: point["value"] for point in page["measure"]["points"]}

    def copy(self):
        """The network's copy as Leeds has it, or nothing."""
        found = [m for m in self.cara.json("/measures")["measures"]
                 if m["copy_of"] == self.measure]
        return found[0]["id"] if found else None


def form(path, expect=303, browser=None, **fields):
    browser = browser or world.sian
    browser.get(path.split("?", maxsplit=1)[0] if "undo" not in path else path)
    page = browser.post(path, follow=False, **fields)
    words = " ".join(re.sub("<[^>]*>", " ", page.text).split())
    check_equal(page.status, expect, f"{path} {fields}: {words[-1500:]}")
    return page


def of_measure(what):
    return f"/measure/{world.measure}/{what}"


def test_a_measure_is_defined():
    page = form("/measures/new", 422, title="", definition="kept words", target="many")
    check_in('href="#field-target"', page.text, "the target is named")
    check_in("kept words", page.text, "what was written")
    page = form("/measures/new", 422, title="NHS 999 483 7567")
    check_in("looks like an NHS number", page.text, "no patients")
    page = form("/measures/new", title="Falls", unit="%", numerator="fell", denominator="all",
                role="outcome", direction="decrease", target="5", frequency="week")
    world.measure = page.headers["Location"].rsplit("/", 1)[1]
    measure = world.shown()
    check_equal((measure["title"], measure["target"], measure["frequency"]), ("Falls", 5, "week"),
                "as defined")


def test_one_point_takes_a_minute():
    page = form(of_measure("add"), 422, date="30/2/2026", value="1,5", note="kept note")
    for words in ("does not exist", "comma", 'href="#field-date"', 'href="#field-value"',
                  "kept note"):
        check_in(words, page.text, "an error")
    page = form(of_measure("add"), 422, date="2/11/2026")
    check_in("Give the value", page.text, "neither a value nor missing")
    page = form(of_measure("add"), date="2/11/2026", numerator="10", denominator="40")
    check_in("after_ms=", page.headers["Location"], "can be taken back")
    form(of_measure("add"), date="9 Nov 2026", missing="true")
    page = form(of_measure("add"), 422, date="2026-11-09", value="3")
    check_in("has a point already", page.text, "no second one")
    check_equal(world.points(), {"2026-11-02": 25, "2026-11-09": None}, "points")
    page = world.sian.get(of_measure("add"))
    check_in('value="2026-11-16"', page.text, "the next date is offered")


def test_many_are_pasted():
    rows = "16/11/2026\t30\n23/11/2026\t1,200\n30/11/2026\t6\twet floor\n2/11/2026\t25\n" \
           "2/11/26\t9\n31/11/2026\t5\n"
    page = form(of_measure("paste"), 200, rows=rows, _step="look")
    for words in ("comma", "stands in line 4", "31/11/2026 does not exist", "Save 2 points",
                  "wet floor", "1 is there already"):
        check_in(words, page.text, "the preview")
    page = form(of_measure("paste"), 422, rows=rows, _step="save")
    check_in("left out", page.text, "bad rows are not passed over silently")
    check_equal(len(world.points()), 2, "nothing saved yet")
    page = form(of_measure("paste"), rows=rows, _step="save", skip_bad="true")
    check_equal(world.points(), {"2026-11-02": 25, "2026-11-09": None, "2026-11-16": 30,
                                 "2026-11-30": 6}, "saved")
    undo = of_measure("undo") + "?" + page.headers["Location"].split("?")[1].split("#")[0]
    check_in("30 Nov 2026", world.sian.get(undo).text, "what would be taken back")
    form(undo)
    check_equal(sorted(world.points()), ["2026-11-02", "2026-11-09"], "as before")
    form(of_measure("paste"), rows=rows, _step="save", skip_bad="true")
    check_equal(len(world.points()), 4, "and again")
    page = form(of_measure("paste"), 422, rows="date,value\n", _step="save")
    check_in("nothing new", page.text, "nothing to save")


def test_a_point_is_corrected():
    page = form(of_measure("correct"), 422, date="2026-11-09", value="3")
    check_in("Say why", page.text, "no reason")
    form(of_measure("correct"), date="2026-11-09", value="3", reason="late forms")
    point = [p for p in world.shown()["points"] if p["date"] == "2026-11-09"][0]
    check_equal([h["value"] for h in point["history"]], [None, 3], "its history")
    form(of_measure("rebase"), 422, date="2026-11-16")
    form(of_measure("rebase"), date="2026-11-16", reason="new bays")
    form(of_measure("event"), date="2026-11-10", title="Strike")
    page = world.shown()
    check_equal([r["reason"] for r in page["rebases"]], ["new bays"], "rebases")
    check_equal([a["title"] for a in page["annotations"]], ["Strike"], "annotations")
    form(of_measure("change"), title="Falls on wards", unit="%", numerator="fell",
         denominator="all", direction="decrease", frequency="week", fix_after="12",
         reason="wards only")
    page = world.shown()
    check_equal([v["title"] for v in page["versions"]], ["Falls on wards", "Falls"], "versions")
    check_equal(page["fix_after"], 12, "chart options")


def test_what_leaves_is_shown_first():
    form(of_measure("add"), date="7/12/2026", numerator="3", denominator="40")
    page = world.sian.get(of_measure("share"))
    check_in("fewer than 5", page.text, "a small count")
    check("Wet floor" not in page.text and "wet floor" not in page.text, "a note leaves unasked")
    check_equal(world.copy(), None, "nothing has left")
    form(of_measure("share"), shared="true", follows="true", pathway="Frailty",
         upto=str(world.sian.json(of_measure("share"))["measure"]["seen"]))
    wait_for("the copy is at Leeds", lambda: world.copy() and
             len(world.points(world.cara, world.copy())) == 5)
    there = world.cara.json(f"/measure/{world.copy()}")
    there = there["measure"]
    points = {p["date"]: p for p in there["points"]}
    check_equal(points["2026-12-07"]["value"], None, "the small count")
    check_equal(points["2026-12-07"]["note"], "fewer than 5", "why it is missing")
    check_equal(points["2026-11-30"]["note"], None, "notes stay")
    check_equal((there["title"], there["pathway"]),
                ("Falls on wards", "Frailty"), "the definition")
    wait_for("rebases follow", lambda: [r["reason"] for r in world.cara.json(
        f"/measure/{world.copy()}")["measure"]["rebases"]] == ["new bays"])


def test_what_comes_later_follows():
    form(of_measure("correct"), date="2026-11-16", value="31", reason="a secret reason")
    form(of_measure("add"), date="14/12/2026", value="8")
    form(of_measure("correct"), date="2026-11-30", taken_back="true", reason="wrong ward")
    wait_for("the copy follows", lambda: world.points(world.cara, world.copy()) == {
        "2026-11-02": 25, "2026-11-09": 3, "2026-11-16": 31, "2026-12-07": None,
        "2026-12-14": 8})
    text = world.cara.get(f"/measure/{world.copy()}").text
    check("secret" not in text, "the reason of a correction leaves")
    check_in("Shared onwards with the network", world.sian.get(f"/measure/{world.measure}").text,
             "people are told")
    priya = world.priya.get("/since").text
    check_in("Shared onwards with the network, Sian", priya, "since you were here")
    page = world.cara.get(f"/measures/compare?id={world.copy()}")
    check_in("Bath", page.text, "side by side")


def test_a_threshold_counts_for_what_is_there():
    form("/measures/small-numbers", 422, below="many")
    form("/measures/small-numbers", below="11")
    wait_for("a count that is small now goes", lambda: world.points(world.cara, world.copy())
             ["2026-11-02"] is None)


def test_a_client_confirms_without_a_network():
    ash = world.ash
    mine = ash.json("measure define", "--academy", "--title", "Offline", "--counts")["id"]
    ash.verb("measure add", mine, "2026-11-02", "40")
    ash.verb("measure add", mine, "2026-11-09", "2")
    ash.verb("measure change", mine, "--title", "Offline, changed", "--reason", "clearer")
    ash.verb("measure rebase", mine, "2026-11-09", "--reason", "new rota")
    ash.verb("measure event", mine, "2026-11-10", "Strike")
    ash.verb("measure share", mine, "--follow", "--yes")
    ash.sync()

    def copied():
        found = [m for m in world.cara.json("/measures")["measures"] if m["copy_of"] == mine]
        return found and world.points(world.cara, found[0]["id"]) == {"2026-11-02": 40,
                                                                     "2026-11-09": None}
    wait_for("the server carries it out", copied)
    ash.verb("measure unshare", mine, "--reason", "enough")
    ash.sync()
    shown = ash.json("measure show", mine)
    check_equal([s["shared"] for s in shown["measure"]["sharing"]], [False, True], "its people")


def test_it_can_be_ended():
    form(of_measure("share"), shared="false", reason="agreed so")
    form(of_measure("add"), date="21/12/2026", value="12")
    before = world.points(world.cara, world.copy())
    page = form("/measures/new", title="A fence")  # once that is copied, the other was looked at
    fence = page.headers["Location"].rsplit("/", 1)[1]
    form(f"/measure/{fence}/add", date="21/12/2026", value="12")
    form(f"/measure/{fence}/share", shared="true", follows="false")
    wait_for("the fence is copied", lambda: [
        m for m in world.cara.json("/measures")["measures"]
        if m["copy_of"] == fence and m["points"] == 1])
    world.network.wait_equal([world.bath, world.leeds], streams=2)
    check("2026-12-21" not in world.points(world.cara, world.copy()), "it goes on")
    check_equal(world.points(world.cara, world.copy()), before, "what was shared stays")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
