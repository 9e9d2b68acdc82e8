#!/usr/bin/env python3
"""test_bad_files.py - disks that are full, folders that are not ours, files that are not whole.

Each is told in words and with a non-zero exit; the files are as before, and when the trouble is
over everything goes on.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import threading

from cases import Failure, Skipped, cases_of, check, check_equal, check_in, run, say, wait_for
from network import Academy, Client, Network, Result, programs_folder, run_program

NOBODY = 65534


class World:
    """Bath with some threads, its client Ash, its peer Leeds; stopped, to be copied."""

    def __init__(self):
        self.network = Network()
        os.chmod(self.network.folder, 0o755)
        self.bath = self.network.academy("Bath")
        self.leeds = self.network.academy("Leeds")
        self.network.peer(self.bath, self.leeds)
        self.ash = self.network.client(self.bath, "Ash")
        self.kim = self.network.client(self.leeds, "Kim")
        for client in (self.ash, self.kim):
            client.verb("batch", "-", stdin="".join(json.dumps({
                "kind": "thread_started", "to": "network", "message": {
                    "title": f"{client.name} {number}", "text": "word " * 200}}) + "\n"
                for number in range(40)))
            client.sync()
        self.network.wait_equal(streams=2)
        self.ash.sync()
        self.heads = self.bath.holds()
        for academy in self.network.academies:
            academy.stop()
        self.copies = 0
        self.live = []

    def clear(self):
        """What an earlier case left running, because it failed."""
        for daemon in self.live + [self.leeds]:
            daemon.kill()
        self.live = []

    def academy_copy(self):
        """Bath in a folder of its own, to be spoilt."""
        self.clear()
        self.copies += 1
        copy = Academy(self.network, f"copy{self.copies}", self.bath.port)
        copy.name = "Bath"
        shutil.copytree(self.bath.folder, copy.folder)
        self.live.append(copy)
        return copy

    def client_copy(self):
        self.copies += 1
        copy = Client(self.bath, f"copy{self.copies}")
        shutil.copytree(self.ash.folder, copy.folder)
        self.live.append(copy)
        return copy


def contents(folder):
    """What every file in a folder holds; not what SQLite keeps beside its files, and no lock."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            if name in ("lock", "control") or name.endswith(("-wal", "-shm")):
                continue
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = hashlib.sha256(file.read()).hexdigest()
    return found


def refused(run, folder, what, *words):
    """[run] fails, says each of [words], and leaves the files alone."""
    before = contents(folder)
    result = run()
    check(result.code == 1, f"{what}: {result}")
    check(len(result.err.strip()) > 20, f"{what}: no sentence: {result}")
    for word in words:
        check_in(word, result.err, what)
    check_equal(contents(folder), before, f"{what}: the files")
    return result


def run_fails(academy, what, *words):
    refused(lambda: academy.program("run", academy.folder, expect=None, seconds=20),
            academy.folder, f"run: {what}", *words)
    refused(lambda: academy.verb("status", expect=None), academy.folder, f"status: {what}", *words)


# --- in use -----------------------------------------------------------------------------------

def test_port_in_use():
    bath = world.academy_copy().start()
    leeds = Academy(world.network, "portless", bath.port)
    leeds.init()
    before = leeds.status()["digest"]
    result = leeds.program("run", leeds.folder, expect=1, seconds=20)
    check_in(bath.address, result.err, "the port")
    check_equal(leeds.status()["digest"], before, "what the second one holds")
    check_equal(bath.holds(), world.heads, "what the first one holds")
    bath.stop()
    leeds.start()
    leeds.stop()


def test_two_servers_on_one_folder():
    bath = world.academy_copy().start()
    for _ in range(3):
        refused(lambda: bath.program("run", bath.folder, expect=None, seconds=20), bath.folder,
                "a second server")
    check_equal(bath.holds(), world.heads, "what the first one holds")
    bath.stop()
    bath.start()
    bath.check_sound()
    bath.stop()


def test_init_where_something_is():
    before = contents(world.bath.folder)
    result = world.bath.program("init", world.bath.folder, "--academy", "Bath", "--listen",
                                "127.0.0.1:1", expect=1)
    check_in("exists", result.err, "init")
    check_equal(contents(world.bath.folder), before, "the files")


def test_two_clients_on_one_folder():
    """The second `run` is told; other verbs go through the first; all at once they wait in turn."""
    bath = world.academy_copy().start()
    ash = world.client_copy().start()
    result = ash.verb("run", expect=None, seconds=20)
    check(result.code != 0 and "running" in result.err, f"a second run: {result}")
    made = ash.json("thread new", "--title", "Through the first")["id"]
    check_equal(ash.json("thread show", made)["thread"]["title"], "Through the first", "title")
    ash.stop()

    failures = []

    def write(number):
        try:
            ash.verb("thread new", "--title", f"At once {number}")
            ash.sync()
        except Failure as failure:
            failures.append(failure)
    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(not failures, f"{failures}")
    titles = [thread["title"] for thread in ash.json("thread list", "--all")["threads"]]
    check_equal(sorted(title for title in titles if title.startswith("At once")),
                [f"At once {number}" for number in range(6)], "threads")
    bath.stop()


def test_a_folder_that_is_none():
    for verb in ("run", "status", "verify", "rebuild"):
        result = run_program("bigroomd", [verb, "/nonexistent/folder"], expect=1)
        check_in("/nonexistent/folder", result.err, verb)
    for words in (["status"], ["sync"], ["thread", "list"]):
        result = run_program("bigroom", [*words, "--dir", "/nonexistent/folder"], expect=(1, 5))
        check(result.err.strip(), f"{words}: {result}")
        check(not os.path.exists("/nonexistent"), "it made the folder")


# --- damage -----------------------------------------------------------------------------------

def damage(path, how):
    size = os.path.getsize(path)
    with open(path, "r+b") as file:
        if how == "not a database":
            file.write(os.urandom(size))
        elif how == "cut in the middle":
            file.truncate(size // 2 // 4096 * 4096 + 100)
        elif how == "empty":
            file.truncate(0)
        elif how == "pages overwritten":
            for at in range(4096, size, 8192):
                file.seek(at)
                file.write(os.urandom(4096))
        elif how == "first page overwritten":
            file.seek(100)
            file.write(b"\xff" * 900)
    return path


HOW = ("not a database", "cut in the middle", "empty", "pages overwritten",
       "first page overwritten")


def test_damaged_log():
    for name in ("log/shared.db", "log/local.db"):
        for how in HOW:
            bath = world.academy_copy()
            damage(os.path.join(bath.folder, name), how)
            run_fails(bath, f"{name} {how}", os.path.basename(name))


def test_damaged_private_file():
    for name in ("private.db", "desk.db"):
        for how in HOW:
            if name == "desk.db" and how in ("empty", "pages overwritten"):
                continue  # made, as when it is not there; not met before somebody asks
            bath = world.academy_copy()
            damage(os.path.join(bath.folder, name), how)
            run_fails(bath, f"{name} {how}", name)


def test_damaged_keys():
    for name, content in (("keys/signing", b""), ("keys/signing", b"zz" * 32),
                          ("keys/tls.pem", b""), ("keys/tls.pem", b"-----BEGIN nothing-----")):
        bath = world.academy_copy()
        with open(os.path.join(bath.folder, name), "wb") as file:
            file.write(content)
        run_fails(bath, f"{name} {content[:10]!r}", name)
    for name in ("keys/signing", "keys/tls.pem", "log/shared.db", "log/local.db", "private.db"):
        bath = world.academy_copy()
        os.unlink(os.path.join(bath.folder, name))
        run_fails(bath, f"{name} missing", os.path.basename(name))


def test_another_academys_files():
    """Keys or a log of somebody else do not fit, and nothing is signed with them."""
    for name, word in (("keys/signing", "keys/signing"), ("keys/tls.pem", "keys/tls.pem"),
                       ("log/shared.db", "log/shared.db"), ("log/local.db", "log/local.db")):
        bath = world.academy_copy()
        shutil.copy(os.path.join(world.leeds.folder, name), os.path.join(bath.folder, name))
        run_fails(bath, f"another academy's {name}", word)


def program(name, *words):
    return [os.path.join(programs_folder(), name), *words]


def test_damaged_views_are_made_anew():
    """They are a cache: whatever became of them, the log has it all."""
    digest = None
    for how in (None, "missing") + HOW:
        bath = world.academy_copy()
        path = os.path.join(bath.folder, "views/all.db")
        if how == "missing":
            os.unlink(path)
        elif how:
            damage(path, how)
        bath.start()
        wait_for("the views are there", lambda: not bath.status()["folding"])
        digest = digest or bath.digest()
        check_equal(bath.digest(), digest, f"the digest after views were {how}")
        bath.check_sound()
        bath.stop()


def test_one_changed_byte_in_the_log_is_found():
    """In a record's text, where SQLite itself sees nothing: verify says where."""
    bath = world.academy_copy()
    path = os.path.join(bath.folder, "log", "shared.db")
    with open(path, "r+b") as file:
        data = file.read()
        at = data.index(b"word word word word")
        file.seek(at + 5)
        file.write(b"W")
    result = bath.verb("verify", expect=3)
    check_in(": 1 fault\n", result.out, "verify")
    check_in("Bath, network: ", result.err, "verify names no place")
    say(f"    verify said: {result.err.strip().splitlines()[0]}")


def test_damaged_client_files():
    for name in ("device.db", "log/shared.db", "log/local.db"):
        for how in HOW:
            if how == "empty" and name != "device.db":
                continue  # a client's logs are a copy: see below
            ash = world.client_copy()
            damage(os.path.join(ash.folder, name), how)
            refused(lambda: ash.verb("status", expect=None), ash.folder, f"{name} {how}")
            refused(lambda: ash.verb("thread new", "--title", "x", expect=None), ash.folder,
                    f"write with {name} {how}")
    for name in ("tls.pem", "device.db"):
        ash = world.client_copy()
        os.unlink(os.path.join(ash.folder, name))
        refused(lambda: ash.verb("sync", expect=None), ash.folder, f"{name} missing")


def test_lost_client_logs_are_fetched_again():
    """The academy has all that a client's logs had; what was not sent yet is in the outbox."""
    bath = world.academy_copy().start()
    for how in ("missing", "empty"):
        ash = world.client_copy()
        made = ash.json("thread new", "--title", f"Unsent when logs were {how}")["id"]
        before = sorted(at["id"] for at in ash.json("thread list", "--all")["threads"])
        for name in ("log/shared.db", "log/local.db"):
            if how == "empty":
                damage(os.path.join(ash.folder, name), how)
            else:
                os.unlink(os.path.join(ash.folder, name))
        ash.sync()
        after = sorted(at["id"] for at in ash.json("thread list", "--all")["threads"])
        check(made in after and set(before) <= set(after), f"threads are missing: logs {how}")
    bath.check_sound()
    bath.stop()


def test_damaged_client_views():
    titles = sorted(at["title"] for at in world.ash.json("thread list", "--all")["threads"])
    for how in HOW:
        ash = world.client_copy()
        folder = os.path.join(ash.folder, "views")
        for name in os.listdir(folder):
            if name.endswith(".db"):
                damage(os.path.join(folder, name), how)
        listed = [at["title"] for at in ash.json("thread list", "--all")["threads"]]
        check_equal(sorted(listed), titles, f"threads after views were {how}")


# --- newer schemas ----------------------------------------------------------------------------

def make_newer(path):
    with sqlite3.connect(path) as file:
        version = file.execute("PRAGMA user_version").fetchone()[0]
        check(version > 0, f"{path} says no version")
        file.execute(f"PRAGMA user_version = {version + 1}")
    file.close()


def test_files_of_a_newer_schema():
    for name in ("log/shared.db", "log/local.db", "private.db"):
        bath = world.academy_copy()
        make_newer(os.path.join(bath.folder, name))
        run_fails(bath, f"a newer {name}", "newer")
    for name in ("log/shared.db", "log/local.db", "device.db"):
        ash = world.client_copy()
        make_newer(os.path.join(ash.folder, name))
        refused(lambda: ash.verb("status", expect=None), ash.folder, f"a newer {name}", "newer")


def test_views_of_a_newer_schema_are_made_anew():
    bath = world.academy_copy()
    make_newer(os.path.join(bath.folder, "views/all.db"))
    bath.start()
    bath.check_sound()
    bath.stop()


def test_views_of_an_earlier_version_are_removed():
    """There were two files, one for each log."""
    bath = world.academy_copy()
    earlier = [os.path.join(bath.folder, "views", name + tail)
               for name in ("shared.db", "local.db") for tail in ("", "-wal", "-shm")]
    for path in earlier:
        with open(path, "wb") as file:
            file.write(b"earlier")
    bath.start()
    bath.check_sound()
    bath.stop()
    check_equal([path for path in earlier if os.path.exists(path)], [], "earlier views")


# --- read-only --------------------------------------------------------------------------------

def as_nobody(*argv):
    """Run a program as a user who owns nothing here."""
    if os.geteuid() != 0:
        raise Skipped("only root can become another user")
    if shutil.which("setpriv") is None:
        raise Skipped("there is no setpriv")
    done = subprocess.run(["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
                           *argv], capture_output=True, timeout=60, check=False)
    return Result(list(argv), done.returncode, done.stdout, done.stderr)


def give(folder, writable):
    """Everything in [folder] belongs to nobody, who may write it or only read it."""
    for at, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = os.path.join(at, name)
            os.chown(path, NOBODY, NOBODY)
            is_folder = stat.S_ISDIR(os.stat(path).st_mode)
            os.chmod(path, (0o700 if writable else 0o500) if is_folder else
                     (0o600 if writable else 0o400))
    os.chown(folder, NOBODY, NOBODY)
    os.chmod(folder, 0o700 if writable else 0o500)


def test_read_only_folder():
    bath = world.academy_copy()
    give(bath.folder, False)
    for verb in ("run", "status", "verify", "rebuild"):
        refused(lambda verb=verb: as_nobody(*program("bigroomd", verb, bath.folder)), bath.folder,
                f"{verb} in a read-only folder")
    ash = world.client_copy()
    give(ash.folder, False)
    for words in (["status"], ["sync"], ["thread", "new", "--title", "x"]):
        refused(lambda words=words: as_nobody(*program("bigroom", *words, "--dir", ash.folder)),
                ash.folder, f"{words} in a read-only folder")
    give(bath.folder, True)
    result = as_nobody(*program("bigroomd", "verify", bath.folder))
    check_equal(result.code, 0, f"verify when it is writable again: {result}")


def test_nothing_is_made_in_a_read_only_folder():
    folder = os.path.join(world.network.folder, "locked")
    os.mkdir(folder, 0o555)
    for argv in (program("bigroomd", "init", folder + "/new", "--academy", "X", "--listen",
                         "127.0.0.1:1"),
                 program("bigroomd", "backup", academy_copy_of_nobody(), folder + "/file")):
        result = as_nobody(*argv)
        check(result.code == 1 and result.err.strip(), f"{argv[1]}: {result}")
        check_equal(os.listdir(folder), [], f"{argv[1]} left something behind")


def academy_copy_of_nobody():
    copy = world.academy_copy()
    give(copy.folder, True)
    return copy.folder


def test_another_users_folder():
    """Neither opened nor asked through its socket."""
    bath = world.academy_copy().start()
    for verb in ("run", "status", "verify"):
        result = as_nobody(*program("bigroomd", verb, bath.folder))
        check(result.code == 1 and result.err.strip(), f"{verb}: {result}")
    check_equal(stat.S_IMODE(os.stat(os.path.join(bath.folder, "control")).st_mode), 0o600,
                "mode of the control socket")
    check_equal(bath.holds(), world.heads, "what it holds")
    bath.stop()


# --- full disk --------------------------------------------------------------------------------

class SmallDisk:
    """A tmpfs of a few megabytes."""

    def __init__(self, name, megabytes):
        self.folder = os.path.join(world.network.folder, name)
        self.filler = os.path.join(self.folder, "filler")
        self.megabytes = megabytes

    def __enter__(self):
        os.mkdir(self.folder)
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.megabytes}m,mode=755",
                               "tmpfs", self.folder], capture_output=True, check=False)
        if done.returncode != 0:
            raise Skipped(f"a small disk cannot be mounted: {done.stderr.decode().strip()}")
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "-l", self.folder], check=True)

    def fill(self, leave=0):
        self.free()
        with open(self.filler, "wb", buffering=0) as file:
            space = os.statvfs(self.folder)
            try:
                file.write(b"x" * max(0, space.f_bavail * space.f_frsize - leave))
                while leave == 0:
                    file.write(b"x" * 512)
            except OSError:
                pass  # no space left: what we want

    def free(self):
        if os.path.exists(self.filler):
            os.unlink(self.filler)


def test_init_on_a_full_disk():
    with SmallDisk("full", 1) as disk:
        for leave in (0, 4096, 65536, 262144):
            disk.fill(leave)
            result = run_program("bigroomd", ["init", disk.folder + "/new", "--academy", "X",
                                              "--listen", "127.0.0.1:1"], expect=1)
            check_in("full", result.err, f"init with {leave} bytes left")
            check_equal(os.listdir(disk.folder), ["filler"], "what init left behind")


def test_the_academys_disk_fills_up():
    """Writes come back with the reason and can be sent again, peers' records come later, the server
    goes on."""
    with SmallDisk("academy", 12) as disk:
        bath = world.academy_copy()
        shutil.move(bath.folder, disk.folder)
        bath.folder = os.path.join(disk.folder, os.path.basename(bath.folder))
        bath.start()
        leeds = world.leeds.start()
        ash, kim = world.client_copy().start(), world.kim
        holds = bath.holds()
        disk.fill()
        texts = [f"full {number}" for number in range(30)]
        for text in texts:
            ash.verb("thread new", "--to", "network", "--title", text, "--text", "y" * 20000)
            kim.verb("thread new", "--to", "network", "--title", text, "--text", "z" * 20000)
        kim.sync()
        wait_for("Leeds has them", lambda: leeds.holds()[leeds.id()][1] >= 30)
        wait_for("Bath says that its disk is full", lambda: "full" in bath.said(), 60)
        check(bath.running(), f"Bath went down: {bath.said()[-1000:]}")
        outbox = ash.ask("outbox", "list")["outbox"]
        check_equal([(at["state"], "disk is full" in at["reason"]) for at in outbox],
                    [("refused", True)] * 30, "the outbox")
        disk.free()
        ash.verb("outbox resend", "all")
        wait_for("the writes are numbered",
                 lambda: ash.ask("status")["outbox"]["waiting"] == 0, 60)
        world.network.wait_equal([bath, leeds], seconds=90)
        check(bath.holds() != holds, "nothing came")
        for client in (ash, kim):
            client.sync()
            titles = [at["title"] for at in client.json("thread list", "--all")["threads"]]
            check_equal(sorted(title for title in titles if title.startswith("full")),
                        sorted(texts * 2), f"threads at {client.name}")
        bath.check_sound()
        for daemon in (ash, bath, leeds):
            daemon.stop()


def test_backup_onto_a_full_disk():
    with SmallDisk("backups", 1) as disk:
        for leave in (0, 100000):
            disk.fill(leave)
            result = world.bath.verb("backup", disk.folder + "/file", expect=1)
            check_in("full", result.err, "backup")
            check_equal(os.listdir(disk.folder), ["filler"], "what backup left behind")


def test_the_clients_disk_fills_up():
    with SmallDisk("client", 6) as disk:
        ash = world.client_copy()
        shutil.move(ash.folder, disk.folder)
        ash.folder = os.path.join(disk.folder, os.path.basename(ash.folder))
        before = ash.json("thread list", "--all")
        disk.fill()
        failed = None
        for number in range(20):
            result = ash.verb("thread new", "--title", f"no room {number}", "--text", "x" * 30000,
                              expect=(0, 1))
            if result.code == 1:
                failed = result
        check(failed is not None, "twenty writes found room on a full disk")
        check_in("full", failed.err, "a write")
        disk.free()
        listed = ash.json("thread list", "--all")["threads"]
        check(len(listed) >= len(before["threads"]), "threads are missing")
        ash.verb("thread new", "--title", "room again")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
