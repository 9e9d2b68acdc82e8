#!/usr/bin/env python3
"""test_handles.py - code that acts for other academies cannot hold the local log.

Shown twice: by the compiler, which takes no other handle in place of the shared side's, and by the
symbols that the library of that code links.

    test_handles.py BUILD-FOLDER
"""

import json
import os
import re
import shlex
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from cases import cases_of, check, check_in, run  # noqa: E402

PEERS = os.path.join("common", "replica", "peers", "peers.c")
ARGUMENTS = "number, after, batch, bad"
USES = """
#include "replica/peers/peers.h"
enum br_status use(struct br_log *log, struct br_log_reader *reader, struct br_shared_log *shared,
                   struct br_shared_reader *shared_reader, uint32_t number, uint64_t after,
                   struct br_log_batch *batch, uint64_t *bad, const struct br_receipt *receipts,
                   bool *kept);
enum br_status use(struct br_log *log, struct br_log_reader *reader, struct br_shared_log *shared,
                   struct br_shared_reader *shared_reader, uint32_t number, uint64_t after,
                   struct br_log_batch *batch, uint64_t *bad, const struct br_receipt *receipts,
                   bool *kept)
{
    (void)log, (void)reader, (void)shared, (void)shared_reader, (void)number, (void)after;
    (void)batch, (void)bad, (void)receipts, (void)kept;
    %s
}
"""


def compiled(statement):
    """(does it compile, what the compiler says), with the library's own flags."""
    with open(os.path.join(build, "compile_commands.json")) as file:
        command = next(entry["command"] for entry in json.load(file)
                       if entry["file"].endswith(PEERS))
    words = shlex.split(command)
    words = [word for word in words if not word.endswith((".c", ".o")) and word not in ("-c", "-o")]
    done = subprocess.run([*words, "-fsyntax-only", "-x", "c", "-"], input=USES % statement,
                          capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def refused(statement, why):
    good, said = compiled(statement)
    check(not good, f"it compiles: {statement}")
    check_in(why, said, statement)


def test_right_uses_compile():
    for statement in (f"return br_peers_read(shared_reader, {ARGUMENTS});",
                      "return br_peers_keep_receipts(shared, receipts, 1, kept);",
                      "return br_peers_keep_receipts(br_shared_log_of(log), receipts, 1, kept);"):
        good, said = compiled(statement)
        check(good, f"{statement}: {said}")


def test_other_handles_do_not():
    for statement in (f"return br_peers_read(reader, {ARGUMENTS});",
                      f"return br_peers_read(log, {ARGUMENTS});",
                      "return br_peers_keep_receipts(log, receipts, 1, kept);",
                      f"return br_log_read(shared_reader, {ARGUMENTS});",
                      "return br_log_checkpoint(shared, true);"):
        refused(statement, "incompatible")


def test_none_can_be_made_by_hand():
    refused("struct br_shared_log made; return br_peers_keep_receipts(&made, receipts, 1, kept);",
            "storage size")
    refused("struct br_shared_reader made; (void)made; return BR_OK;", "storage size")


def symbols(library, *options):
    done = subprocess.run(["nm", *options, os.path.join(build, "common", library)],
                          capture_output=True, text=True, check=True)
    return {line.split()[-1] for line in done.stdout.splitlines() if re.search(r" [A-Za-z] ", line)}


def test_the_library_links_no_way_to_the_local_log():
    linked = symbols("replica/peers/libbr_replica_peers.a", "--undefined-only")
    ours = {name for name in linked if name.startswith("br_")}
    allowed = {"br_shared_log_read", "br_shared_log_receive", "br_shared_log_keep_receipts"}
    check(ours == allowed, f"it links {sorted(ours)}")
    foreign = {name for name in linked - ours if not name.startswith(("__", "_GLOBAL"))}
    check(not foreign, f"it links {sorted(foreign)}")
    store = symbols("store/libbr_store.a", "--defined-only")
    check("br_log_open" in store and allowed <= store, "the store is not what it was")


if __name__ == "__main__":
    build = sys.argv[1]
    run(cases_of(globals()))
