#!/usr/bin/env python3
"""test_removed.py - who is removed is cut off at once: devices, browsers, pages that are open."""

import http.client
import json
import time

import test_sign_in as people
from cases import cases_of, check, check_equal, check_in, run, wait_for
from network import Client
from test_sign_in import admin, device_code, devices_of, is_in, member_named

AT_ONCE = 5  # seconds; nothing asks anew in them


def with_device(name, roles="coach"):
    """A member with a browser and a device that stays connected."""
    browser, _ = people.world.member(name, roles)
    return browser, device_of(browser, name)


def device_of(browser, name):
    device = Client(people.world.bath, name)
    device.join(device_code(browser))
    people.world.network.clients.append(device)
    device.start()
    wait_for(f"{name}'s device is connected", lambda: device.status()["connected"])
    return device


class Events:
    """The stream of one's open page."""

    def __init__(self, browser):
        self.connection = browser.connection()
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        self.connection.request("GET", "/events", headers={"Cookie": cookies})
        self.socket = self.connection.sock
        self.answer = self.connection.getresponse()
        check_equal(self.answer.status, 200, "the stream of events")
        check_in(b"retry", self.answer.readline(), "its first line")

    def is_over_within(self, seconds):
        self.socket.settimeout(seconds)
        begin = time.monotonic()
        try:
            while self.answer.readline():
                pass
        except TimeoutError:
            return False
        except http.client.HTTPException:
            pass
        return time.monotonic() - begin < seconds


def rooms_of(device):
    return [room["name"] for room in device.json("room list")["rooms"]]


def test_a_removed_member_is_cut_off():
    boss = admin("Abel")
    browser, device = with_device("Bea", "coach")
    other, stays = with_device("Cal", "coach")
    device.json("room", "open", "--name", "Hips", "--pathway", "Hips")
    thread = ("thread", "new", "--title", "Only here", "--text", "Words of ours", "--to", "academy")
    device.json(*thread)
    wait_for("it is numbered", lambda: device.status()["outbox"]["waiting"] == 0)
    check_equal(rooms_of(device), ["Hips"], "rooms")
    events, others = Events(browser), Events(other)
    boss.get("/admin/members")
    page = boss.post("/admin/members/remove", member=member_named(boss, "Bea")["member"],
                     follow=False)
    check_equal(page.status, 303, str(page))
    check(events.is_over_within(AT_ONCE), "her open page goes on hearing what is new")
    check(not is_in(browser), "she is still signed in")
    wait_for("her device is cut off", lambda: not device.status()["connected"], AT_ONCE)
    wait_for("her device gives back the Big Room",
             lambda: not any(stream["audience"].startswith("room")
                             for stream in device.status()["streams"]), AT_ONCE)
    said = people.world.bath.said()
    check_in("you have no role in this academy any more", said, "why")
    check(stays.status()["connected"] and is_in(other), "somebody else is cut off")
    check(not others.is_over_within(1), "somebody else's page")
    check_equal(devices_of(boss, "Bea"), [], "her devices")
    device.stop()
    check(device.verb("sync", "--wait", "3", expect=None).code != 0, "it comes back")


def test_a_removed_device_is_cut_off():
    boss = admin("Dot")
    browser, device = with_device("Eli", "coach")
    second = Client(people.world.bath, "Eli-second")
    second.join(device_code(browser))
    people.world.network.clients.append(second)
    second.start()
    wait_for("the second is connected", lambda: second.status()["connected"])
    first = min(devices_of(boss, "Eli"), key=lambda one: one["enrolled_ms"])
    boss.get("/admin/devices")
    boss.post("/admin/devices/remove", device=first["id"])
    wait_for("the device is cut off", lambda: not device.status()["connected"], AT_ONCE)
    check(second.status()["connected"] and is_in(browser), "more than the device is cut off")
    check_in("this device was removed", people.world.bath.said(), "why")
    mine = browser.json("/account")["devices"]
    check_equal(len(mine), 1, "his devices")
    browser.get("/account")
    browser.post("/account/devices/end", device=mine[0]["id"])
    wait_for("the second is cut off by himself", lambda: not second.status()["connected"], AT_ONCE)


def test_a_session_that_is_ended_hears_nothing_more():
    browser, address = people.world.member("Flo")
    other = people.world.browser()
    people.sign_in(other, address)
    events, here = Events(other), Events(browser)
    browser.get("/account")
    browser.post("/account/sessions/end", session="others")
    check(events.is_over_within(AT_ONCE), "the other browser's page")
    check(not here.is_over_within(1), "her own page")


def take_role(device, member, role):
    """As a record, which an admin's program may say of anybody."""
    line = {"kind": "role_given", "to": "academy",
            "message": {"member": member, "role": role, "given": False}}
    path = device.folder + ".jsonl"
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    device.verb("batch", path, "--name", member + role)
    wait_for("it is numbered", lambda: device.status()["outbox"]["waiting"] == 0)


def test_who_has_no_role_is_let_in_nowhere():
    boss = admin("Ivy")
    device = device_of(boss, "Ivy")
    code, link = people.world.bath.invitation("Jem", "coach")
    jem = member_named(boss, "Jem")["member"]
    browser, _ = people.world.member("Kai")
    events = Events(browser)
    take_role(device, jem, "coach")
    result = Client(people.world.bath, "Jem").join(code, expect=None)
    check_equal(result.code, 4, str(result))
    check_in("You have no role", result.err, "a device")
    stranger = people.world.browser()
    check_equal(stranger.get(people.path_of(link)).status, 410, "the link")
    stranger.get("/join")
    page = stranger.post(people.path_of(link), name="jem@bath.test", password=people.PASSWORD)
    check_equal(page.status, 410, "its form")
    take_role(device, member_named(boss, "Kai")["member"], "coach")
    check(events.is_over_within(AT_ONCE), "his page")
    check(not is_in(browser), "his browser")
    page = people.sign_in(people.world.browser(), "kai@bath.test")
    check_equal(page.status, 403, "he signs in")
    check_in("has ended", page.text, "he signs in")


def test_the_last_role_is_not_taken():
    boss = admin("Gus")
    browser, _ = people.world.member("Hal", "coach,lead")
    them = member_named(boss, "Hal")["member"]
    boss.get("/admin/members")
    page = boss.post("/admin/members/role", member=them, role="lead", given="false", follow=False)
    check_equal(page.status, 303, "one of two")
    page = boss.post("/admin/members/role", member=them, role="coach", given="false")
    check_equal(page.status, 422, "the last")
    check_in("only role", page.text, "the last")
    check(is_in(browser), "he is out")


if __name__ == "__main__":
    people.world = people.World()
    run(cases_of(globals()), people.world.network.close)
