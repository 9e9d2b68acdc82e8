#!/usr/bin/env python3
"""test_kill.py - killed at every failpoint, and at any moment; every acknowledged write is kept.

Five academies and their clients, many writers; each process dies again and again, at a named point
or at a random moment, and comes back. In the end every write that was acked is visible exactly once
wherever it should be. README.md has the rules.

    test_kill.py PROGRAMS [--long] [--kills N] [--seconds N] [--seed N]
"""

import argparse
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from cases import Skipped, cases_of, check, check_equal, run, say, wait_for  # noqa: E402
from keepers import Founder, Keeper, Restorer, Tally  # noqa: E402
from network import programs_folder  # noqa: E402
from points import Points  # noqa: E402
from wire import Connection  # noqa: E402
from world import RoomKeeper, World  # noqa: E402
from writers import ClientWriter, DeviceWriter, seen_by_new_member, waiting  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", nargs="?")
    parser.add_argument("--long", action="store_true", default="BR_LONG" in os.environ)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    chosen = parser.parse_args()
    full = "BR_FULL" in os.environ
    chosen.kills = chosen.kills or (1000 if chosen.long else 100 if full else 40)
    chosen.seconds = chosen.seconds or (1500 if chosen.long else 300)
    chosen.times = 10 if chosen.long else 3 if full else 1
    return chosen


def enough(tally, points):
    return tally.kills() >= options.kills and not points.missing()


def test_every_kill():
    """The storm: until there were enough kills and each point has been hit often enough."""
    say(f"    seed {options.seed}")
    begin = time.monotonic()
    tally = Tally()
    points = Points(os.environ["BIGROOM_BIN"], options.times)
    check(points.hits, "these programs have no failpoints: build them with BIGROOM_FAILPOINTS")
    state.points, state.tally = points, tally
    helpers = [Founder(world, points, tally), Restorer(world, points, tally), RoomKeeper(world)]
    for daemon in world.academies:
        daemon.stop()
    threads = [Keeper(world, daemon, points, tally) for daemon in world.academies + world.clients]
    threads += [DeviceWriter(world, device) for device in world.devices]
    threads += [ClientWriter(world, client) for client in world.clients]
    threads += helpers
    for thread in threads:
        thread.start()
    spoke = begin
    while time.monotonic() < begin + options.seconds and not enough(tally, points) and \
            not world.history.wrong:
        time.sleep(0.2)
        if time.monotonic() > spoke + 20:
            spoke = time.monotonic()
            say(f"    {spoke - begin:.0f} s: {tally.kills()} kills, {points.names()} points, "
                f"{world.history.acked_count()} acked; to be hit: {len(points.missing())}")
    state.threads = threads
    world.ending.set()
    for thread in threads:
        thread.join(120)
        check(not thread.is_alive(), f"{thread.name} does not end")
    for daemon in world.network.academies + world.network.clients:
        daemon.kill()
    check(not world.history.wrong, "; ".join(world.history.wrong[:5]))
    missing = points.missing()
    check(not missing, f"hit too seldom: {missing}")
    check(tally.kills() >= options.kills, f"only {tally.kills()} kills")


def test_all_come_back():
    """Everybody starts, hands over what waits, and agrees."""
    for academy in world.network.academies:
        academy.start()
    for client in world.clients:
        client.start()
    for client in world.clients:
        wait_for(f"the outbox of {client.name} is empty",
                 lambda client=client: waiting(client) == 0, 120)
    for client in world.clients:
        client.stop()
    world.network.wait_equal(sharing(), seconds=120)


def sharing():
    return [academy for academy in world.network.academies if academy.name != "Exeter"]


def test_the_history_holds():
    seen = {academy.name: seen_by_new_member(world.network, academy) for academy in sharing()}
    wrong = world.history.judge(seen)
    check(not wrong, f"{len(wrong)} violations: " + "; ".join(wrong[:10]))


def test_all_are_sound():
    for academy in world.network.academies:
        academy.check_sound()


def test_who_was_enrolled_is_let_in():
    for academy, identity in world.enrolled:
        with Connection(academy.port, identity) as connection:
            connection.greet(bytes.fromhex(world.ids[academy.name]))


def test_report():
    if state.points is None:
        raise Skipped("nothing was killed")
    hit, names = state.points.names()
    tally, figures = state.tally, world.figures
    say(f"report kills={tally.kills()} failpoints_hit={hit}/{names} "
        f"kills_at_failpoints={tally.at_points} kills_in_writes={tally.in_writes} "
        f"kills_at_random={tally.outside} "
        f"kill_pauses={tally.pauses} history_writes={len(world.history.writes)} "
        f"history_acked={world.history.acked_count()} "
        f"{' '.join(f'kill_{name}={count}' for name, count in sorted(figures.items()))} "
        f"kill_seed={options.seed}")
    check_equal(hit, names, "failpoints that were hit often enough")


class State:
    points = None
    tally = None


if __name__ == "__main__":
    options = arguments()
    if options.programs:
        os.environ["BIGROOM_BIN"] = os.path.abspath(options.programs)
    os.environ["BIGROOM_BIN"] = programs_folder()
    state = State()
    world = World(options.seed, 0.6 if options.long else 0.08)
    for known in world.academies:
        known.known_id = world.ids[known.name]
    run(cases_of(globals()), world.network.close)
