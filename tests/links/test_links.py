#!/usr/bin/env python3
"""test_links.py - bad networks between real academies: in the end all agree, and nothing is lost.

In network namespaces (needs root): packets vanish, links are cut in one direction or both, links
are thin. Through a proxy (needs nothing): single bytes, delays, resets, silence. README.md has the
rest.

    test_links.py PROGRAMS [--seed N]
"""

import argparse
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from cases import cases_of, check, run, say  # noqa: E402
from namespaces import AcademyInside, ClientInside, Links  # noqa: E402
from network import Academy, Network, free_port, programs_folder  # noqa: E402
from proxy import Proxy  # noqa: E402
from storm import finish, held  # noqa: E402
from writers import ClientWriter, DeviceWriter, Device, Storm  # noqa: E402

PHASE_SECONDS = 5.0
NAMES = ("Amber", "Birch", "Cedar", "Dover")


def found_all(network, academies):
    for academy in academies:
        academy.init()
        network.adopt(academy).start()
    for at, left in enumerate(academies):
        for right in academies[at + 1:]:
            network.peer(left, right)


def client_inside(network, academy, name):
    client = ClientInside(academy, name)
    client.join(academy.invite(name))
    network.clients.append(client)
    return client


# --- namespaces -------------------------------------------------------------------------------

class Inside:
    """Four academies, each in its namespace with a client that writes."""

    def __init__(self):
        self.links = Links()
        self.network = Network()
        self.network.client = lambda academy, name: client_inside(self.network, academy, name)
        self.storm = Storm(self.network, options.seed)
        self.academies = [AcademyInside(self.network, self.links, name) for name in NAMES]
        found_all(self.network, self.academies)
        self.ids = [academy.id() for academy in self.academies]
        self.clients = [self.network.client(academy, "Ash").start() for academy in self.academies]
        self.writers = [ClientWriter(self.storm, client) for client in self.clients]

    def phase(self, what, seconds=PHASE_SECONDS):
        say(f"    {what}")
        time.sleep(seconds)

    def cut(self, left, right, both):
        """What [left] says does not reach [right], and the other way round if [both]."""
        self.links.cut(right.place, left.host)
        if both:
            self.links.cut(left.place, right.host)

    def storm_all(self):
        amber, birch, cedar, dover = self.academies
        links = self.links
        for academy in self.academies:
            links.lose(academy.place, 15)
        self.phase("15 of 100 packets vanish")
        links.heal()

        for other in (birch, cedar, dover):
            self.cut(amber, other, both=False)
        before = held(cedar, self.ids[0])
        self.phase("nobody hears Amber, Amber hears all")
        check(held(amber, self.ids[0]) > before + 5, "Amber wrote nothing meanwhile")
        check(held(cedar, self.ids[0]) - before < 5, "the cut of Amber let its records through")
        links.heal()

        for left in (amber, birch):
            for right in (cedar, dover):
                self.cut(left, right, both=True)
        before = held(cedar, self.ids[1])
        self.phase("two and two, cut from each other")
        check(held(cedar, self.ids[1]) - before < 5, "the cut let records through")
        links.heal()

        for academy in self.academies:
            links.thin(academy.place, 256)
        self.phase("links of 256 kbit/s")
        links.heal()

        for number in range(6):
            left, right = self.storm.chance(f"flap {number}").sample(self.academies, 2)
            self.cut(left, right, both=number % 2 == 0)
            links.lose(left.place, 10)
            self.phase(f"{left.name} and {right.name} come and go", 1.0)
            links.heal()


def test_namespaces():
    inside = Inside()
    try:
        for writer in inside.writers:
            writer.start()
        inside.storm_all()
        healed = finish(inside.storm, inside.academies, inside.clients, inside.writers)
        dropped = inside.links.dropped
        say(f"report net_lost_packets={dropped['loss']} net_cut_packets={dropped['cut']} "
            f"net_thin_link_delays={inside.links.thinned} "
            f"net_acked_writes={inside.storm.history.acked_count()} net_healed_s={healed:.1f} "
            f"net_seed={options.seed}")
        check(min(dropped["loss"], dropped["cut"], inside.links.thinned) > 0,
              "a fault of the links never happened")
    except BaseException:
        problems = inside.network.close(keep=True)
        say(f"    {problems}")
        inside.links.close()
        raise
    problems = inside.network.close()
    inside.links.close()
    check(not problems, "; ".join(problems))


# --- a proxy ----------------------------------------------------------------------------------

class AcademyBehind(Academy):
    """An academy that others reach through a proxy."""

    def __init__(self, network, name):
        super().__init__(network, name)
        self.proxy = Proxy(free_port(), self.port, options.seed)
        self.proxy.start()
        self.proxy.ready.wait()

    def init(self):
        return self.program("init", self.folder, "--academy", self.name, "--listen", self.address,
                            "--address", f"127.0.0.1:{self.proxy.port}")


def test_proxy():
    with Network() as network:
        storm = Storm(network, options.seed)
        academies = [AcademyBehind(network, name) for name in NAMES[:3]]
        for academy in academies:
            academy.proxy.storm = False
        found_all(network, academies)
        clients = [network.client(academy, "Ash") for academy in academies]
        writers = [ClientWriter(storm, client.start()) for client in clients]
        devices = [Device(storm, academy, "device") for academy in academies]
        for device in devices:  # through the proxy, like everybody
            device.port = device.academy.proxy.port
        writers += [DeviceWriter(storm, device) for device in devices]
        for academy in academies:
            academy.proxy.storm = True
            academy.proxy.loop.call_soon_threadsafe(academy.proxy.end_all)
        for writer in writers:
            writer.start()
        time.sleep(options.seconds)
        for academy in academies:
            academy.proxy.calm()
        healed = finish(storm, academies, clients, writers)
        proxies = [academy.proxy for academy in academies]
        counts = {fault: sum(proxy.counts[fault] for proxy in proxies)
                  for fault in proxies[0].counts}
        resets = sum(proxy.resets for proxy in proxies)
        single = sum(proxy.bytes_single for proxy in proxies)
        say(f"report net_proxied_connections={sum(counts.values())} "
            f"{' '.join(f'net_proxied_{fault}={count}' for fault, count in counts.items())} "
            f"net_single_bytes={single} net_resets={resets} "
            f"net_proxied_acked_writes={storm.history.acked_count()} "
            f"net_proxied_healed_s={healed:.1f}")
        check(min(counts.values()) > 0 and resets > 0 and single > 0,
              "a fault of the proxy never happened")


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", nargs="?")
    parser.add_argument("--seconds", type=float, default=25.0)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    return parser.parse_args()


if __name__ == "__main__":
    options = arguments()
    if options.programs:
        os.environ["BIGROOM_BIN"] = os.path.abspath(options.programs)
    os.environ["BIGROOM_BIN"] = programs_folder()
    run(cases_of(globals()))
