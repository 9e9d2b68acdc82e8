"""Four academies as each other's peers, a client at each: made, started, watched, stopped."""
import datetime
import tempfile
import time
from pathlib import Path

import story
from academy import Academy, Client, heads, proofs
from programs import Broken, wait_until
from visitor import Visitor

SOCKET_PATH_MAX = 107  # what the system lets a socket's path have
SITES, DEVICES = 4, 8  # where the ports of the sites and of the clients' pages begin
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
    def __init__(self, programs, home, port_base):
        self.home = home
        longest = home / "academies" / max((name for name, _, _ in story.MEMBERS), key=len)
        if len(str(longest / "control")) > SOCKET_PATH_MAX:
            raise Broken(f"{home} is too long a path for the sockets in it")
        for folder in ("academies", "clients", "logs"):
            (home / folder).mkdir()
        self.academies, self.clients, self.visitors = {}, {}, {}
        self.password = story.password()  # of all of them: made here, for this network alone
        for i, (name, member, _) in enumerate(story.MEMBERS):
            self.academies[name] = Academy(name, programs, home, port_base + i,
                                           port_base + SITES + i)
            self.clients[name] = Client(member, self.academies[name], programs, home,
                                        port_base + DEVICES + i)

    def others(self, name):
        return [academy for academy in self.academies.values() if academy.name != name]

    # --- beginning ---

    def create(self):
        for academy in self.academies.values():
            academy.create()
            academy.server.start()

    def make_peers(self):
        """Every two academies exchange codes."""
        for academy in self.academies.values():
            for other in self.others(academy.name):
                academy.accept(other)
        wait_until("every academy is connected to every other", self.all_connected)

    def all_connected(self):
        return all(peer["connected"] for academy in self.academies.values()
                   for peer in academy.peers().values())

    def join_members(self):
        """Each with a browser, by the link, and then with a device that they add there."""
        for name, member, role in story.MEMBERS:
            _, link = self.academies[name].invite(member, role)
            self.visitors[name] = Visitor(self.academies[name].site)
            self.visitors[name].join(link, story.sign_in_name(member, name), self.password)
            client = self.clients[name]
            client.join(self.visitors[name].add_device(self.password))
            client.agent.start()

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
        return all(peer["holds_of_ours"] == heads(status)[name]
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
