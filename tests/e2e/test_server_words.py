#!/usr/bin/env python3
"""test_server_words.py - bigroomd as a person meets it: its words, their order, its answers.
"""

import os
import re
import shutil
import sqlite3
import subprocess

from cases import cases_of, check, check_equal, check_in, run, wait_for
from network import (Client, Daemon, Network, free_port, interrupted, programs_folder,
                     run_program)


class World:
    def __init__(self):
        self.network = Network()
        self.bath = self.network.academy("Bath", start=False)
        self.leeds = self.network.academy("Leeds")

    def path(self, name):
        return os.path.join(self.network.folder, name)


def bigroomd(*words, **options):
    return run_program("bigroomd", words, **options)


def refused(words, expect, *parts):
    """It ends with [expect], says [parts], and prints nothing on standard output."""
    result = bigroomd(*words, expect=expect)
    for part in parts:
        check_in(part, result.err, " ".join(words))
    check_equal(result.out, "", f"standard output of {words}")
    return result


# --- the words of a call ----------------------------------------------------------------------

DIR_VERBS = ["status", "peer code", "peer list", "figures", "verify", "rebuild", "invite", "run"]


def test_a_word_too_many():
    for folder in (world.bath.folder, world.leeds.folder):  # one stands still, one is running
        for verb in DIR_VERBS:
            refused([*verb.split(), folder, "extra"], 2, '"extra" is one word too many',
                    f"usage: bigroomd {verb} DIR")
        for verb in ("peer add", "backup"):
            refused([*verb.split(), folder, "x", "extra"], 2, '"extra" is one word too many')
            refused([*verb.split(), folder], 2, "is missing", f"usage: bigroomd {verb} DIR")
    refused(["restore", "file", "folder", "extra"], 2, '"extra" is one word too many')


def test_an_unknown_option():
    for folder in (world.bath.folder, world.leeds.folder):
        for verb in DIR_VERBS + ["peer add", "backup"]:
            refused([*verb.split(), folder, "--bogus"], 2, "there is no option --bogus here")
    refused(["restore", "file", "folder", "--bogus"], 2, "there is no option --bogus here")
    refused(["init", world.path("new"), "--bogus"], 2, "there is no option --bogus here")
    check(not os.path.exists(world.path("new")), "init made a folder")


def test_a_repeated_option():
    refused(["init", world.path("new"), "--academy", "A", "--academy", "B", "--listen",
             "127.0.0.1:4711"], 2, "--academy is given twice")
    refused(["status", world.bath.folder, "--json", "--json"], 2, "--json is given twice")
    refused(["invite", world.leeds.folder, "--member", "A", "--role", "coach", "--member=B"], 2,
            "--member is given twice")
    check(not os.path.exists(world.path("new")), "init made a folder")


def test_values_of_options():
    refused(["status", world.bath.folder, "--json=yes"], 2, "--json takes no value")
    refused(["invite", world.bath.folder, "--role"], 2, "--role needs a value")
    refused(["invite", world.bath.folder, "--role", "coach"], 2, "--member is missing")
    refused(["init", world.path("new"), "--academy", "A"], 2, "--listen is missing")


def test_a_running_server_reads_the_words_again():
    """Whoever speaks to the socket directly is held to the same."""
    for words in (["status", "extra"], ["status", "--bogus"], ["status", "--json", "--json"],
                  ["peer add"], ["nonsense"], []):
        check(world.leeds.asked(*words, expect=2).err.startswith("bigroomd: "), f"{words}")


def test_options_stand_anywhere():
    for folder in (world.bath.folder, world.leeds.folder):
        before = bigroomd("status", "--json", folder).json()
        check_equal(before["academy"], bigroomd("status", folder, "--json").json()["academy"],
                    "the academy")
    code = bigroomd("invite", "--role=coach", world.leeds.folder, "--member", "-dash-").out
    check(code.startswith("join-"), f"not a code: {code!r}")


def test_help():
    for verb in DIR_VERBS + ["peer add", "backup", "init", "restore"]:
        for words in ([*verb.split(), "--help"], [*verb.split(), world.bath.folder, "-h"]):
            check_in(f"usage: bigroomd {verb} ", bigroomd(*words).out, " ".join(words))
    peer = bigroomd("peer", "--help").out
    for verb in ("code", "add", "list"):
        check_in(f"bigroomd peer {verb} DIR", peer, "peer --help")
    refused(["peer"], 2, "bigroomd peer add DIR CODE")
    refused(["peer", "bogus", world.bath.folder], 2, "bigroomd peer list DIR")
    for words in (["--help"], ["help"]):
        check_in("bigroomd init DIR", bigroomd(*words).out, words[0])
    refused(["bogus"], 2, 'there is no verb "bogus"')
    refused(["bogus", "--help"], 2, 'there is no verb "bogus"')
    refused([], 2, "bigroomd init DIR")


# --- addresses --------------------------------------------------------------------------------

def test_an_address_that_nobody_can_reach():
    words = ["init", world.path("new"), "--academy", "A", "--listen"]
    for anywhere in ("0.0.0.0:4711", "[::]:4711"):
        refused([*words, anywhere], 2, "nobody can reach " + anywhere, "--address")
        refused([*words, "127.0.0.1:4711", "--address", anywhere], 2, "nobody can reach")
    for name in ("localhost:4711", "bath.example:4711", "300.1.1.1:4711"):
        refused([*words, name], 2, "--listen " + name, "--address")
    for wrong in ("4711", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "::1:4711"):
        refused([*words, wrong], 2, "an address looks like")
        refused([*words, "127.0.0.1:4711", "--address", wrong], 2, "an address looks like")
    check(not os.path.exists(world.path("new")), "init made a folder")
    bigroomd(*words, "0.0.0.0:4711", "--address", "bath.example:4711")
    shutil.rmtree(world.path("new"))


def test_a_folder_in_a_folder_that_is_not_there():
    backup = world.path("parent.bigroom")
    missing = world.path("missing")
    world.bath.verb("backup", backup)
    for words in (["init", missing + "/a", "--academy", "A", "--listen", "127.0.0.1:4711"],
                  ["restore", backup, missing + "/a"]):
        refused(words, 1, f"there is no folder {missing}", f"mkdir -p {missing}")
    refused(["backup", world.bath.folder, missing + "/a.bigroom"], 1,
            f"there is no folder {missing}", f"mkdir -p {missing}")
    check(not os.path.exists(missing), "the folder was made")


# --- init and restore that were cut off -------------------------------------------------------

def cut_off(words, moments, folder):
    """Killed at each of [moments], a call leaves no academy, and the next call makes one."""
    kills = 0
    for file, call, number in moments:
        killed = bigroomd(*words, expect=(0, -9), env=interrupted(file, call, number))
        if killed.code == 0:
            shutil.rmtree(folder)
            continue  # it does not come so far
        kills += 1
        check(not os.path.exists(folder), f"an academy, though killed at {file} {call} {number}")
        left = os.listdir(folder + ".part")
        again = bigroomd(*words, expect=None)
        check(again.code == 0, f"killed at {file} {call} {number}, which left {left}: {again}")
        check(not os.path.exists(folder + ".part"), "the part is still there")
        check_equal(bigroomd("verify", folder, "--json").json()["faults"], 0, "faults")
        shutil.rmtree(folder)
    return kills


def test_init_can_be_repeated():
    folder = world.path("cut")
    words = ["init", folder, "--academy", "Cut", "--listen", "127.0.0.1:4711"]
    moments = [("keys/signing.new", "sync", 1), ("keys/tls.pem", "sync", 1)]
    for file in ("private.db", "log/shared.db", "log/local.db", "views/all.db"):
        moments += [(file + "-journal", "write", 1), (file + "-wal", "write", 1),
                    (file + "-wal", "sync", 1), (file, "write", 2)]
    kills = cut_off(words, moments, folder)
    check(kills >= 12, f"only {kills} of {len(moments)} moments came")


def test_restore_can_be_repeated():
    backup = world.path("cut.bigroom")
    world.bath.verb("backup", backup)
    moments = [(file, "sync", 1) for file in ("keys/signing", "private.db", "log/shared.db")]
    moments += [("private.db-wal", "write", 1), ("private.db-wal", "sync", 1)]
    kills = cut_off(["restore", backup, world.path("cut")], moments, world.path("cut"))
    check(kills >= 4, f"only {kills} of {len(moments)} moments came")


def test_what_is_in_the_way_is_not_ours_to_remove():
    folder = world.path("new")
    backup = world.path("way.bigroom")
    world.bath.verb("backup", backup)
    os.mkdir(folder + ".part")
    with open(os.path.join(folder + ".part", "letter"), "w", encoding="utf-8") as file:
        file.write("not yours")
    words = ["init", folder, "--academy", "A", "--listen", "127.0.0.1:4711"]
    refused(words, 1, "new.part is in the way")
    refused(["restore", backup, folder], 1, "new.part is in the way")
    check_equal(os.listdir(folder + ".part"), ["letter"], "what was in the way")
    shutil.rmtree(folder + ".part")

    os.symlink(world.bath.folder, folder + ".part")  # never through it
    refused(words, 1, "new.part is in the way")
    refused(["restore", backup, folder], 1, "new.part is in the way")
    check_equal(bigroomd("verify", world.bath.folder, "--json").json()["faults"], 0, "faults")
    os.unlink(folder + ".part")
    refused(["init", folder + ".part/", *words[2:]], 2, "ends in .part")


# --- where the answer goes --------------------------------------------------------------------

def into(where, *words):
    """The call with its standard output at [where] ("/dev/full", or "-" for none)."""
    to = ">&-" if where == "-" else ">" + where
    program = os.path.join(programs_folder(), "bigroomd")
    done = subprocess.run(["bash", "-c", f'exec "$0" "$@" {to}', program, *words],
                          capture_output=True, timeout=60, check=False)
    return done.returncode, done.stderr.decode()


def test_an_answer_that_cannot_be_written():
    for where, why in (("/dev/full", "No space left"), ("-", "Bad file descriptor")):
        for folder in (world.bath.folder, world.leeds.folder):
            for verb in ("status", "peer code", "peer list", "figures", "verify"):
                code, said = into(where, *verb.split(), folder)
                check_equal(code, 1, f"{verb} into {where}: {said}")
                check_in("the answer could not be written: " + why, said, verb)
            code, said = into(where, "invite", folder, "--member", "A", "--role", "coach")
            check_equal(code, 1, f"invite into {where}: {said}")
        check_equal(into(where, "--help")[0], 1, "--help into " + where)
        check_equal(into(where, "--version")[0], 1, "--version into " + where)


def test_a_recovery_key_that_cannot_be_written():
    for where in ("/dev/full", "-"):
        code, said = into(where, "init", world.path("new"), "--academy", "A", "--listen",
                          "127.0.0.1:4711")
        check_equal(code, 1, f"init into {where}: {said}")
        check_in("the recovery key could not be written, so no academy was made", said, "init")
        check_equal(said.count("\n"), 1, f"lines of {said!r}")
        check(not os.path.exists(world.path("new")), "the academy is there all the same")
        check(not os.path.exists(world.path("new.part")), "its part is there all the same")


def test_what_was_typed_is_shown_safely():
    nasty = "a\x1b[2Jb\nc\u202ed"
    safe = "a\\x1b[2Jb\\x0ac<U+202E>d"
    with_file = world.path(nasty)
    for folder in (world.bath.folder, world.leeds.folder):
        for words in ([nasty], ["status", folder, nasty], ["status", folder, "--" + nasty],
                      ["peer", "add", folder, nasty], ["status", with_file],
                      ["invite", folder, "--member", "A", "--role", nasty],
                      ["backup", folder, with_file + "/x"], ["restore", with_file, with_file],
                      ["init", with_file + "/x", "--academy", "A", "--listen", "127.0.0.1:1"],
                      ["init", with_file, "--academy", "A", "--listen", nasty]):
            err = bigroomd(*words, expect=(1, 2)).err
            check("\x1b" not in err and "\u202e" not in err, f"{words}: {err!r}")
            check(safe in err or words[0] == "peer", f"{words}: {err!r}")
            sentence = err.split("\nusage")[0].split("\n\nbigroomd:")[0].rstrip()
            check_equal(sentence.count("\n"), 0, f"line feeds in {err!r}")
    made = bigroomd("init", with_file, "--academy", "A", "--listen", "127.0.0.1:1").out
    check_in(safe, made, "init")
    backup = bigroomd("backup", with_file, with_file + ".bigroom").out
    check_in(safe + ".bigroom holds", backup, "backup")
    shutil.rmtree(with_file)
    check_in(safe + " is restored", bigroomd("restore", with_file + ".bigroom", with_file).out,
             "restore")


# --- what status says -------------------------------------------------------------------------

def stream_of(status, academy):
    return next(at for at in status["streams"]
                if at["academy"] == academy and at["audience"] == "network")


def test_status_remembers_over_a_restart():
    """When each was last caught up, and what a peer holds of ours, before anybody connects."""
    with Network() as network:
        york, hull = network.academy("York"), network.academy("Hull")
        network.peer(york, hull, right_dials=False)
        network.wait_equal()
        wait_for("Hull's receipt", lambda: york.status()["peers"][0]["holds_of_ours"] > 0)
        wait_for("York's receipt", lambda: hull.status()["peers"][0]["holds_of_ours"] > 0)
        hull.stop()
        wait_for("York hears of it", lambda: not york.status()["peers"][0]["connected"])
        before = york.status()
        york.stop()
        for again in (True, False):  # standing still, then running
            york_then, hull_then = york.status(), hull.status()
            for field in ("caught_up_ms", "holds_of_ours"):
                check_equal(york_then["peers"][0][field], before["peers"][0][field], field)
                check(hull_then["peers"][0][field] > 0, f"{field} at Hull: {hull_then['peers']}")
            check_equal(stream_of(york_then, "Hull")["caught_up_ms"],
                        before["peers"][0]["caught_up_ms"], "the stream's")
            text = york.verb("status").out
            check("never" not in text, f"it says never: {text}")
            check_in(" ours ", text, "status")
            check_equal(hull_then["peers"][0]["why"], "reached through others", "why")
            if again:
                york.start()
        york.kill()
        check_equal(york.status()["peers"][0]["caught_up_ms"],
                    before["peers"][0]["caught_up_ms"], "after a kill")


def test_status_says_digests_of_what_is_there():
    """The same twice in a row, from the first time on, of an academy whose views are to be made."""
    with Network() as network:
        york = network.academy("York")
        ash = network.client(york, "Ash")
        for number in range(30):
            ash.verb("thread new", "--to", "network", "--title", f"thread {number}")
        ash.sync()
        running = york.status()
        york.kill()
        for views in (False, True, True):
            if views:
                shutil.rmtree(os.path.join(york.folder, "views"))
            first, second = york.status(), york.status()
            for status in (first, second):
                check_equal(status["digest"], running["digest"], "the digest")
                check_equal(status["folding"], False, "folding")
        check("being computed" not in york.verb("status").out, "views are being computed")


# --- words ------------------------------------------------------------------------------------

def test_no_academy_there():
    for folder in (world.path("nosuch"), world.path("empty")):
        if folder.endswith("empty"):
            os.mkdir(folder)
        for verb in ("status", "run", "verify", "backup"):
            more = [folder + ".bigroom"] if verb == "backup" else []
            refused([verb, folder, *more], 1, f"there is no academy in {folder}", "bigroomd init")
        if os.path.isdir(folder):
            check_equal(os.listdir(folder), [], "what is left in it")
    check(not os.path.exists(world.path("nosuch")), "it was made")


def test_roles_and_commas():
    for roles in ("coach,", ",coach", "coach,,lead", ",", ""):
        refused(["invite", world.leeds.folder, "--member", "A", "--role", roles], 2,
                "no such role")
    bigroomd("invite", world.leeds.folder, "--member", "Commas", "--role", "coach,lead")


def test_what_became_of_a_code():
    code = world.leeds.invite("Once")
    clients = [Client(world.leeds, name) for name in ("first", "second", "third")]
    clients[0].join(code)
    check_in("enrol result=joined", world.leeds.said(), "the log")
    check(clients[1].join(code, expect=None).code != 0, "a used code was taken")
    check_in("enrol result=used", world.leeds.said(), "the log")
    expired = world.leeds.invite("Never", "coach", "--days", "0")
    check(clients[2].join(expired, expect=None).code != 0, "an expired code was taken")
    check_in("enrol result=expired", world.leeds.said(), "the log")


def test_peer_add_says_what_is_left_to_do():
    with Network() as network:
        york, hull = network.academy("York"), network.academy("Hull")
        first = york.verb("peer add", hull.peer_code()).out
        check_in("Hull is accepted. It must add the code of York as well", first, "the first")
        second = hull.verb("peer add", york.peer_code()).out
        check_equal(second, "York is accepted, and connected.\n", "the second")


def test_one_is_not_many():
    with Network() as network:
        york = network.academy("York", start=False)
        said = york.verb("verify").out
        check_in("1 stream, 2 records, ", said, "verify")
        for wrong in ("1 streams", "1 records", "1 signed heads", "1 faults"):
            check(wrong not in " " + said, f"{wrong}: {said}")


def damaged(folder, file, *statements):
    database = sqlite3.connect(os.path.join(folder, file))
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()


def test_verify_names_streams_as_status_does():
    with Network() as network:
        york = network.academy("York", start=False)
        damaged(york.folder, "log/shared.db",
                "UPDATE record SET body = zeroblob(length(body))"
                " WHERE position = (SELECT max(position) FROM record)")
        found = york.verb("verify", expect=3)
        check_in("York, network: ", found.err, "verify")
        check("stream " not in found.err, f"a number of our own: {found.err}")


def test_rebuild_says_who_has_what():
    with Network() as network:
        york = network.academy("York", start=False)
        york.status()  # folds
        damaged(york.folder, "views/all.db", "UPDATE academy SET name = 'Yorick'")
        found = york.verb("rebuild", expect=3)
        check_in("academy: the views have a row that the log does not say: ", found.err, "rebuild")
        check_in("academy: the log says a row that the views do not have: ", found.err, "rebuild")


# --- the pages that people follow -------------------------------------------------------------

def page(name):
    with open(os.path.join(os.path.dirname(__file__), "..", "..", name), encoding="utf-8") as file:
        return file.read()


def test_the_demonstration_says_nothing_when_nothing_is_built():
    progress = re.search(r"^progress\(\) \{\n.*?^\}\n", page("deploy/demo"), re.M | re.S)[0]

    def shown(*lines):
        return subprocess.run(["bash", "-c", progress + "progress"], input="\n".join(lines) + "\n",
                              capture_output=True, text=True, timeout=20, check=True).stdout
    idle = ["ninja: Entering directory", "[0/2] Re-checking globbed directories...",
            "[1/2] Re-running CMake...", "-- Configuring done", "ninja: no work to do."]
    check_equal(shown(*idle), "", "what is said of no work")
    check_in("building the programs, 3 steps", shown(*idle[:2], "[1/3] Building C object"), "work")


def test_the_first_page_can_be_followed():
    """Its commands, one after the other, in a folder that stands for /var/lib."""
    with Network() as network:
        port, york = free_port(), network.academy("York")
        home = os.path.join(network.folder, "home")
        os.mkdir(home)
        environment = {**os.environ, "HOME": home,
                       "PATH": programs_folder() + ":" + os.environ["PATH"]}
        environment.pop("BIGROOM_DIR", None)
        commands = re.findall(r"^    (install .*|bigroomd? .*)$", page("README.md"), re.M)
        verbs = [" ".join(command.split()[:2]) for command in commands]
        check_equal(verbs, ["install -d", "install -d", "bigroomd init", "bigroomd run",
                            "bigroomd web", "bigroomd invite", "bigroom join", "bigroom run",
                            "bigroom pages", "bigroomd peer", "bigroomd peer", "bigroomd status",
                            "bigroomd backup", "bigroomd verify"], "the commands of the page")
        own_certificate = os.path.join(home, "bigroom", "bath", "keys", "web-own.pem")
        codes = {"bigroomd peer add": york.peer_code()}
        running = []
        for command in commands:
            line = command.replace("/var/lib/", home + "/")
            line = line.replace("0.0.0.0:4711", f"127.0.0.1:{port}")
            line = line.replace("bigroom.bath.example:4711", f"127.0.0.1:{port}")
            code = codes.get("bigroomd peer add" if " peer add " in line else "bigroom join", "")
            line = re.sub(r"\bCODE$", code, line)
            line = re.sub(r"\bFILE\.pem$", own_certificate, line)
            if line == "bigroom run":
                line += f" --http 127.0.0.1:{free_port()}"
            if line.split()[1] == "run":
                running.append(Daemon(os.path.join(network.folder, f"page-{len(running)}.log")))
                running[-1].launch(["bash", "-c", "exec " + line], environment)
                wait_for("it is asked", lambda: "listening" in running[0].said())
                wait_for("it has a certificate", lambda: os.path.exists(own_certificate))
                wait_for("pages", lambda: len(running) < 2 or " pages " in running[1].said())
                continue
            done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True,
                                  text=True, timeout=60, check=False)
            check_equal(done.returncode, 0, f"{command}: {done.stderr}")
            if " invite " in line:
                codes["bigroom join"] = done.stdout.splitlines()[0]
        for daemon in running:
            daemon.stop()


def test_the_unit_names_what_the_page_installs():
    named = re.search(r"^Documentation=file:(.*)$", page("deploy/bigroomd@.service"), re.M)[1]
    install = re.search(r"install -D -m 644 -t (\S+) (\S+)", page("deploy/README.md"))
    check_equal(os.path.join(install[1], os.path.basename(install[2])), named, "Documentation=")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
