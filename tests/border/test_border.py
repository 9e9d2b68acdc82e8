#!/usr/bin/env python3
"""test_border.py - local stays local: no byte of local data leaves the academy.

Bath writes every kind of local record, each text with a mark of 128 random bits. Everything that it
says is recorded before it is encrypted, by the key of who hears it. Leeds is an honest academy; the
Magpie is an academy that Bath accepts and that asks for everything there could be. What either of
them was told, and every log line, is searched for the marks in all forms. README.md has the rest.

    test_border.py PROGRAMS
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from canaries import Cage, control  # noqa: E402
from cases import cases_of, check, check_equal, run, say, wait_for  # noqa: E402
from network import Network, programs_folder  # noqa: E402
from records import ACADEMY, NETWORK, Peer  # noqa: E402
from wire import (Connection, Ended, Identity, ServersIdentity, frame, hello,  # noqa: E402
                  message)

KINDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "golden", "kinds.txt")
# Kinds that are not among the local records here, and why not.
NOT_LOCAL = {
    "academy_keys": "said to the network by init alone",
    "academy_profile": "said to the network by init alone",
    "academy_accepted": "said to the network by peer add alone",
    "role_given": "no text in it, and its one id, a member's, leaves as an author's as well",
    "academy_context": "an academy says it of itself to the network alone",
    "withdrawal_asked": "is asked of another academy, in the network alone",
    "small_numbers_set": "no text and no id in it, only a number",
    "measure_shared": "is the sharing itself: its marks must be found at Leeds",
    "room_shared": "is the sharing itself: its marks must be found at Leeds",
    "pdsa_borrowed": "tells another academy that we use something of theirs",
    "group_opened": "is said by the server, and has ids of academies alone",
    "watch_asked": "goes to the academy that it names: its mark must be found there alone",
    "watch_agreed": "goes to the academy that it names: its mark must be found there alone",
    "progress_told": "goes to one academy: its marks must be found there alone",
    "progress_looked": "no text in it, a day",
    "journey_step_set": "is said to the network alone",
    "capability_counted": "is said to the network alone",
    "element_published": "is published to the network alone",
    "element_decided": "tells the network what we do with an element",
    "element_change_proposed": "is proposed to the network alone",
    "element_change_answered": "answers a proposal, in the network alone",
    "adaptation_decided": "tells another academy what we do with something of theirs",
}
ROUNDS = 6  # of all kinds of local records
ROOM = 4  # the audience's type


def tapped(folder):
    options = os.environ.get("ASAN_OPTIONS", "")
    return {"LD_PRELOAD": os.path.join(programs_folder(), "tap.so"), "BR_TAP": folder,
            "ASAN_OPTIONS": f"{options}:verify_asan_link_order=0".lstrip(":")}


class World:
    def __init__(self):
        self.network = Network()
        self.tap = os.path.join(self.network.folder, "tap")
        os.mkdir(self.tap)
        self.local, self.shared, self.group = Cage(), Cage(), Cage()
        self.bath = self.network.academy("Bath", start=False).start(env=tapped(self.tap))
        self.leeds = self.network.academy("Leeds")
        self.network.peer(self.bath, self.leeds)
        self.magpie = Peer(self.network.folder, "Magpie")
        self.bath.verb("peer add", self.magpie.code("127.0.0.1:1"))
        self.bath_id = bytes.fromhex(self.bath.id())
        self.magpie.begin(self.bath_id)
        self.ash = self.network.client(self.bath, "Ash")
        self.kim = self.network.client(self.bath, "Kim")
        self.ash.sync()
        self.heard = b""  # by the Magpie, as it counts itself
        self.hits = 0  # local marks found where none may be
        self.rooms = []

    def told(self, identity):
        """All that Bath said to whoever has this key."""
        path = os.path.join(self.tap, identity.pin().hex())
        if not os.path.exists(path):
            return b""
        with open(path, "rb") as file:
            return file.read()

    def told_to_peers(self):
        return self.told(ServersIdentity(self.leeds)) + self.told(self.magpie.tls)

    def search(self, what, data):
        """Local marks where none may be, counted: a sentence if there are any."""
        found = self.local.found_in(data)
        self.hits += len(found)
        return f"{what}: {len(found)} marks: {list(found.items())[:10]}" if found else ""


def line(kind, to, ref=None, **fields):
    return json.dumps({"kind": kind, "to": to, "message": fields, **({"ref": ref} if ref else {})})


def local_records(number):
    """Every kind that a member may say to academy or room, each text a canary."""
    def text(what):
        return world.local.text(f"{what}, round {number}")
    room = f"room:$room{number}"
    return [
        line("room_opened", "academy", f"room{number}", name=text("a room's name"),
             pathway=text("a room's pathway"), purpose=text("a room's purpose"),
             slot=text("a room's slot"), place=text("a room's place")),
        line("room_changed", "academy", room=f"$room{number}", based_on=[f"$room{number}"],
             name=text("a room's new name"), pathway=text("a room's new pathway"),
             purpose=text("a room's new purpose"), place=text("a room's new place")),
        line("coach_pair_appointed", "academy", room=f"$room{number}",
             clinical_coach=world.me, flow_coach=world.other, from_date="2026-11-02"),
        line("room_member_set", "academy", room=f"$room{number}", member=world.other, joined=True),
        line("room_quiet_explained", "academy", room=f"$room{number}",
             reason=text("why a room is quiet")),
        line("thread_started", room, f"thread{number}", title=text("a room thread's title"),
             text=text("a room thread's text"), question=True),
        line("post_written", room, f"post{number}", thread=f"$thread{number}",
             text=text("a post in a room")),
        line("post_edited", room, thread=f"$thread{number}", post=f"$post{number}",
             based_on=[f"$post{number}"], text=text("an edit in a room")),
        line("question_resolved", room, thread=f"$thread{number}", answer=f"$post{number}",
             resolved=True),
        line("tried_here", room, thread=f"$thread{number}", post=f"$post{number}",
             outcome="partly", different=text("what was different")),
        line("post_hidden", "academy", thread=f"$thread{number}", post=f"$post{number}",
             thread_academy=world.bath_id.hex(), hidden=True, reason=text("why a post is hidden")),
        line("post_written", room, f"gone{number}", thread=f"$thread{number}",
             text=text("a post that is withdrawn")),
        line("post_withdrawn", room, thread=f"$thread{number}", post=f"$gone{number}",
             reason=text("why a post is withdrawn")),
        line("post_withdrawn_by_academy", room, thread=f"$thread{number}", post=f"$post{number}",
             reason=text("why the academy withdraws")),
        line("identifier_allowed", room, record=f"$gone{number}",
             reason=text("why a number may pass")),
        line("thread_started", "academy", f"wide{number}", title=text("an academy thread's title"),
             text=text("an academy thread's text")),
        line("post_written", "academy", thread=f"$wide{number}",
             text=text("a post in the academy")),
        line("measure_defined", room, f"measure{number}", room=f"$room{number}",
             title=text("a measure's title"), definition=text("a measure's definition"),
             numerator=text("a numerator"), denominator=text("a denominator"), unit=text("a unit"),
             frequency=text("a frequency")),
        line("points_recorded", room, measure=f"$measure{number}",
             points=[{"date": "2026-11-09", "value": 71.5, "note": text("a point's note")}]),
        line("points_corrected", room, measure=f"$measure{number}", reason=text("a reason"),
             points=[{"date": "2026-11-09", "value": 72.5, "note": text("a corrected note")}]),
        line("measure_changed", room, measure=f"$measure{number}",
             based_on=[f"$measure{number}"], title=text("a measure's new title"),
             definition=text("a new definition"), unit=text("a new unit"),
             reason=text("why it is defined anew")),
        line("measure_rebased", room, measure=f"$measure{number}", date="2026-11-09",
             reason=text("why limits begin anew")),
        line("measure_event", room, measure=f"$measure{number}", date="2026-11-09",
             title=world.local.text("an event")),
        line("measure_sharing", room, measure=f"$measure{number}", shared=False,
             pathway=text("a pathway that is not shared"), reason=text("why sharing is ended")),
        line("stakeholder_set", room, role=world.local.text("a stakeholder's role"),
             expects=text("what a stakeholder expects")),
        line("stage_set", room, stage="themes", reason=text("why a room is at a stage")),
        line("five_vs_written", room, date="2026-11-09", value=text("value"),
             involve=text("involve"), evidence=text("evidence"),
             visualisation=text("visualisation"), vision=text("vision")),
        line("theme_set", room, f"theme{number}", title=text("a theme"),
             text=text("a theme's text")),
        line("aim_set", room, scope="global", text=text("an aim"), by_date="2027-03-31"),
        line("idea_set", room, f"idea{number}", title=text("a change idea"),
             text=text("a change idea's text"), theme=f"$theme{number}", dropped=True,
             reason=text("why an idea is dropped")),
        line("idea_voted", room, idea=f"$idea{number}", votes=3),
        line("roadblock_asked", "academy", f"roadblock{number}", room=f"$room{number}",
             title=text("a roadblock"), text=text("a roadblock's text"), sponsor=world.me,
             committee=text("a committee")),
        line("roadblock_answered", "academy", roadblock=f"$roadblock{number}", outcome="moved",
             text=text("what a sponsor answers")),
        *hour_records(room, number, text),
        line("pdsa_planned", room, f"pdsa{number}", title=text("a PDSA's title"),
             question=text("a PDSA's question"), prediction=text("a prediction"),
             plan=text("a plan"), starts="2026-11-09", measure=f"$measure{number}"),
        line("pdsa_studied", room, pdsa=f"$pdsa{number}", date="2026-11-16",
             done=text("what was done"), happened=text("what happened"),
             learned=text("what was learned"), decision="abandon",
             reason=text("why a PDSA is abandoned")),
        line("pdsa_shared", "academy", copy_of=f"$pdsa{number}", pathway=text("a shared pathway"),
             title=text("a title for the academy"), prediction=text("a prediction for the academy"),
             learned=text("learned for the academy"), decision="abandon",
             reason=text("why, for the academy")),
        line("shared_withdrawn", "academy", copy_of=f"$pdsa{number}",
             reason=text("why a copy is taken back")),
        line("change_standardised", room, title=text("a standardised change"),
             embedded=text("where a change is embedded"), pdsa=f"$pdsa{number}"),
        line("driver_diagram_drawn", room, date="2026-11-16", aim=text("an aim"),
             nodes=[{"level": "primary", "text": text("a primary driver")}]),
        line("board_report_written", "academy", month="2026-11",
             headline=world.local.text("a headline"), lead=text("a report's lead"),
             story=text("a report's story"),
             story_from=text("who gathered a story"), story_consent=True,
             learned=text("what a report says was learned"), roadblock=f"$roadblock{number}",
             ask=world.local.text("an ask"), ask_text=text("what is asked"),
             measures=[{"measure": f"$measure{number}", "sentence": text("beside a measure")}],
             parts=[{"block": "text_block", "heading": text("a block's heading")}],
             text=text("a report's own text")),
        line("board_pattern_set", "academy", title=text("a pattern's title"),
             about=text("what a pattern is for"),
             parts=[{"block": "ask_block", "words": text("a pattern's words")}]),
        line("expectation_written", "academy", date="2026-11-16", expects=text("what we expect"),
             gives=text("what we give"), patience=text("how patient we are"),
             since_then=text("what became of it")),
        line("cohort_set", "academy", f"cohort{number}", name=text("a cohort"),
             starts="2026-01-01", place=text("where a cohort meets"), about=text("about a cohort")),
        line("cohort_pair_set", "academy", cohort=f"$cohort{number}",
             pathway=text("a pair's pathway"), organisation=text("a pair's organisation")),
        line("cohort_day_set", "academy", cohort=f"$cohort{number}", day=1, date="2026-01-08",
             place=text("a day's place"), skill=text("a day's skill")),
        line("skill_used", "academy", cohort=f"$cohort{number}", day=1, date="2026-01-15",
             room=f"$room{number}", text=text("how a skill was used")),
        line("visit_set", "academy", to_academy="02" * 32, date="2026-02-01",
             occasion=text("a visit's occasion"), gave=text("what we gave"),
             learned=text("what a visit taught")),
        *programme_records(number, text),
        line("member_profile", "academy", member=world.me, name=text("a member's name"),
             pathway=text("a member's pathway"), ask_me_about=text("what a member may be asked")),
    ]


def programme_records(number, text):
    """What the academy does differently and sees of itself, kept to itself."""
    element = {"academy": world.bath_id.hex(), "element": "71" * 16}
    return [
        line("adaptation_made", "academy", f"adaptation{number}", **element, version="71" * 16,
             title=text("what was changed"), text=text("more of what was changed"),
             since="2026-11-09", timing="planned", decider="the_team", level="one_room",
             purpose="departs", why=text("why it was changed")),
        line("adaptation_studied", "academy", adaptation=f"$adaptation{number}",
             outcome="partly", date="2026-11-16", text=text("what came of a change")),
        line("self_review_written", "academy", date="2026-11-16",
             elements=[{**element, "how": "differently", "text": text("what we do and see")}],
             learned=text("what a review taught"), asks=text("what a review asks")),
    ]


def hour_records(room, number, text):
    """The weekly hour."""
    meeting = f"$meeting{number}"
    return [
        line("meeting_planned", room, f"meeting{number}", date="2026-11-26", starts="08:30",
             minutes=60, place=text("a meeting's place"),
             agenda=[{"step": "story", "title": text("an item of an agenda"), "minutes": 60}]),
        line("meeting_role_taken", room, meeting=meeting, role="chair", member=world.me),
        line("meeting_stepped", room, meeting=meeting, item=1),
        line("story_noted", room, meeting=meeting, theme=text("a story's theme"), consent=True,
             words=text("a patient's words")),
        line("decision_made", room, meeting=meeting, text=text("a decision"), needs_there=True,
             committee=text("a committee")),
        line("action_set", room, meeting=meeting, text=text("an action"),
             note=text("what came of an action")),
        line("note_taken", room, meeting=meeting, text=text("a note of an hour")),
        line("attendance_noted", room, meeting=meeting,
             roles=[{"role": text("a role"), "count": 1}]),
        line("scoring_opened", room, meeting=meeting),
        line("meeting_scored", room, meeting=meeting, score=8, good=text("a good thing"),
             improvement=text("an improvement")),
        line("meeting_ended", room, meeting=meeting, held=False,
             reason=text("why an hour was not held")),
    ]


def test_the_search_finds():
    """Every form, at every place that bytes can have in it: without this the rest says nothing."""
    for _ in range(50):
        missed = control()
        check(not missed, "; ".join(missed))


def all_kinds():
    with open(KINDS, encoding="utf-8") as file:
        return {words[3] for words in map(str.split, file) if words[:2] == ["field", "Said"]}


def marked(text):
    """Is there a text with a mark in it, or the id of a record, which becomes one?"""
    return "$" in text or world.local.found_in(text.encode())


def check_every_kind(records):
    """A kind that is new is written here with a mark, or stands in the list with its reason."""
    kinds = all_kinds()
    check(len(kinds) > len(NOT_LOCAL), f"only {len(kinds)} kinds in {KINDS}")
    written = {json.loads(text)["kind"] for text in records if marked(text)}
    check_equal(sorted(kinds - written), sorted(NOT_LOCAL), "kinds that have no mark here")


def test_local_records_of_every_kind():
    world.me, world.other = (client.status()["member"] for client in (world.ash, world.kim))
    for number in range(ROUNDS):
        records = local_records(number)
        check_every_kind(records)
        answer = world.ash.json("batch", "-", "--name", f"round {number}",
                                stdin="\n".join(records) + "\n")
        for ref, identity in answer["ids"].items():
            world.local.bytes(f"the id of {ref}", bytes.fromhex(identity))
        world.rooms.append(bytes.fromhex(answer["ids"][f"room{number}"]))
    for number in range(3):  # what never becomes a record
        world.bath.invite(world.local.text(f"an invited person's name {number}"))
    world.ash.sync()


def devices():
    class Key(Identity):
        def __init__(self, client):
            self.key = self.certificate = os.path.join(client.folder, "tls.pem")
    return [Key(client) for client in world.network.clients]


def test_own_devices_get_it():
    """The other control: a device of Bath's hears the same records from the same process, and the
    tap has them. So the tap sees what is said, and the search finds it."""
    world.kim.sync()
    found = world.local.found_in(world.told(devices()[-1]))
    texts = [what for what in found if " id of " not in what]
    say(f"    {len(found)} of {world.local.count} marks reached Bath's own device")
    check(len(texts) >= ROUNDS * 20, f"only {len(texts)} marks: {sorted(texts)[:40]}")


def test_deliberate_sharing_is_found():
    """What Bath shares on purpose reaches Leeds, and the search finds it there."""
    ash, cage = world.ash, world.shared
    thread = ash.json("thread new", "--to", "network", "--title", cage.text("a network thread"),
                      "--text", cage.text("a network text"))["id"]
    ash.verb("thread reply", thread, "--text", cage.text("a network reply"))
    measure = ash.json("measure define", "--academy", "--title", cage.text("a shared measure"),
                       "--unit", cage.text("a shared unit"))["id"]
    ash.sync()
    note = world.local.text("a note that stays")
    ash.verb("measure import", measure, "-",
             stdin=f"date,value,note\n2026-11-02,5,\"{note}\"\n2026-11-09,6,\n")
    ash.verb("measure share", measure, "--yes")
    ash.verb("profile set", "--to", "network", "--name", cage.text("a name for the network"))
    share_a_room(cage)
    ash.sync()
    world.network.wait_equal([world.bath, world.leeds], streams=2)
    found = cage.found_in(world.told(ServersIdentity(world.leeds)))
    check_equal(len(found), cage.count, f"marks that Leeds should have; it has {sorted(found)}")


def share_a_room(cage):
    """Some parts of a room and of its PDSA, in words of their own; what they say at home stays.
    Their ids leave, for a copy names what it is one of, as a measure's does."""
    def text(what):
        return world.local.text(f"{what}, of a room that is shared")
    ids = world.ash.json("batch", "-", "--name", "a room that is shared", stdin="\n".join([
        line("room_opened", "academy", "room", name=text("a name"), pathway=text("a pathway"),
             purpose=text("a purpose"), place=text("a place")),
        line("theme_set", "room:$room", title=text("a theme")),
        line("aim_set", "room:$room", scope="global", text=text("an aim")),
        line("stakeholder_set", "room:$room", role=world.local.text("a role of a shared room")),
        line("pdsa_planned", "room:$room", "pdsa", title=text("a title"),
             question=text("a question"), prediction=text("a prediction"), plan=text("a plan")),
        line("pdsa_studied", "room:$room", pdsa="$pdsa", date="2026-11-16",
             happened=text("what happened"), learned=text("learned"))]) + "\n")["ids"]
    ash = world.ash
    ash.sync()
    ash.verb("pdsa share", ids["pdsa"], "--title", cage.text("a PDSA's shared title"), "--pathway",
             cage.text("a PDSA's shared pathway"), "--with", "prediction", "--prediction",
             cage.text("a shared prediction"), "--yes")
    ash.verb("room share", ids["room"], "--name", cage.text("a room's shared name"), "--pathway",
             cage.text("a room's shared pathway"), "--with", "aims", "--global-aim",
             cage.text("a shared aim"), "--with", "themes", "--themes", cage.text("a shared theme"),
             "--yes")
    ash.verb("room unshare", ids["room"], "--reason", cage.text("why a room is taken back"))


def test_a_group_reaches_whom_it_names():
    """What Bath asks of Leeds and agrees to show it, and what is then told of a room."""
    cage, leeds = world.group, world.leeds.id()
    room = world.ash.json("batch", "-", "--name", "seen by Leeds", stdin="\n".join([
        line("room_opened", "academy", "seen", name=cage.text("a name that Leeds may see"),
             pathway=cage.text("a pathway that Leeds may see"),
             purpose=world.local.text("a purpose that Leeds may not see")),
        line("room_quiet_explained", "academy", room="$seen",
             reason=cage.text("why, as Leeds may see"))]) + "\n")["ids"]["seen"]
    world.ash.sync()
    world.ash.json("batch", "-", "--name", "a group", stdin="\n".join([
        line("watch_asked", "academy", academy=leeds, parts=["rooms_meeting"],
             reason=cage.text("why Bath asks")),
        line("watch_agreed", "academy", academy=leeds, parts=["rooms_meeting"], only_chosen=True,
             rooms=[room], reason=cage.text("what Bath says"))]) + "\n")
    world.ash.sync()
    wait_for("Leeds is told", lambda: len(cage.found_in(
        world.told(ServersIdentity(world.leeds)))) == cage.count)


def groups_of_bath():
    """The audiences of the groups that Leeds was told of."""
    told, audiences, at = world.told(ServersIdentity(world.leeds)), set(), 0
    while (at := told.find(world.bath_id + b"\x02", at) + 1) > 0:
        audiences.add(told[at + 31:at + 48])
    return audiences


def test_the_magpie_asks_for_everything():
    """An accepted academy that wants every stream that it can name, in every way."""
    groups = groups_of_bath()
    check(groups, "there is no group to ask for")
    streams = [NETWORK, ACADEMY, bytes([2]) + bytes(15) + b"\x01", *groups]
    streams += [bytes([ROOM]) + room for room in world.rooms]
    streams += [bytes([ROOM]) + os.urandom(16)]
    origins = [world.bath_id, bytes.fromhex(world.leeds.id()), world.magpie.academy, bytes(32)]
    reasons = 0
    for audience in streams:
        for origin in origins:
            for after in (0, 1, 2**40, 2**63):
                reasons += want(origin + audience, after)
    check(world.heard, "the Magpie got nothing at all")
    found = world.shared.found_in(world.heard)
    check(found, "the Magpie did not even get what Bath shares")
    say(f"    it heard {len(world.heard)} bytes, and was sent away {reasons} times")


def want(stream, after):
    """Ask for a stream by name, and listen for a moment; 1 when it was sent away."""
    with Connection(world.bath.port, world.magpie.tls, seconds=3) as connection:
        try:
            connection.send(hello(world.magpie.academy))
            connection.send_frame("want", message((1, stream), (2, after)))
            connection.send_frame("ping", message((1, 4711)))
            while True:
                name, body = connection.receive()
                world.heard += body
                if name == "pong":
                    if stream != world.bath_id + NETWORK or after:
                        return 0
                    connection.receive_until("batch", lambda value: keep(value))
                    return 0
        except Ended as ended:
            world.heard += str(ended.reason).encode()
            return 1


def keep(value):
    world.heard += value
    return True


def test_every_wrong_frame_is_answered_without_local_words():
    """Error texts are words to a peer, too: every frame that a peer may not send, with every room's
    id and with members' names in it."""
    bodies = [os.urandom(40), message((1, world.bath_id + ACADEMY), (2, 0)),
              *(message((1, world.bath_id + bytes([ROOM]) + room), (2, 0)) for room in world.rooms),
              message((1, message((1, os.urandom(16)), (2, bytes([ROOM]) + world.rooms[0]),
                                  (3, 10), (4, 1), (5, message((1, "T"), (2, "x"))))))]
    sent = 0
    for kind in ("hello", "heads", "want", "batch", "credit", "receipts", "submit", "outcomes",
                 "stream_gone", "ping", "pong", "bye", "enrol", "enrolled"):
        for body in bodies:
            with Connection(world.bath.port, world.magpie.tls, seconds=10) as connection:
                try:
                    connection.send(hello(world.magpie.academy))
                    connection.send(frame(kind, body))
                    connection.send_frame("bye", message((1, 0), (2, "enough")))
                    while True:
                        world.heard += connection.receive()[1]
                except Ended as ended:
                    world.heard += str(ended.reason).encode()
                    sent += 1
    check(sent > 100, f"only {sent} frames were answered")


def test_strangers_hear_nothing():
    before = set(os.listdir(world.tap))
    for protocol in ("bigroom/1", "http/1.1", "bigroom-join/1"):
        try:
            with Connection(world.bath.port, Identity(world.network.folder, "stranger"),
                            protocol) as connection:
                connection.send(hello(world.bath_id))
                connection.how_it_ends()
        except Ended:
            pass
    new = set(os.listdir(world.tap)) - before
    for name in new:
        with open(os.path.join(world.tap, name), "rb") as file:
            wrong = world.search(f"what the stranger {name} was told", file.read())
        check(not wrong, wrong)


def test_the_other_academys_disk_has_nothing():
    world.leeds.stop()
    for folder, _, names in os.walk(world.leeds.folder):
        for name in names:
            if not name.endswith(("lock", "control")):
                with open(os.path.join(folder, name), "rb") as file:
                    wrong = world.search(f"{name} of Leeds", file.read())
                check(not wrong, wrong)
    world.leeds.start()


def test_nothing_local_left():
    """All bytes to other academies, all that the Magpie heard, all log lines of all programs."""
    told = world.told_to_peers()
    logs = b"".join(daemon.said(all_of_it=True).encode() for daemon in
                    world.network.academies + world.network.clients)
    wrong = [world.search(what, data) for what, data in
             (("bytes to other academies", told), ("what the Magpie heard", world.heard),
              ("log lines", logs))]
    found = world.group.found_in(world.told(world.magpie.tls) + world.heard + logs)
    check(not found, f"what is for Leeds alone reached the Magpie or a log: {found}")
    files = len(os.listdir(world.tap))
    say(f"report border_canaries={world.local.count} border_shared={world.shared.count} "
        f"border_bytes_to_peers={len(told)} border_bytes_logged={len(logs)} "
        f"border_keys_heard={files} border_hits={world.hits}")
    check(not any(wrong), "; ".join(filter(None, wrong)))
    check(len(told) > 10000 and logs and files >= 4, "there was hardly anything to search")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
