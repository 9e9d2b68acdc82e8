#!/usr/bin/env python3
"""test_sign_in.py - people at a real server with a browser: joining, signing in, second factors,
wrong passwords, what ends a sign-in. Over plain HTTP on loopback and over TLS on the peers' port.
"""

import json
import re
import threading
import time

from browser import Browser, code_of
from cases import cases_of, check, check_equal, check_in, run, wait_for
from network import Client, Network, free_port
from test_limits import limit
from wire import Code

PASSWORD = "walnut ferry gloves"
world = None


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath", start=False)
        self.plain = f"127.0.0.1:{free_port()}"
        self.run()

    def run(self):
        self.bath.start("--http", self.plain)
        wait_for("pages are served", lambda: self.browser().reachable())

    def restart(self):
        self.bath.stop()
        self.run()

    def link(self, member, roles, *options):
        return self.bath.invitation(member, roles, *options)[1]

    def browser(self, **options):
        return Browser(self.plain, **options)

    def member(self, name, roles="coach"):
        """Somebody who has joined: their browser, and the address that they sign in with."""
        browser = self.browser()
        address = f"{name.lower()}@bath.test"
        path = path_of(self.link(name, roles))
        browser.get(path)
        page = browser.post(path, name=address, password=PASSWORD, follow=False)
        check_equal(page.status, 303, f"{name} joins: {page}")
        return browser, address


def path_of(link):
    return "/" + link.split("/", 3)[3]


def sign_in(browser, address, password=PASSWORD, **fields):
    browser.get("/sign-in")
    return browser.post("/sign-in", name=address, password=password, follow=False, **fields)


def is_in(browser):
    return browser.once("GET", "/account").status == 200


def test_nobody_is_let_in_without_signing_in():
    browser = world.browser()
    for path in ("/", "/threads", "/account", "/people", "/admin/members"):
        page = browser.once("GET", path)
        check_equal(page.status, 303, path)
        check_in("/sign-in?next=%2F", page.headers["Location"], path)
    check_equal(browser.once("GET", "/account", Accept="application/json").status, 401, "JSON")
    for path in ("/sign-in", "/sign-in/help", "/join"):
        page = browser.get(path)
        check_equal(page.status, 200, path)
        check_in("nosniff", page.headers["X-Content-Type-Options"], path)
        check_in("default-src 'none'", page.headers["Content-Security-Policy"], path)


def test_an_invitation_becomes_an_account():
    browser = world.browser()
    link = world.link("Sian Evans", "coach")
    check(link.startswith(f"http://{world.plain}/join/"), f"not a link for a browser: {link}")
    path = path_of(link)
    page = browser.get(path)
    check_in("Sian Evans", page.text, "who is invited")
    for name, password, why in (("sian", "short", "at least 8"), ("sian", "Password", "first that"),
                                ("sian", "SianEvans1987", "name of yours"), ("", PASSWORD, "mail"),
                                ("sian evans", PASSWORD, "e-mail"), ("x" * 101, PASSWORD, "long")):
        page = browser.post(path, name=name, password=password)
        check_equal(page.status, 422, f"{name} {password}")
        check_in(why, page.text, f"{name} {password}")
        check(f'"{password}"' not in page.text, "the password comes back in the page")
    page = browser.post(path, name=" Sian@Bath.test", password=PASSWORD, follow=False)
    check_equal(page.status, 303, str(page))
    check(is_in(browser), "she is not signed in")
    check_equal(browser.json("/account")["sign_in_name"], "sian@bath.test", "her name")
    other = world.browser()
    page = other.get(path)
    check_equal(page.status, 410, "the link again")
    check_in("used before", page.text, "the link again")
    other.get("/join")
    check_equal(other.post("/join", code="0" * 32).status, 404, "a code that nobody gave")
    check_equal(other.post("/join", code="nonsense").status, 404, "no code")
    taken = path_of(world.link("Other", "coach"))
    other.get(taken)
    page = other.post(taken, name="sian@bath.test", password=PASSWORD)
    check_equal(page.status, 422, "a name that is taken")
    check_in("Somebody else", page.text, "a name that is taken")
    late = other.get(path_of(world.link("Late", "coach", "--days", "0")))
    check_equal(late.status, 410, "an expired link")


def device_code(browser, password=PASSWORD):
    """What one's own page gives for another device."""
    browser.get("/account")
    page = browser.post("/account/devices", device_password=password)
    check_equal(page.status, 200, str(page))
    return re.search(r"join-[\w-]+", page.text)[0]


def test_an_invitation_is_for_a_browser_or_a_device():
    code, link = world.bath.invitation("Wyn", "coach")
    browser = world.browser()
    browser.get(path_of(link))
    browser.post(path_of(link), name="wyn@bath.test", password=PASSWORD)
    check(is_in(browser), "she is not in")
    finder = Client(world.bath, "Wyn-finder")
    result = finder.join(code, expect=None)
    check_equal(result.code, 4, f"the code after the link: {result}")
    check_in("used before", result.err, "the code after the link")
    code, link = world.bath.invitation("Xanthe", "coach")
    device = Client(world.bath, "Xanthe")
    device.join(code)
    finder = world.browser()
    check_equal(finder.get(path_of(link)).status, 410, "the link after the code")
    page = finder.get("/join")
    secret = path_of(link).rsplit("/", 1)[1]
    page = finder.post("/join/" + secret, name="finder@bath.test", password=PASSWORD)
    check_equal(page.status, 410, "the form after the code")


def test_a_member_adds_and_ends_a_device():
    browser, _ = world.member("Yara")
    other, _ = world.member("Zoe")
    browser.get("/account")
    for fields, why in (({}, "Type your password"), ({"device_password": "wrong"}, "not your")):
        page = browser.post("/account/devices", **fields)
        check_equal(page.status, 422, f"{fields}")
        check_in(why, page.text, f"{fields}")
    first = device_code(browser)
    code = device_code(browser)
    secret = Code(code).secret.hex()
    check_equal(other.get("/join/" + secret).status, 404, "it sets no password")
    result = Client(world.bath, "Yara-first").join(first, expect=None)
    check_equal(result.code, 4, f"the code before the last: {result}")
    device = Client(world.bath, "Yara")
    device.join(code)
    check_equal(Client(world.bath, "Yara-again").join(code, expect=None).code, 4, "a second time")
    device.sync()
    mine = browser.json("/account")["devices"]
    check_equal(len(mine), 1, "her devices")
    check("device_code" not in browser.json("/account"), "it is shown again")
    other.get("/account")
    other.post("/account/devices/end", device=mine[0]["id"])
    check_equal(browser.json("/account")["devices"], mine, "somebody else's")
    check_equal(browser.post("/account/devices/end", device="none").status, 400, "no device")
    browser.post("/account/devices/end", device=mine[0]["id"])
    check_equal(browser.json("/account")["devices"], [], "ended")
    check(device.verb("sync", "--wait", "3", expect=None).code != 0, "it still syncs")


def test_in_and_out():
    browser, address = world.member("Tom")
    old = dict(browser.cookies)
    page = browser.post("/sign-out", follow=False, _token=browser.get("/account").token())
    check_equal(page.status, 303, "sign out")
    check("session" not in browser.cookies, "the cookie stays")
    browser.cookies = old
    check(not is_in(browser), "the old cookie still opens")
    browser = world.browser()
    page = sign_in(browser, address.upper() + " ", next="/account")
    check_equal((page.status, page.headers["Location"]), (303, "/account"), "where to")
    first = browser.cookies["session"]
    check(any("HttpOnly" in line and "SameSite=Lax" in line and "Path=/" in line
              for line in browser.set_cookies), f"cookies: {browser.set_cookies}")
    check(is_in(browser), "he is not in")
    browser.post("/sign-out", _token=browser.get("/account").token())
    sign_in(browser, address)
    check(browser.cookies["session"] != first, "the token of before")
    for bad in ("https://evil.example/", "//evil.example", "/\\evil.example", "/a\r\nX: y"):
        other = world.browser()
        page = sign_in(other, address, next=bad)
        check_equal(page.headers["Location"], "/", f"sent to {bad}")
    world.restart()
    check(is_in(browser), "a restart signs people out")


def test_a_form_from_elsewhere_is_refused():
    browser, address = world.member("Ann")
    browser.get("/account")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"},
                    {"Origin": None, "Sec-Fetch-Site": None}):
        page = browser.post("/sign-out", headers=headers)
        check_equal(page.status, 403, f"{headers}")
    check_equal(browser.post("/sign-out", _token="0" * 32).status, 403, "another token")
    check(is_in(browser), "a form from elsewhere signed her out")
    check_equal(sign_in(world.browser(), address, _token="").status, 403, "sign in without token")


def test_wrong_passwords_wait_and_lock_nobody_out():
    browser, address = world.member("Gwen")
    browser.post("/sign-out", _token=browser.get("/account").token())
    attacker = world.browser(source="127.0.0.2")
    tries = limit("BR_TRIES_ACCOUNT")
    attacker.get("/sign-in")
    answers = []
    for number in range(tries + 1):
        page = attacker.post("/sign-in", name=address, password=f"guess number {number}")
        answers.append(page.status)
    check_equal(answers, [422] * tries + [429], "wrong passwords from elsewhere")
    check(0 < int(page.headers["Retry-After"]) <= 120, page.headers["Retry-After"])
    check_equal(attacker.post("/sign-in", name=address, password=PASSWORD).status, 429,
                "the right one, too early")
    unknown = world.browser(source="127.0.0.3")
    unknown.get("/sign-in")
    page = unknown.post("/sign-in", name="nobody@bath.test", password="guess")
    check_equal(page.status, 422, "an account that there is not")
    check_in("does not fit", page.text, "an account that there is not")
    check_equal(sign_in(browser, address).status, 303, "she herself, in her browser")
    elsewhere = world.browser()  # no cookie, but the address that she has signed in from
    check_equal(sign_in(elsewhere, address).status, 303, "she herself, at home")


def test_guesses_of_many_addresses_slow_a_new_browser_down():
    """They come from fifteen addresses at once, each as fast as it is answered."""
    _, address = world.member("Hefin")
    over, answers = threading.Event(), []

    def guess(number):
        attacker = world.browser(source=f"127.0.2.{number}")
        attacker.get("/sign-in")
        count = 0
        while not over.is_set():
            count += 1
            page = attacker.post("/sign-in", name=f"{number}-{count}@bath.test", password="guess")
            answers.append(page.status)
    guessing = [threading.Thread(target=guess, args=(number,)) for number in range(1, 16)]
    for thread in guessing:
        thread.start()
    wait_for("strangers wait their turn",
             lambda: answers.count(422) > limit("BR_PASSWORD_STRANGERS") + 5, 60)
    waits = []
    for number in range(4):
        begin = time.monotonic()
        newcomer = world.browser(source=f"127.0.3.{number + 1}")
        check_equal(sign_in(newcomer, address).status, 303, "a new browser, meanwhile")
        waits.append(time.monotonic() - begin)
    over.set()
    for thread in guessing:
        thread.join()
    check(max(waits) < 5, f"it waited {waits}")


def test_a_new_password_signs_out_the_others():
    browser, address = world.member("Bo")
    other = world.browser()
    sign_in(other, address)
    check_equal(len(browser.json("/account")["sessions"]), 2, "where he is signed in")
    browser.get("/account")
    page = browser.post("/account/password", old_password="wrong", password="another good one")
    check_equal(page.status, 422, "the old one is wrong")
    check_in("not your password", page.text, "the old one is wrong")
    page = browser.post("/account/password", old_password=PASSWORD, password="qwertyuiop")
    check_equal(page.status, 422, "a common one")
    before = browser.cookies["session"]
    page = browser.post("/account/password", old_password=PASSWORD, password="another good one",
                        follow=False)
    check_equal(page.status, 303, str(page))
    check(browser.cookies["session"] != before, "the token of before")
    check(is_in(browser) and not is_in(other), "the other browser is still in")
    check_equal(sign_in(other, address).status, 422, "the old password")
    check_equal(sign_in(other, address, "another good one").status, 303, "the new one")
    sessions = browser.json("/account")["sessions"]
    check_equal(len(sessions), 2, "where he is signed in")
    check_equal({session["agent"] for session in sessions}, {"Firefox on Linux"}, "browsers")
    there = next(session["id"] for session in sessions if not session["here"])
    browser.get("/account")
    browser.post("/account/sessions/end", session=there)
    check(is_in(browser) and not is_in(other), "ending one")
    stranger, _ = world.member("Cy")
    stranger.get("/account")
    here = browser.json("/account")["sessions"][0]["id"]
    stranger.post("/account/sessions/end", session=here)
    check(is_in(browser), "somebody else ended it")


def set_up(browser):
    """A second factor: its key and its recovery codes."""
    page = browser.json("/account/factor")
    secret = page["secret"]
    check(re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", page["qr"]["path"]), f"{page['qr']}")
    check(21 + 8 <= page["qr"]["size"] <= 177 + 8, f"{page['qr']['size']} modules")
    browser.get("/account/factor")
    check_equal(browser.post("/account/factor", code="000000").status, 422, "a wrong code")
    page = browser.post("/account/factor", code=code_of(secret),
                        headers={"Accept": "application/json"})
    return secret, [code["code"] for code in json.loads(page.body)["codes"]]


def test_an_admin_needs_a_second_factor():
    browser, address = world.member("Dev", "coach,admin")
    page = browser.once("GET", "/")
    check_equal((page.status, page.headers["Location"]), (303, "/account/factor"), "an admin")
    check_equal(browser.once("GET", "/threads", Accept="application/json").status, 403, "JSON")
    secret, codes = set_up(browser)
    check_equal(len(codes), limit("BR_RECOVERY_CODES"), "recovery codes")
    check(is_in(browser), "the admin is not in")
    other = world.browser()
    page = sign_in(other, address, next="/account")
    check_equal(page.headers["Location"], "/sign-in/code?next=%2Faccount", "asked for the code")
    check(not is_in(other), "the password alone opens")
    check_equal(other.once("GET", "/account/factor").headers["Location"], "/sign-in/code",
                "the password alone sets up another factor")
    other.get("/sign-in/code")
    check_equal(other.post("/sign-in/code", code=code_of(secret)).status, 422, "a code used before")
    check_equal(other.post("/sign-in/code", code=code_of(secret, steps=3)).status, 422, "too early")
    half = other.cookies["session"]
    page = other.post("/sign-in/code", code=code_of(secret, steps=1), next="/account", follow=False)
    check_equal((page.status, page.headers["Location"]), (303, "/account"), str(page))
    check(other.cookies["session"] != half and is_in(other), "the code does not open")
    third = world.browser()
    sign_in(third, address)
    third.get("/sign-in/code")
    third.post("/sign-in/code", code=codes[0].upper())
    check(is_in(third), "a recovery code does not open")
    check_equal(third.json("/account")["recovery_left"], len(codes) - 1, "codes that are left")
    fourth = world.browser()
    sign_in(fourth, address)
    fourth.get("/sign-in/code")
    check_equal(fourth.post("/sign-in/code", code=codes[0]).status, 422, "a recovery code again")
    browser.get("/account")
    check_equal(browser.post("/account/factor/remove", code=code_of(secret, steps=1)).status, 422,
                "an admin keeps it")


def test_a_password_alone_buys_few_codes():
    browser, address = world.member("Rhys")
    set_up(browser)
    thief = world.browser(source="127.0.0.4")
    sign_in(thief, address)
    check("browser" not in thief.cookies, "a password alone makes a browser known")
    thief.get("/sign-in/code")
    wrong = limit("BR_SIGN_IN_CODES_MAX")
    answers = [thief.post("/sign-in/code", code="000000", follow=False) for _ in range(wrong)]
    check_equal([page.status for page in answers], [422] * (wrong - 1) + [303], "wrong codes")
    check_equal(answers[-1].headers["Location"], "/sign-in", "the password is asked for again")
    check_equal(thief.once("GET", "/sign-in/code").status, 303, "the half-way sign-in is over")
    statuses = []
    for _ in range(limit("BR_TRIES_KNOWN")):
        sign_in(thief, address)
        thief.get("/sign-in/code")
        statuses.append(thief.post("/sign-in/code", code="000000", follow=False).status)
    check_in(429, statuses, "codes without end")


def test_a_second_factor_is_replaced_with_a_code_of_it():
    browser, _ = world.member("Una")
    _, codes = set_up(browser)
    secret = browser.json("/account/factor")["secret"]
    check_in('name="old_code"', browser.get("/account/factor").text, "the form")
    for old in ({}, {"old_code": "000000"}):
        page = browser.post("/account/factor", code=code_of(secret), **old)
        check_equal(page.status, 422, f"{old}")
        check_in("error-old_code", page.text, f"{old}")
    page = browser.post("/account/factor", code=code_of(secret), old_code=codes[0])
    check_equal(page.status, 200, str(page))
    page = browser.get("/account")
    check_in('name="code"', page.text, "the form that turns it off")
    page = browser.post("/account/factor/remove", code=codes[1])
    check_equal(page.status, 422, "a recovery code of the one before")
    check_in("error-code", page.text, "why")
    check(browser.json("/account")["factor"], "it is off")


def admin(name):
    browser, _ = world.member(name, "coach,admin")
    set_up(browser)
    return browser


def member_named(browser, name):
    return next((member for member in browser.json("/admin/members")["members"]
                 if member["name"] == name), None)


def test_only_admins_see_their_pages():
    browser, _ = world.member("Fay", "lead,data_steward,faculty")
    for path in ("members", "devices", "invitations"):
        check_equal(browser.once("GET", f"/admin/{path}").status, 403, path)
    browser.get("/account")
    for path in ("members/role", "members/remove", "devices/remove", "invitations"):
        check_equal(browser.post(f"/admin/{path}", name="X", role="admin").status, 403, path)


ROLES = ("participant", "coach", "faculty", "lead", "sponsor", "data_steward", "admin")
OPEN = ("/sign-in/help", "/join", "/join/" + "0" * 32)
OWN = ("/account",)
OF_ADMINS = ("/admin/members", "/admin/devices", "/admin/invitations", "/admin/peers",
             "/admin/peers/add", "/admin/look")


def test_each_role_at_each_door():
    for role in (None, *ROLES):
        browser = world.browser() if role is None else admin("Ona") if role == "admin" else \
            world.member("Ona" + role, role)[0]
        for path in OPEN:
            check(browser.once("GET", path).status in (200, 404), f"{role} at {path}")
        for path in OWN:
            check_equal(browser.once("GET", path).status, 303 if role is None else 200,
                        f"{role} at {path}")
        for path in OF_ADMINS:
            check_equal(browser.once("GET", path).status,
                        303 if role is None else 200 if role == "admin" else 403,
                        f"{role} at {path}")


def test_a_lost_second_factor_is_taken_away():
    browser = admin("Pat")
    other, address = world.member("Quin")
    set_up(other)
    them = member_named(browser, "Quin")
    check(them["factor"], "it is not on")
    browser.get("/admin/members")
    own = member_named(browser, "Pat")["member"]
    check_equal(browser.post("/admin/members/factor", member=own).status, 422, "one's own")
    browser.post("/admin/members/factor", member=them["member"])
    check(not member_named(browser, "Quin")["factor"], "it is still on")
    check(not is_in(other), "still signed in")
    page = sign_in(other, address)
    check_equal((page.status, page.headers["Location"]), (303, "/"), "the password alone")


def test_roles_are_given_and_taken():
    browser = admin("Ida")
    other, address = world.member("Jo", "participant")
    them = member_named(browser, "Jo")
    check_equal([role["role"] for role in them["roles"]], ["participant"], "roles")
    check_equal((them["sign_in_name"], them["factor"]), (address, False), "their account")
    check_equal(browser.get("/admin/members").status, 200, "the page")
    browser.post("/admin/members/role", member=them["member"], role="faculty", given="true")
    browser.post("/admin/members/role", member=them["member"], role="participant", given="false")
    check_equal([role["role"] for role in member_named(browser, "Jo")["roles"]], ["faculty"],
                "roles")
    check(is_in(other), "they are not in any more")
    own = member_named(browser, "Ida")["member"]
    page = browser.post("/admin/members/role", member=own, role="admin", given="false")
    check_equal(page.status, 422, "taking away one's own")
    check_equal(browser.post("/admin/members/remove", member=own).status, 422, "oneself")
    check_equal(browser.post("/admin/members/role", member="nobody", role="x").status, 400, "x")
    page = browser.post("/admin/members/renew", member=them["member"])
    link = page.text.split('class="key">')[1].split("<")[0].replace("&#x2F;", "/")
    check_equal(world.browser().get(path_of(link)).status, 200, "an open invitation")
    browser.get("/admin/members")
    page = browser.post("/admin/members/remove", member=them["member"], follow=False)
    check_equal(page.status, 303, str(page))
    check_equal(world.browser().get(path_of(link)).status, 410, "an invitation stays open")
    check(member_named(browser, "Jo") is None, "still listed")
    check(not is_in(other), "still in")
    check_equal(sign_in(other, address).status, 403, "signs in again")
    check_in("did=\"member removed\"", world.bath.said(), "the audit line")


def test_admins_invite():
    browser = admin("Kit")
    browser.get("/admin/invitations")
    check_equal(browser.post("/admin/invitations", name=" ", role="coach").status, 422, "no name")
    check_equal(browser.post("/admin/invitations", name="X" * 201, role="coach").status, 422,
                "a long name")
    page = browser.post("/admin/invitations", name="Lou", role="coach")
    check_equal(page.status, 200, str(page))
    link = page.text.split('class="key">')[1].split("<")[0].replace("&#x2F;", "/")
    listed = next(item for item in browser.json("/admin/invitations")["invitations"]
                  if item["name"] == "Lou")
    check_equal((listed["used_ms"], listed["made_by"]), (None, "Kit"), "unused, by whom")
    lou = world.browser()
    lou.get(path_of(link))
    lou.post(path_of(link), name="lou@bath.test", password=PASSWORD)
    check(is_in(lou), "not in")
    listed = next(item for item in browser.json("/admin/invitations")["invitations"]
                  if item["name"] == "Lou")
    check(listed["used_ms"], "marked as used")
    member = member_named(browser, "Lou")["member"]
    page = browser.post("/admin/members/renew", member=member)
    link = page.text.split('class="key">')[1].split("<")[0].replace("&#x2F;", "/")
    unused = next(item["id"] for item in browser.json("/admin/invitations")["invitations"]
                  if item["name"] == "Lou" and not item["used_ms"])
    check(is_in(lou), "an invitation alone signs nobody out")
    browser.post("/admin/invitations/end", invitation=unused)
    check_equal(lou.get(path_of(link)).status, 410, "a link that was taken back")
    device = world.network.client(world.bath, "Max", "coach")
    devices = devices_of(browser, "Max")
    check_equal(len(devices), 1, "devices")
    device.sync()
    browser.post("/admin/devices/remove", device=devices[0]["id"])
    check_equal(devices_of(browser, "Max"), [], "devices")
    check(device.verb("sync", "--wait", "3", expect=None).code != 0, "it still syncs")


def listed(browser, name):
    return [person["name"] for person in browser.json("/people")["people"]
            if person["name"] == name]


def test_nobody_is_here_twice():
    browser = admin("Ravi")
    first = world.link("Sara Twice", "coach")
    result = world.bath.verb("invite", "--member", "sara twice", "--role", "coach", expect=None)
    check_equal(result.code, 1, str(result))
    check_in("--again", result.err, "what to do")
    browser.get("/admin/invitations")
    page = browser.post("/admin/invitations", name="Sara Twice", role="coach")
    check_equal(page.status, 422, "the form")
    check_in("here already", page.text, "the form")
    for words, code in ((("--again", "--role", "coach"), 2), ((), 2)):
        result = world.bath.verb("invite", "--member", "Sara Twice", *words, expect=None)
        check_equal(result.code, code, str(result))
    result = world.bath.verb("invite", "--member", "Nobody Known", "--again", expect=None)
    check_equal(result.code, 1, str(result))
    again = world.bath.verb("invite", "--member", "Sara Twice", "--again").out.splitlines()[1]
    sara = world.browser()
    check_equal(sara.get(path_of(first)).status, 410, "the link before")
    sara.get(path_of(again))
    page = sara.post(path_of(again), name="sara@bath.test", password=PASSWORD, follow=False)
    check_equal(page.status, 303, str(page))
    check_equal(listed(browser, "Sara Twice"), ["Sara Twice"], "people")
    browser.get("/admin/members")
    browser.post("/admin/members/remove", member=member_named(browser, "Sara Twice")["member"])
    wait_for("she is listed no more", lambda: listed(browser, "Sara Twice") == [])
    check(world.link("Sara Twice", "coach"), "somebody else of the name")


def shared_records():
    return next(stream["seq"] for stream in world.bath.verb("status", "--json").json()["streams"]
                if stream["audience"] == "network" and stream["academy"].startswith("Bath"))


def test_a_card_for_the_academy_alone_says_nothing_to_the_network():
    browser, _ = world.member("Tess")
    before = shared_records()
    browser.get("/profile")
    browser.post("/profile", name="Tess", skills="Charts")
    check_equal(shared_records(), before, "records for the network")
    browser.get("/profile")
    browser.post("/profile", name="Tess", skills="Charts", network_skills="1")
    check_equal(shared_records(), before + 1, "shown")
    browser.get("/profile")
    browser.post("/profile", name="Tess", skills="Charts")
    check_equal(shared_records(), before + 2, "taken back")


def devices_of(browser, name):
    return [device for device in browser.json("/admin/devices")["devices"]
            if device["member_name"] == name]


def test_how_far_other_academies_are():
    browser = admin("Mo")
    page = browser.json("/admin/peers")
    check_equal((page["peers"], page.get("summary")), ([], None), "nobody yet")
    check_in("No other academies yet", browser.get("/admin/peers").text, "nobody yet")
    leeds = world.network.academy("Leeds")
    world.network.peer(world.bath, leeds)
    page = wait_for("Leeds is up to date", lambda: complete(browser), 60)
    check_equal(page["summary"], "One of one is up to date.", "the summary")
    check_equal(page["peers"][0]["far"], "Up to date", "how far")
    check(page["leaves"]["records"] > 0, "what leaves")
    leeds.stop()
    page = wait_for("Leeds is missed", lambda: missed(browser), 60)
    check_in("out of reach", page["peers"][0]["why"], "why")
    check_in("ring them", page["peers"][0]["todo"], "what to do")
    check_in("Leeds", browser.get("/admin/peers").text, "the page")


def test_an_academy_is_added_in_the_browser():
    browser = admin("Nia")
    york = world.network.academy("York")
    page = browser.get("/admin/peers/add")
    check_in(world.bath.peer_code(), page.text.replace("&#x2F;", "/"), "our own code")
    for code, why in (("", "Paste the code"), ("peer-nonsense", "code"),
                      (world.bath.peer_code(), "This is our own code"),
                      (world.bath.invite("Not Peer"), "peer code")):
        page = browser.post("/admin/peers/add", code=code)
        check_equal(page.status, 422, code)
        check_in(why, page.text, code)
    page = browser.post("/admin/peers/add", code=york.peer_code(), follow=False)
    check_equal((page.status, page.headers["Location"]), (303, "/admin/peers"), str(page))
    york.verb("peer add", world.bath.peer_code())
    wait_for("York is up to date", lambda: any(peer["name"] == "York" and peer["complete"]
                                               for peer in browser.json("/admin/peers")["peers"]))
    check_in('did="academy added"', world.bath.said(), "the audit line")


def test_a_backup_is_told_of():
    browser = admin("Olwen")
    backup = browser.json("/admin/peers")["backup"]
    check("made_ms" not in backup, f"none was made: {backup}")
    check_in(f"bigroomd backup {world.bath.folder} FILE", backup["command"], "how")
    check_in("None has been made yet", browser.get("/admin/peers").text, "the card")
    before = time.time() * 1000
    world.bath.verb("backup", world.bath.folder + ".backup")
    backup = browser.json("/admin/peers")["backup"]
    check(before - 1000 <= backup["made_ms"] <= time.time() * 1000, f"when: {backup}")
    check(re.fullmatch(r"[\d.]+ [KM]B", backup["size"]), f"how large: {backup}")
    check_in("Last one", browser.get("/admin/peers").text, "the card")


def complete(browser):
    page = browser.json("/admin/peers")
    return page["peers"][0]["complete"] and page


def missed(browser):
    page = browser.json("/admin/peers")
    return "Caught up" not in page["peers"][0]["why"] and page


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def test_how_our_pages_look():
    browser = admin("Ned")
    check_equal(browser.get("/logo").status, 404, "no logo yet")
    for fields, why in (({"name": ""}, "Give the academy a name"),
                        ({"name": "x" * 41}, "at most 40"),
                        ({"name": "Bath", "colour": "red"}, "six digits"),
                        ({"name": "Bath", "colour": "#777777"}, "#767676"),
                        ({"name": "Bath", "logo": "not a drawing"}, "logo"),
                        ({"name": "Bath", "logo": "<svg><script>x</script></svg>"}, "logo")):
        browser.get("/admin/look")
        page = browser.post("/admin/look", **fields)
        check_equal(page.status, 422, f"{fields}")
        check_in(why, page.text, f"{fields}")
    page = browser.post("/admin/look", name="Bath Flow Academy", colour="#14505A", logo=SVG,
                        follow=False)
    check_equal(page.status, 303, str(page))
    page = wait_for("the new look", lambda: "Bath Flow Academy" in browser.get("/sign-in").text and
                    browser.get("/admin/look"))
    check_in("#14505a", page.text, "the form")
    check_in("--brand:#14505a", browser.get("/assets/brand.css").text, "the style")
    logo = page.text.split('src="/logo')[1].split('"')[0]
    picture = browser.get("/logo" + logo)
    check_equal((picture.text, picture.headers["Content-Type"]), (SVG, "image/svg+xml"), "logo")
    check_in("sandbox", str(picture.headers), "the logo runs nothing")
    world.restart()
    wait_for("the look after a restart",
             lambda: "Bath Flow Academy" in browser.get("/sign-in").text)


def test_over_tls():
    _, address = world.member("Eve")
    browser = Browser(world.bath.address, tls=True)
    page = sign_in(browser, address)
    check_equal(page.status, 303, str(page))
    line = next(line for line in browser.set_cookies if line.startswith("__Host-session="))
    check_in("Secure", line, "the cookie")
    check_in("max-age", page.headers["Strict-Transport-Security"], "HSTS")
    check(is_in(browser), "she is not in")
    plain = world.browser()
    plain.cookies = {"session": browser.cookies["__Host-session"]}
    check(is_in(plain), "the same token, named as it is there")
    browser.cookies = {"session": browser.cookies["__Host-session"]}
    check(not is_in(browser), "a cookie that anybody nearby could set")


def test_secrets_are_nowhere():
    said = world.bath.said(all_of_it=True)
    for secret in (PASSWORD, "guess number", "Sian", "bath.test"):
        check(secret not in said, f"the log says {secret!r}")
    world.bath.stop()
    with open(world.bath.folder + "/private.db", "rb") as file:
        check(PASSWORD.encode() not in file.read(), "a password is kept as it is")
    world.run()


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
