"""storm.py - what both network tests end with: all is delivered, all agree, nothing is doubled."""

import time

from cases import Failure, check, wait_for
from writers import seen_by_new_member, waiting

HEAL_SECONDS = 120  # redialling waits up to half a minute, and TCP as long as the cut was


def finish(storm, academies, clients, threads):
    """End the writers, wait until all agree, hold the history against what is seen; how long it
    took until all agreed."""
    storm.ending.set()
    for thread in threads:
        thread.join(60)
        check(not thread.is_alive(), f"{thread.name} does not end")
    begin = time.monotonic()
    for client in clients:
        wait_for(f"the outbox of {client.name} is empty",
                 lambda client=client: waiting(client) == 0, HEAL_SECONDS)
    storm.network.wait_equal(academies, seconds=HEAL_SECONDS, streams=len(academies))
    healed = time.monotonic() - begin
    for client in clients:
        client.stop()
    seen = {academy.name: seen_by_new_member(storm.network, academy) for academy in academies}
    wrong = storm.history.judge(seen)
    check(not wrong, f"{len(wrong)} violations: " + "; ".join(wrong[:10]))
    for academy in academies:
        academy.check_sound()
    return healed


def held(academy, other_id):
    """How much of another academy's network stream is here; 0 when it does not answer."""
    try:
        return next((at["seq"] for at in academy.ask("status")["streams"]
                     if at["origin"] == other_id and at["audience"] == "network"), 0)
    except (Failure, OSError):
        return 0
