#!/usr/bin/env python3
"""test_watch.py - another academy sees what was agreed, and nothing else, nor does anybody else.

Bath has rooms whose every text is a mark. Leeds asks, Bath agrees to a part of it. What Leeds's
pages show (as HTML and as JSON) and what its files hold is searched for the marks, as are York's,
which is nobody in this; then each role tries each door.
"""

import datetime
import functools
import html
import json
import os
import re

from browser import Browser
from cases import cases_of, check_equal, check_in, run, together, wait_for
from network import Network, free_port

PASSWORD = "correct horse battery"
TOMORROW = str(datetime.date.today() + datetime.timedelta(days=1))
# What all roles of somebody together may not do, none of them may.
AT_BATH = ["coach,lead", "data_steward,faculty", "participant,sponsor"]
AT_LEEDS = ["faculty", "lead", "participant,sponsor,coach,data_steward"]
world = None


def mark():
    """Nothing that any escaping changes."""
    return "zq" + os.urandom(8).hex() + "zq"


class Site:
    def __init__(self, network, name):
        self.name = name
        self.academy = network.academy(name, start=False)
        self.plain = f"127.0.0.1:{free_port()}"
        self.people = {}
        self.run()

    def run(self):
        self.academy.start("--http", self.plain)
        wait_for("pages are served", lambda: Browser(self.plain).reachable())
        self.id = self.academy.id()

    def person(self, roles):
        """Somebody with these roles, signed in."""
        if roles not in self.people:
            browser = Browser(self.plain)
            path = "/" + self.academy.invitation(f"A {roles}", roles)[1].split("/", 3)[3]
            browser.get(path)
            name = f"{roles.replace(',', '-')}@{self.name}.test".lower()
            page = browser.post(path, name=name, password=PASSWORD, follow=False)
            check_equal(page.status, 303, f"{name} joins: {page}")
            self.people[roles] = browser
        return self.people[roles]

    def files(self):
        """All bytes that its folder holds."""
        whole = b""
        for folder, _, names in os.walk(self.academy.folder):
            for name in names:
                path = os.path.join(folder, name)
                if os.path.isfile(path):
                    with open(path, "rb") as file:
                        whole += file.read()
        return whole

    def group_seq(self, origin):
        """How far this academy holds the groups of that one."""
        return [stream["seq"] for stream in self.academy.status()["streams"]
                if stream["origin"] == origin and stream["audience"].startswith("group")]


class World:
    def __init__(self):
        self.network = Network()
        self.bath, self.leeds, self.york = (
            Site(self.network, name) for name in ("Bath", "Leeds", "York"))
        sites = (self.bath, self.leeds, self.york)
        for i, left in enumerate(sites):
            for right in sites[i + 1:]:
                self.network.peer(left.academy, right.academy)
        self.marks = {}
        # Everybody joins at once: one after the other is most of the time.
        together(lambda: None, *(functools.partial(site.person, roles)
                                 for site, all_roles in ((self.bath, AT_BATH),
                                                         (self.leeds, AT_LEEDS),
                                                         (self.york, ["faculty"]))
                                 for roles in all_roles))

    def mark(self, what):
        self.marks[what] = mark()
        return self.marks[what]

    def found_in(self, data):
        return sorted(what for what, text in self.marks.items()
                      if text.encode() in data or text.encode().hex().encode() in data)


def post(browser, place, path, **fields):
    browser.get(place)
    page = browser.post(path, follow=False, **fields)
    main = html.unescape(page.text.partition("<main")[2])
    check_equal(page.status, 303, f"POST {path}: {main[:1500]}")
    return page.headers["Location"]


def seen(browser):
    """What faculty are shown of Bath, as HTML and as JSON."""
    path = f"/academy/{world.bath.id}/progress"
    page = browser.get(path)
    check_equal(page.status, 200, f"{path}")
    return html.unescape(page.text), browser.json(path)


def rooms_seen():
    _, tree = seen(world.leeds.person("faculty"))
    return {room["name"]: room for at in tree["progress"] for room in at["rooms"]}


def test_bath_has_rooms():
    coach = world.bath.person("coach,lead")
    world.rooms = {}
    for room in ("shown", "kept"):
        name = world.mark(f"name of the {room} room")
        place = post(coach, "/rooms/new", "/rooms/new", name=name,
                     pathway=world.mark(f"pathway of the {room} room"),
                     purpose=world.mark(f"purpose of the {room} room"))
        world.rooms[room] = place.rsplit("/", 1)[1]
        post(coach, f"{place}/quiet", f"{place}/quiet",
             reason=world.mark(f"why the {room} room is quiet"))
        asked = re.search(r'<option value="([0-9a-f]{32})"', coach.get(f"{place}/roadblocks").text)
        post(coach, f"{place}/roadblocks", f"{place}/roadblocks", sponsor=asked[1],
             title=world.mark(f"roadblock of the {room} room"),
             text=world.mark(f"what stops the {room} room"))
        post(coach, f"{place}/themes", f"{place}/themes",
             title=world.mark(f"theme of the {room} room"))
        post(coach, "/measures/new", "/measures/new", audience=f"room:{world.rooms[room]}",
             room=world.rooms[room], title=world.mark(f"measure of the {room} room"))
    place = post(coach, "/cohorts/new", "/cohorts/new", name=world.mark("name of the cohort"),
                 starts="2026-01-08", about=world.mark("about of the cohort"), audience="academy")
    world.cohort = place.rsplit("/", 1)[1]
    for site in (world.leeds, world.york):
        post(coach, "/visits/new", "/visits/new", to_academy=site.id, date=TOMORROW,
             occasion=world.mark(f"occasion of the visit to {site.name}"), planned="true",
             audience="academy")


def test_nothing_leaves_before_it_is_agreed():
    faculty = world.leeds.person("faculty")
    path = f"/academy/{world.bath.id}/progress"
    text, tree = seen(faculty)
    check_in("They show us nothing", text, "before anybody asked")
    check_equal(tree["progress"], [], "progress")
    world.asked = world.mark("why Leeds asks")
    post(faculty, path, f"{path}/ask", parts="rooms_meeting", reason=world.asked)
    lead = world.bath.person("coach,lead")
    wait_for("Bath hears that it is asked",
             lambda: world.asked in html.unescape(lead.get(f"/watch/{world.leeds.id}").text))
    check_equal(world.found_in(world.leeds.files()), ["why Leeds asks"], "at Leeds")
    check_equal(world.found_in(world.york.files()), [], "at York")


def test_exactly_what_is_agreed_is_seen():
    lead = world.bath.person("coach,lead")
    place = f"/watch/{world.leeds.id}"
    check_in("Which Big Rooms meet", lead.get(place).text, "the form")
    post(lead, place, f"{place}/agree", parts="rooms_meeting", only_chosen="true",
         rooms=world.rooms["shown"], reason=world.mark("what Bath says"))
    agreed = {"name of the shown room", "pathway of the shown room", "why the shown room is quiet",
              "what Bath says", "why Leeds asks"}
    wait_for("Leeds sees it", rooms_seen)
    text, tree = seen(world.leeds.person("faculty"))
    for what in agreed:
        check_in(world.marks[what], text, what)
    (room,) = rooms_seen().values()
    check_equal((room["stage"], room["measures"], room["special_causes"], room["roadblocks"]),
                (None, None, None, None), "what was not agreed")
    check_equal(tree["progress"][0]["questions"], None, "questions")
    both = text.encode() + json.dumps(tree).encode()
    check_equal(set(world.found_in(both)), agreed, "on the pages of Leeds")
    check_equal(set(world.found_in(world.leeds.files())), agreed, "in the files of Leeds")
    check_equal(world.found_in(world.york.files()), [], "in the files of York")
    check_equal(world.york.group_seq(world.bath.id), [], "groups at York")


def test_bath_sees_the_same_and_who_looked():
    lead = world.bath.person("coach,lead")
    text = wait_for("Bath hears who looked", lambda: looked(lead))
    check_in(world.marks["why the shown room is quiet"], text, "exactly what they see")
    check_equal(text.count("a member of Leeds"), 1, "once a day and person")


def looked(lead):
    text = html.unescape(lead.get(f"/watch/{world.leeds.id}").text)
    return "a member of Leeds" in text and text


def test_each_role_at_each_door():
    agreed = world.marks["name of the shown room"]
    for role in AT_LEEDS:
        page = world.leeds.person(role).once("GET", f"/academy/{world.bath.id}/progress")
        check_equal(page.status, 403 if "sponsor" in role else 200, f"{role} at Leeds")
        check_equal(agreed in page.text, "sponsor" not in role, f"what a {role} sees at Leeds")
    for role in AT_BATH:
        page = world.bath.person(role).once("GET", f"/watch/{world.leeds.id}")
        check_equal(page.status, 403 if "sponsor" in role else 200, f"{role} at Bath")
        if role != "coach,lead":
            page = world.bath.person(role).post(f"/watch/{world.leeds.id}/agree", follow=False)
            check_equal(page.status, 403, f"a {role} agrees for Bath")
    page = world.york.person("faculty").once("GET", f"/academy/{world.bath.id}/progress")
    check_equal((page.status, agreed in page.text), (200, False), "faculty at York")


def test_more_is_agreed_and_numbers_come():
    lead = world.bath.person("coach,lead")
    place = f"/watch/{world.leeds.id}"
    lead.get(place)
    body = (f"_token={lead.token}&parts=open_questions&parts=special_causes&parts=roadmap_stages"
            "&parts=cohort_progress&parts=waiting_visits&only_chosen=false")
    check_equal(lead.once("POST", f"{place}/agree", body).status, 303, "agreed anew")
    wait_for("two rooms", lambda: len(rooms_seen()) == 2)
    for name, room in rooms_seen().items():
        check_equal((room["stage"], room["measures"], room["special_causes"], room["roadblocks"],
                     room["last_met"], room["explained"]),
                    ("themes", 1, 0, 1, None, None), f"what is told of {name}")
    text, tree = seen(world.leeds.person("faculty"))
    (told,) = tree["progress"]
    check_equal([{**cohort} for cohort in told["cohorts"]],
                [{"cohort": world.cohort, "name": world.marks["name of the cohort"], "pairs": 0,
                  "days_held": 0, "next_day": None, "skills_used": 0}], "cohorts")
    occasion = world.marks["occasion of the visit to Leeds"]
    check_equal([visit["text"] for visit in told["visits"]], [f"{TOMORROW}: {occasion}"], "visits")
    for what in ("name of the cohort", "occasion of the visit to Leeds"):
        check_in(world.marks[what], text, what)
    never = {what for what in world.marks
             if what.split()[0] in ("roadblock", "what", "theme", "measure", "purpose",
                                 "about")
             and what != "what Bath says"}
    never |= {"why the kept room is quiet", "occasion of the visit to York"}
    check_equal(never & set(world.found_in(world.leeds.files())), set(), "in the files of Leeds")


def test_nothing_is_said_twice():
    before = world.leeds.group_seq(world.bath.id)
    world.bath.academy.stop()
    world.bath.run()
    check_equal(len(before), 1, "groups of Bath at Leeds")
    world.bath.person("coach,lead").get("/watch")
    check_equal(world.leeds.group_seq(world.bath.id), before, "records of the group")


def test_it_ends():
    lead = world.bath.person("coach,lead")
    place = f"/watch/{world.leeds.id}"
    post(lead, place, f"{place}/end")
    wait_for("Leeds sees nothing", lambda: not rooms_seen())
    text, _ = seen(world.leeds.person("faculty"))
    check_in("They show us nothing", text, "when it has ended")
    check_equal(world.found_in(world.york.files()), [], "in the files of York")
    for site in (world.bath, world.leeds):
        check_equal(site.academy.verify()["faults"], 0, f"the logs of {site.name}")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
