#!/usr/bin/env python3
"""test_line.py - relaying: three academies in a line, the middle one killed and brought back.

    Amber --- Birch --- Cedar          Dogwood --- Birch

Amber and Cedar accept each other but only ever dial Birch: what they tell each other comes through
it. Dogwood is Birch's peer, and Amber does not accept it: it gets nothing of Amber's.
"""

from cases import cases_of, check, check_equal, run, say, wait_for
from network import Network, interrupted


def held(academy, origin):
    """How many records of [origin]'s network stream [academy] holds."""
    return academy.holds().get(origin, (0, 0, ""))[1]


def thread_ids(client):
    return [thread["id"] for thread in client.json("thread list", "--all")["threads"]]


class World:
    def __init__(self):
        self.network = network = Network()
        self.amber = network.academy("Amber")
        self.birch = network.academy("Birch")
        self.cedar = network.academy("Cedar")
        network.peer(self.amber, self.birch, left_dials=True, right_dials=False)
        network.peer(self.cedar, self.birch, left_dials=True, right_dials=False)
        network.peer(self.amber, self.cedar, left_dials=False, right_dials=False)
        self.line = [self.amber, self.birch, self.cedar]
        self.ash = network.client(self.amber, "Ash")
        self.kim = network.client(self.cedar, "Kim")

    def peer_of(self, academy, name):
        return {peer["academy"]: peer for peer in academy.verb("peer list", "--json").json()}[name]


def new_thread(client, title, text):
    answer = client.json("thread new", "--to", "network", "--title", title, "--text", text)
    client.sync()
    return answer["id"]


def test_records_pass_through_the_middle():
    world.network.wait_equal(world.line, streams=3)
    for academy, name in ((world.amber, "Cedar"), (world.cedar, "Amber")):
        peer = world.peer_of(academy, name)
        check(not peer["connected"] and not peer["dialled"], f"they are connected: {peer}")
    thread = new_thread(world.ash, "From Amber", "passes through Birch")
    world.network.wait_equal(world.line, streams=3)
    world.kim.sync()
    check_equal(thread_ids(world.kim), [thread], "threads at Cedar")
    reply = world.kim.json("thread reply", thread, "--text", "and back")["id"]
    world.kim.sync()
    world.network.wait_equal(world.line, streams=3)
    world.ash.sync()
    shown = world.ash.json("thread show", thread)
    replies = [(at["id"], at["text"]) for at in shown["replies"]]
    check_equal(replies, [(reply, "and back")], "replies")


def test_the_middle_is_killed_and_comes_back():
    check(world.birch.kill(), "Birch was not running")
    amber_id = world.amber.id()
    written = []
    for number in range(5):  # while it is away, both ends go on
        written.append(new_thread(world.ash, f"Amber alone {number}", "nobody hears it yet"))
        written.append(new_thread(world.kim, f"Cedar alone {number}", "nor this"))
    behind = held(world.amber, amber_id) - held(world.cedar, amber_id)
    check(behind >= 5, f"Cedar is only {behind} behind Amber: something got through")
    wait_for("Amber says that it is cut off",
             lambda: not world.peer_of(world.amber, "Birch")["connected"])
    world.birch.start()
    world.network.wait_equal(world.line, streams=3)
    for client in (world.ash, world.kim):
        client.sync()
        ids = thread_ids(client)
        check_equal(len(ids), len(set(ids)), "every thread once")
        check(set(written) <= set(ids), f"threads are missing at {client.name}")


def test_killed_in_the_middle_of_commits():
    """Birch dies in the middle of six commits while three thousand records pass through it."""
    count = 3000
    lines = "".join(f'{{"key":"{n}","kind":"thread_started","to":"network",'
                    f'"message":{{"title":"Many {n}","text":"{"x" * 200}"}}}}\n'
                    for n in range(count))
    amber = world.amber.id()
    goal = held(world.cedar, amber) + count
    world.birch.stop()
    world.ash.start()
    world.ash.verb("batch", "-", "--name", "many", stdin=lines)
    wait_for("Amber has numbered all", lambda: held(world.amber, amber) >= goal, 60)
    kills = 0
    for call, number in (("write", 1), ("write", 8), ("sync", 1), ("write", 31), ("sync", 2),
                         ("write", 97), ("sync", 3), ("write", 200)):
        world.birch.start(env=interrupted("log/shared.db-wal", call, number), wait=False)
        wait_for("Birch dies or Cedar has all", lambda: not world.birch.running()
                 or held(world.cedar, amber) >= goal, 60)
        if world.birch.running():
            world.birch.kill()
            break
        kills += world.birch.was_interrupted()
    world.birch.start()
    check(kills >= 4, f"Birch was interrupted only {kills} times")
    wait_for("Cedar has all", lambda: held(world.cedar, amber) >= goal, 60)
    say(f"    Birch was killed {kills} times in the middle of a commit")
    world.network.wait_equal(world.line, streams=3)
    world.ash.stop()
    for academy in world.line:
        academy.check_sound()


def test_a_fourth_that_amber_does_not_accept():
    dogwood = world.network.academy("Dogwood")
    world.network.peer(dogwood, world.birch, left_dials=True, right_dials=True)
    amber, birch, cedar = (academy.id() for academy in world.line)
    # It accepts Amber and Cedar, and even knows their addresses; only they do not accept it.
    for academy in (world.amber, world.cedar):
        dogwood.verb("peer add", academy.peer_code())
    wait_for("Dogwood holds Birch's own records",
             lambda: held(dogwood, birch) == held(world.birch, birch))
    new_thread(world.ash, "Not for Dogwood", "Birch holds this, Dogwood must not")
    wait_for("Birch has it and could pass it on",
             lambda: held(world.birch, amber) == held(world.amber, amber))
    lee = world.network.client(dogwood, "Lee")
    thread = new_thread(lee, "From Dogwood", "Birch reads this")
    # A later record of Birch's arrives: whatever Birch was going to pass on before it, it has.
    robin = world.network.client(world.birch, "Robin")
    new_thread(robin, "From Birch", "to both sides")
    wait_for("it is at Dogwood", lambda: held(dogwood, birch) == held(world.birch, birch))
    check_equal((held(dogwood, amber), held(dogwood, cedar)), (0, 0), "what Dogwood holds of them")
    lee.sync()
    titles = [at["title"] for at in lee.json("thread list", "--all")["threads"]]
    check_equal(sorted(titles), ["From Birch", "From Dogwood"], "the threads that Dogwood sees")
    check_equal((held(world.amber, dogwood.id()), held(world.cedar, dogwood.id())), (0, 0),
                "what the others hold of Dogwood")
    check(thread not in thread_ids(world.ash), "Amber shows Dogwood's thread")
    for name in ("Amber", "Cedar"):
        peer = world.peer_of(dogwood, name)
        check(not peer["connected"], f"{name} let Dogwood in: {peer}")
    dogwood.check_sound()


def test_accepted_later():
    """As soon as they accept each other it gets all, through Birch."""
    dogwood = world.network.academies[-1]
    for academy in (world.amber, world.cedar):
        academy.verb("peer add", dogwood.peer_code(), "--no-dial")
    world.network.wait_equal(streams=4, seconds=90)


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
