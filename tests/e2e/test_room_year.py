#!/usr/bin/env python3
"""test_room_year.py - a whole year of a Big Room: 45 hours, 12 measures, 20 PDSAs, told by two
coaches on two devices through the forms of their pages and the client's verbs, half of it while
their academy cannot be reached. Then both devices have all of it, and another academy has exactly
what was shared.
"""

import datetime
import html.parser
import json
import os
import urllib.parse

from browser import Browser
from cases import cases_of, check, check_equal, check_in, run, say, wait_for
from network import Network, free_port, programs_folder

HOURS, MEASURES, TESTS, OFFLINE_FROM = 45, 12, 20, 22
ROLES = ("GP", "therapist", "ward nurse")
FIRST = datetime.date(2025, 12, 4)
world = None


def day(week):
    return (FIRST + datetime.timedelta(weeks=week)).isoformat()


def line(kind, to, ref=None, **message):
    return json.dumps({"kind": kind, "to": to, "message": message, **({"ref": ref} if ref else {})})


class Form(html.parser.HTMLParser):
    """What a browser would send of the form with this action: names and values as they stand."""

    def __init__(self, text, action):
        super().__init__()
        self.action, self.inside, self.fields, self.area = action, False, {}, None
        self.choice = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self.inside = a.get("action", "").split("?")[0] == self.action
        if not self.inside or not (a.get("name") or tag == "option"):
            return
        if tag == "textarea":
            self.area = a["name"]
            self.fields[self.area] = ""
        elif tag == "select":
            self.choice = a["name"]
            self.fields[self.choice] = ""
        elif tag == "option" and self.choice and "selected" in a:
            self.fields[self.choice] = a.get("value", "")
        elif tag == "input" and (a.get("type") not in ("checkbox", "radio") or "checked" in a):
            self.fields[a["name"]] = a.get("value", "on")

    def handle_data(self, text):
        if self.area:
            self.fields[self.area] += text

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        elif tag == "select":
            self.choice = None
        elif tag == "form":
            self.inside = False


class Coach:
    """One coach at one device: its pages in a browser without script, and its verbs."""

    def __init__(self, academy, name):
        self.client = world.network.client(academy, name, "coach,lead")
        self.client.sync()
        self.name = name
        self.forms = {}

    def start(self):
        """Stay connected, as far as there is anybody to be connected to."""
        at = f"127.0.0.1:{free_port()}"
        self.client.launch([os.path.join(programs_folder(), "bigroom"), "run", "--dir",
                            self.client.folder, "--http", at])
        wait_for("the device runs", self.client.listens)
        self.browser = Browser(at)
        key = self.client.ask("pages")["address"]
        check_equal(self.browser.get(key[key.index("/enter/"):]).status, 200, "its pages open")

    def send(self, page, known=False, **fields):
        """Load [page], fill in its form, send it; the id in the address behind it. [known]: a page
        of its kind was loaded before, and its form is the same."""
        kind = page.rsplit("/", 1)[1]
        if not known or kind not in self.forms:
            self.forms[kind] = Form(self.browser.get(page).text, page).fields
            check(self.forms[kind], f"no form on {page}")
        sent = {**self.forms[kind],
                **{name.replace("__", "."): value for name, value in fields.items()}}
        answer = self.browser.once("POST", page, encoded(sent))
        check(answer.status == 303, f"{self.name}, {page}: {answer.status} {answer.text[:3000]}")
        return answer.headers["Location"].split("#")[0].split("?")[0].split("/")[2]

    def batch(self, *lines):
        """Lines for the client's own batch verb."""
        world.batches += 1
        return self.client.asked("batch", "-", "--name", f"{self.name} {world.batches}", "--json",
                                 stdin=("\n".join(lines) + "\n").encode()).json()["ids"]

    def page(self, path):
        return self.browser.json(path)


def encoded(fields):
    return urllib.parse.urlencode({name: value for name, value in fields.items()
                                   if value is not None})


class World:
    def __init__(self):
        self.network = Network()
        self.batches = 0
        self.private, self.shared = [], []  # marks that stay, and marks that leave

    def begin(self):
        self.larkfield = self.network.academy("Larkfield")
        self.oakhaven = self.network.academy("Oakhaven")
        self.network.peer(self.larkfield, self.oakhaven)
        self.amina, self.tom = Coach(self.larkfield, "Amina"), Coach(self.larkfield, "Tom")
        self.noor = self.network.client(self.oakhaven, "Noor", "coach,lead")
        self.amina.start()
        self.tom.start()

    def stays(self, text):
        """A text with a mark that must not leave."""
        mark = f"{text} q{len(self.private):04d}-{os.urandom(6).hex()}"
        self.private.append(mark[mark.rindex(" ") + 1:])
        return mark

    def leaves(self, text):
        mark = f"{text} z{len(self.shared):04d}-{os.urandom(6).hex()}"
        self.shared.append(mark[mark.rindex(" ") + 1:])
        return mark


def test_a_room_is_set_up():
    world.begin()
    amina, tom = world.amina, world.tom
    me, other = amina.client.ask("status")["member"], tom.client.ask("status")["member"]
    world.purpose, world.aim = world.leaves("Home the same day"), world.leaves("From 22% to 38%")
    world.theme = world.leaves("Decisions come late, and letters")
    purpose = f"{world.purpose}. {world.stays('On ward 4')}"
    world.kept = world.private[-1]
    measures = [line("measure_defined", "room:$room", f"m{i}", room="$room", frequency="weekly",
                     title=(world.leaves if i < 2 else world.stays)(f"Measure {i}"))
                for i in range(MEASURES)]
    world.ids = amina.batch(
        line("room_opened", "academy", "room", name="Frailty", pathway="Frailty", weekday=4,
             starts="08:30", purpose=purpose),
        line("coach_pair_appointed", "academy", room="$room", clinical_coach=me, flow_coach=other),
        *[line("stakeholder_set", "room:$room", role=role, expects=world.stays("Expects"))
          for role in ROLES],
        line("five_vs_written", "room:$room", date=day(0), value=world.stays("Value"), present=14),
        line("theme_set", "room:$room", title=world.theme),
        *measures,
        line("aim_set", "room:$room", scope="specific", text=world.aim, measure="$m0"))
    world.room = world.ids["room"]
    wait_for("Tom has the room", lambda: any(
        room["mine"] for room in tom.page("/rooms")["rooms"]))


def hold(coach, week):
    """One weekly hour: prepared, told, counted, scored, ended."""
    room = f"/room/{world.room}"
    meeting = coach.send(f"{room}/prepare", date=day(week), starts="08:30", minutes="60")
    if week % 3 == 0:
        coach.send(f"/meeting/{meeting}/story", known=True, theme=world.stays(f"Story {week}"),
                   consent=None, words=None)
    coach.send(f"/meeting/{meeting}/attend", known=True,
               **{f"roles__{i + 1}__role": role for i, role in enumerate(ROLES)},
               **{f"roles__{i + 1}__count": str((week + i) % 3) for i in range(len(ROLES))})
    at = f"room:{world.room}"
    coach.batch(line("decision_made", at, meeting=meeting, text=world.stays(f"Decided {week}")),
                line("action_set", at, meeting=meeting, text=world.stays(f"Action {week}")),
                *[line("points_recorded", at, measure=world.ids[f"m{i}"],
                       points=[{"date": day(week), "value": 20 + (week * (i + 3)) % 17}])
                  for i in range(MEASURES)],
                *[line("meeting_scored", at, meeting=meeting, score=6 + (week + k) % 4,
                       from_paper=True) for k in range(6)])
    coach.send(f"/meeting/{meeting}/end", known=True, held="true", reason=None)
    return meeting


def plan(coach, number, week):
    """A small test, planned through its form; every second one is studied at once."""
    text = world.leaves if number in (0, 1) else world.stays
    pdsa = coach.send(f"/room/{world.room}/pdsas/new", title=text(f"Test {number}"),
                      question=text("Does it"), prediction=text("Four more a week"),
                      plan=world.stays("On ward 4"), starts=day(week), study_on=day(week + 3),
                      measure=world.ids["m0"])
    if number % 2 == 0 or number == 1:
        coach.send(f"/pdsa/{pdsa}/study", date=day(week + 3), done=world.stays("Eighteen days"),
                   happened=text("Three more a week"), comparison="close",
                   learned=text("Mondays differ"), decision="abandon" if number == 0 else "adopt",
                   reason=text("Nine minutes a patient") if number == 0 else None)
    return pdsa


def test_a_year_is_told_half_of_it_without_the_academy():
    world.meetings, world.pdsas = [], []
    for week in range(HOURS):
        coach = world.amina if week % 4 < 2 else world.tom
        if week == OFFLINE_FROM:
            wait_for("both have the first half", lambda: all(
                len(one.page(f"/room/{world.room}/meetings")["meetings"]) == OFFLINE_FROM
                for one in (world.amina, world.tom)))
            world.larkfield.stop()
        world.meetings.append(hold(coach, week))
        if week % 2 == 0 and len(world.pdsas) < TESTS:
            world.pdsas.append(plan(coach, len(world.pdsas), week))
    check_equal(len(world.pdsas), TESTS, "PDSAs")


def test_two_change_one_hour_and_nothing_is_lost():
    """Without the academy, of an hour that both know."""
    hour = f"/meeting/{world.meetings[0]}/change"
    world.amina.send(hour, place=world.stays("Room 5"))
    world.tom.send(hour, place=world.stays("Room 6"))
    world.larkfield.start()

    def both():
        return all(one.page(f"/meeting/{world.meetings[0]}")["meeting"]["versions"] == 2
                   for one in (world.amina, world.tom))
    wait_for("both see the two versions", both, 60)
    world.amina.send(hour, place="Room 7")
    wait_for("put together", lambda: all(
        one.page(f"/meeting/{world.meetings[0]}")["meeting"]["versions"] == 1
        for one in (world.amina, world.tom)))


def whole_year(coach):
    """Everything that the year left, as this device shows it."""
    room = f"/room/{world.room}"
    pdsas = [coach.page(f"/pdsa/{pdsa}")["pdsa"] for pdsa in world.pdsas]
    hours = coach.page(f"{room}/meetings")["meetings"]
    measures = coach.page(f"/measures?room={world.room}")["measures"]
    return {
        "hours": sorted((one["id"], one["date"], one["state"], one["story"], one["decisions"],
                         one["actions"], one["scores"], one["mean"]) for one in hours),
        "pdsas": [(one["number"], one["title"], one["prediction"], one["happened"],
                   one["decision"]) for one in pdsas],
        "measures": sorted((one["id"], one["title"]) for one in measures),
        "points": [coach.page(f"/measure/{world.ids[f'm{i}']}")["measure"]["points"]
                   for i in (0, MEASURES - 1)],
    }


def test_both_devices_have_the_whole_year():
    def equal():
        wait_for("nothing waits", lambda: all(
            one.client.ask("status")["outbox"]["waiting"] == 0 for one in (world.amina, world.tom)))
        return whole_year(world.amina) == whole_year(world.tom)
    wait_for("both devices show the same", equal, 60)
    year = whole_year(world.tom)
    check_equal(len(year["hours"]), HOURS, "hours")
    check_equal({one[2] for one in year["hours"]}, {"held"}, "they were held")
    check_equal({one[4:7] for one in year["hours"]}, {(1, 1, 6)}, "decided, done, scored")
    check_equal(sorted(one[0] for one in year["pdsas"]), list(range(1, TESTS + 1)),
                "each PDSA has a number of its own")
    check_equal(len(year["measures"]), MEASURES, "measures")
    check_equal([len(points) for points in year["points"]], [HOURS, HOURS], "points")


def test_what_is_shared_is_seen_before_it_leaves():
    amina = world.amina
    for i in (0, 1):
        amina.client.asked("measure", "share", world.ids[f"m{i}"], "--yes")
    wait_for("the network has the measures", lambda: not amina.client.ask("status")["outbox"]
             ["waiting"] and sum(bool(one.get("shared_as")) for one in
                                 amina.client.ask("measure", "list")["measures"]) == 2)
    for pdsa in world.pdsas[:2]:
        page = f"/pdsa/{pdsa}/share"
        form = Form(amina.browser.get(page).text, page)
        check("with_plan" not in form.fields, "the plan stays unless somebody ticks it")
        amina.send(page)
    wait_for("the network has the PDSAs",
             lambda: amina.client.ask("status")["outbox"]["waiting"] == 0)
    page = f"/room/{world.room}/share"
    form = Form(amina.browser.get(page).text, page)
    check(not any(name.startswith("with_") for name in form.fields), "at first the fewest parts")
    check_in(world.kept, form.fields["purpose"], "the room's own words stand there")
    amina.send(page, purpose=world.purpose, with_purpose="true", with_aims="true",
               with_themes="true", with_measures="true", with_pdsas="true", with_roles="true",
               with_stage="true")
    wait_for("it has left", lambda: amina.client.ask("status")["outbox"]["waiting"] == 0)


def test_the_other_academy_sees_exactly_what_was_shared():
    world.network.wait_equal([world.larkfield, world.oakhaven], streams=2)
    world.noor.sync()
    listed = world.noor.json("elsewhere", "--pathway", "Frailty")["rooms"]
    check_equal([(one["academy_name"], one["name"]) for one in listed], [("Larkfield", "Frailty")],
                "the same pathway elsewhere")
    seen = world.noor.json("shared room", listed[0]["id"])
    room, = seen["room"]
    filled = {name: value for name, value in room.items() if value not in (None, [], False)}
    for name in ("id", "academy", "academy_name", "author", "author_name", "written_ms", "versions",
                 "held", "stage_words", "drawing"):
        filled.pop(name, None)
    measures, pdsas = filled.pop("measures"), filled.pop("pdsas")
    check_equal(filled, {
        "name": "Frailty", "pathway": "Frailty", "purpose": world.purpose,
        "specific_aim": world.aim, "stage": "pdsa_cycles",
        "themes": [{"text": world.theme}],
        "roles": [{"role": role} for role in sorted(ROLES)]}, "the room as it was shared")
    check_equal([one["points"] for one in measures], [HOURS, HOURS], "its measures")
    check_equal(sorted(one["state"] for one in pdsas), ["Abandoned", "Adopted"], "its PDSAs")
    abandoned, = world.noor.json("library", "--pathway", "Frailty")["abandoned"]
    check_in(abandoned["reason"].split()[-1], " ".join(world.shared), "why it was abandoned")
    world.pdsa = abandoned["id"]


def read_all(folder):
    data = b""
    for root, _, files in os.walk(folder):
        for path in (os.path.join(root, name) for name in files):
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    data += file.read()
    return data


def test_no_other_word_of_the_year_is_there():
    data = read_all(world.oakhaven.folder) + read_all(world.noor.folder)
    missing = [mark for mark in world.shared if mark.encode() not in data]
    leaked = [mark for mark in world.private if mark.encode() in data]
    say(f"    {len(world.shared)} marks left, {len(world.private)} stayed")
    check(len(world.private) > 4 * HOURS, "too few marks to tell")
    check_equal((missing, leaked), ([], []), "marks that are not there, and marks that are")


def test_credit_travels_back_and_a_copy_can_be_taken_back():
    world.noor.verb("pdsa borrowed", world.pdsa, "--pathway", "Stroke", "--starts", "2026-11-16")
    world.noor.sync()

    def told():
        used = world.amina.page(f"/shared/pdsa/{world.pdsa}")["used_by"]
        return [(one["academy_name"], one["pathway"]) for one in used] == [("Oakhaven", "Stroke")]
    wait_for("Larkfield hears of it", told)
    copy = world.amina.client.ask("elsewhere")["ours"][0]["shared"]
    world.amina.send(f"/shared/room/{copy}/take-back", reason="the room has ended")
    world.network.wait_equal([world.larkfield, world.oakhaven], streams=2)

    def gone():
        world.noor.sync()
        return not world.noor.json("elsewhere", "--pathway", "Frailty")["rooms"]
    wait_for("nothing shows it any more", gone)


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
