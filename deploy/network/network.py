"""Academies as each other's peers, a client at each: made, started, watched, stopped."""
import datetime
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import story
from academy import Academy, Client, heads, proofs, slug
from programs import Broken, start_all, wait_until
from visitor import Visitor

SOCKET_PATH_MAX = 107  # what the system lets a socket's path have
AT_ONCE = 2
STOP_S = 2.8  # everything has ended by then
SERVERS_STOP_S = 1.9  # what is kept of that for the servers


def home_folder(wanted):
    """Where all data go: [wanted], new or empty, else a temporary folder."""
    if wanted is None:
        return Path(tempfile.mkdtemp(prefix="bigroom-demo-"))
    home = Path(wanted).absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
        if any(home.iterdir()):
            raise Broken(f"{home} is not empty: name a new folder")
    except OSError as problem:
        raise Broken(f"{home} cannot be used: {problem.strerror}") from None
    return home


class Network:
    """[members]: of each academy its name, a member there and what the member is there; [called]
    is how an academy calls itself. The ports: servers first, then sites, then devices' pages."""

    def __init__(self, programs, home, port_base, members=story.MEMBERS, called="{}"):
        self.home, self.members = home, members
        longest = home / "academies" / max((slug(name) for name, _, _ in members), key=len)
        if len(str(longest / "control")) > SOCKET_PATH_MAX:
            raise Broken(f"{home} is too long a path for the sockets in it")
        for folder in ("academies", "clients", "logs"):
            (home / folder).mkdir()
        self.academies, self.clients, self.visitors = {}, {}, {}
        self.password = story.password()  # of all of them: made here, for this network alone
        for i, (name, member, _) in enumerate(members):
            self.academies[name] = Academy(name, programs, home, port_base + i,
                                           port_base + len(members) + i, called)
            self.clients[name] = Client(member, self.academies[name], programs, home,
                                        port_base + 2 * len(members) + i)

    def others(self, name):
        return [academy for academy in self.academies.values() if academy.name != name]

    # --- beginning ---

    def for_each(self, act):
        """As many at the same time as small machines have cores. Nothing that stays is started in
        it: it would end with its thread, by end_with_parent."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(act, self.academies.values()):
                pass

    def create(self):
        self.for_each(Academy.create)
        start_all([academy.server for academy in self.academies.values()])

    def make_peers(self):
        """Every two academies exchange codes."""
        def accept_others(academy):
            for other in self.others(academy.name):
                academy.accept(other)
        self.for_each(accept_others)
        wait_until("every academy is connected to every other", self.all_connected)

    def all_connected(self):
        return all(peer["connected"] for academy in self.academies.values()
                   for peer in academy.peers().values())

    def join_members(self):
        """Each with a browser, by the link, and then with a device that they add there."""
        roles = {name: role for name, _, role in self.members}

        def join(academy):
            client, visitor = self.clients[academy.name], Visitor(academy.site)
            _, link = academy.invite(client.member, roles[academy.name])
            visitor.join(link, story.sign_in_name(client.member, academy.name), self.password)
            client.join(visitor.add_device(self.password))
            visitors[academy.name] = visitor
        visitors = {}
        self.for_each(join)
        self.visitors = {name: visitors[name] for name in self.academies}
        start_all([client.agent for client in self.clients.values()])

    # --- watching ---

    def statuses(self):
        return {name: academy.status() for name, academy in self.academies.items()
                if academy.server.runs()}

    def settled(self):
        """The states of the academies when no word is under way any more, else None."""
        if any(client.verb("status").json()["outbox"]["waiting"]
               for client in self.clients.values() if client.academy.server.runs()):
            return None
        statuses = self.statuses()
        first = next(iter(statuses.values()))
        agree = all(proofs(status) == proofs(first) and not status["folding"]
                    and status["digest"]["heads"] == first["digest"]["heads"]
                    for status in statuses.values())
        return statuses if agree and self._receipts_in(statuses) else None

    def _receipts_in(self, statuses):
        """Every academy knows that the connected ones hold all its own records."""
        return all(peer["holds_of_ours"] == heads(status)[self.academies[name].called]
                   for name, status in statuses.items()
                   for peer in status["peers"] if peer["connected"])

    def settle(self, seconds=30):
        return wait_until("all academies hold the same", self.settled, seconds)

    # --- ending ---

    def stop(self):
        """Clients first, then servers. The names of those that did not stop in order."""
        clients = [client.agent for client in self.clients.values()]
        servers = [academy.server for academy in self.academies.values()]
        end = time.monotonic() + STOP_S
        for group, group_end in ((clients, end - SERVERS_STOP_S), (servers, end)):
            for process in group:
                process.ask_to_stop()
            for process in group:
                process.ended_by(group_end)
        late = [process for process in clients + servers if process.runs()]
        for process in late:
            process.kill()
        return [process.name for process in clients + servers
                if process.child is not None and process.child.returncode not in (0, -9)
                or process in late]


def mondays(first, count):
    """[count] Mondays as YYYY-MM-DD."""
    begin = datetime.date.fromisoformat(first)
    return [(begin + datetime.timedelta(weeks=week)).isoformat() for week in range(count)]
