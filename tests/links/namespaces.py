"""namespaces.py - academies in network namespaces of their own, and what is done to their links.

    hub, a namespace with a bridge
     |-- eth0 10.77.0.1 in the namespace of the first academy
     |-- eth0 10.77.0.2 in that of the second ...

Faults lie in the academies' own namespaces: nftables drops what comes in, a token bucket makes what
goes out thin. Nothing of the machine's own network is touched.
"""

import json
import os
import subprocess

from cases import Failure, Skipped
from network import Academy, Client, run_program

SUBNET = "10.77.0"
RULES = """
table inet faults {
    chain incoming {
        type filter hook input priority 0
    }
}
"""


def command(*words, stdin=None):
    done = subprocess.run(words, input=stdin, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"{' '.join(words)}: {done.stderr.strip()}")
    return done.stdout


def why_not():
    """Why this machine cannot do it; empty when it can."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    for program in ("ip", "nft", "tc"):
        if not any(os.path.exists(os.path.join(folder, program))
                   for folder in ("/usr/sbin", "/sbin", "/usr/bin")):
            return f"there is no {program} here"
    return ""


class Links:
    """One namespace for each academy, and the hub between them."""

    def __init__(self):
        reason = why_not()
        if reason:
            raise Skipped(reason)
        self.prefix = f"bigroom{os.getpid()}"
        self.names = []
        self.dropped = {}  # by kind of fault
        self.thinned = 0
        try:
            self.namespace("hub")
            self.ip("hub", "link", "add", "br0", "type", "bridge")
            self.ip("hub", "link", "set", "br0", "up")
        except Failure as failure:
            self.close()
            raise Skipped(f"no network namespaces here: {failure}")

    def full(self, name):
        return f"{self.prefix}-{name}"

    def namespace(self, name):
        command("ip", "netns", "add", self.full(name))
        self.names.append(name)

    def ip(self, name, *words):
        return command("ip", "-n", self.full(name), *words)

    def inside(self, name, *words, stdin=None):
        return command("ip", "netns", "exec", self.full(name), *words, stdin=stdin)

    def add(self, name):
        """A namespace that is linked to the hub; its address."""
        number = len(self.names)
        self.namespace(name)
        address = f"{SUBNET}.{number}"
        self.ip("hub", "link", "add", f"to{number}", "type", "veth", "peer", "name", "eth0",
                "netns", self.full(name))
        self.ip("hub", "link", "set", f"to{number}", "master", "br0", "up")
        self.ip(name, "addr", "add", f"{address}/24", "dev", "eth0")
        self.ip(name, "link", "set", "eth0", "up")
        self.ip(name, "link", "set", "lo", "up")
        self.inside(name, "nft", "-f", "-", stdin=RULES)
        return address

    # --- faults ---

    def rule(self, name, text, kind):
        self.inside(name, "nft", "-f", "-", stdin="add rule inet faults incoming iifname \"eth0\" "
                    f"{text} counter drop comment \"{kind}\"\n")

    def lose(self, name, percent):
        """So many of a hundred packets to this academy vanish."""
        self.rule(name, f"numgen random mod 100 < {percent}", "loss")

    def cut(self, name, address):
        """Nothing from [address] arrives here; the other direction works."""
        self.rule(name, f"ip saddr {address}", "cut")

    def thin(self, name, kbit):
        self.inside(name, "tc", "qdisc", "replace", "dev", "eth0", "root", "tbf", "rate",
                    f"{kbit}kbit", "burst", "16kb", "latency", "300ms")

    def heal(self):
        """Note what the faults did, and undo them."""
        for name in self.names[1:]:
            listed = json.loads(self.inside(name, "nft", "-j", "list", "ruleset"))
            for item in listed["nftables"]:
                rule = item.get("rule")
                if rule is not None:
                    packets = sum(part["counter"]["packets"] for part in rule["expr"]
                                  if "counter" in part)
                    kind = rule["comment"]
                    self.dropped[kind] = self.dropped.get(kind, 0) + packets
            self.inside(name, "nft", "flush", "chain", "inet", "faults", "incoming")
            queue = json.loads(self.inside(name, "tc", "-s", "-j", "qdisc", "show", "dev", "eth0"))
            if any(at["kind"] == "tbf" for at in queue):
                self.thinned += sum(at["overlimits"] for at in queue)
                self.inside(name, "tc", "qdisc", "del", "dev", "eth0", "root")

    def close(self):
        for name in reversed(self.names):
            subprocess.run(["ip", "netns", "del", self.full(name)], check=False,
                           capture_output=True)


class AcademyInside(Academy):
    """An academy whose every process runs in its namespace."""

    def __init__(self, network, links, name):
        super().__init__(network, name, 4711)
        self.links = links
        self.place = name.lower()
        self.host = links.add(self.place)
        self.address = f"{self.host}:{self.port}"

    def inside(self):
        return ["ip", "netns", "exec", self.links.full(self.place)]

    def program(self, *words, **options):
        return run_program("bigroomd", words, prefix=self.inside(), **options)

    def launch(self, argv, env=None):
        super().launch([*self.inside(), *argv], env)


class ClientInside(Client):
    """A client beside its academy."""

    def program(self, *words, **options):
        return run_program("bigroom", words, prefix=self.academy.inside(), **options)

    def launch(self, argv, env=None):
        super().launch([*self.academy.inside(), *argv], env)
