#!/usr/bin/env python3
"""The four academies of deploy/network, kept running for main.mjs, which asks for what it cannot do
itself: one JSON object a line in, one out. The end of standard input ends all of it."""
import argparse
import json
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy" / "network"))

from network import Network  # noqa: E402  (it lies beside the demonstration)
from programs import Broken  # noqa: E402

LOG_LINES = 12  # of each log, when something did not end in order
PORT_BASE = 24711  # where one is taken, the system chooses another


def described(network):
    """What main.mjs needs to know of the network."""
    return {
        "home": str(network.home),
        "server_program": str(next(iter(network.academies.values())).program),
        "client_program": str(next(iter(network.clients.values())).program),
        "academies": {name: {"site": academy.site, "address": academy.address,
                             "folder": str(academy.folder), "member": network.clients[name].member,
                             "device": str(network.clients[name].folder)}
                      for name, academy in network.academies.items()},
    }


def carry_out(network, request):
    """One request; what it gives."""
    what, name = request["do"], request.get("academy")
    if what == "stop":
        return network.academies[name].server.stop()
    if what == "start":
        return network.academies[name].server.start()
    if what == "settle":
        return bool(network.settle())
    raise Broken(f"nothing is called {what!r} here")


def serve(network):
    for line in sys.stdin:
        try:
            answer = {"gives": carry_out(network, json.loads(line))}
        except Broken as broken:
            answer = {"broken": str(broken)}
        print(json.dumps(answer), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    options = parser.parse_args()
    home = pathlib.Path(tempfile.mkdtemp(prefix="bigroom-browser-"))
    network = Network(options.programs, home, PORT_BASE)
    late = []
    try:
        network.create()
        network.make_peers()
        network.join_members()
        print(json.dumps({"gives": described(network)}), flush=True)
        serve(network)
    except Broken as broken:
        print(json.dumps({"broken": str(broken)}), flush=True)
    finally:
        late = network.stop()
        if late:
            print(f"not stopped in order: {', '.join(late)}", file=sys.stderr)
            for log in sorted((home / "logs").glob("*")):
                print(log.name, *log.read_text("utf-8", "replace").splitlines()[-LOG_LINES:],
                      sep="\n    ", file=sys.stderr)
        shutil.rmtree(home)
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(main())
