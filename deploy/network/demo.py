#!/usr/bin/env python3
"""The demonstration itself; deploy/demo installs and builds, and then calls this."""
import argparse
import os
import pathlib
import shutil
import signal
import sys
import time

import story
import years
import years_acts
from acts import Acts
from network import Network, home_folder
from programs import Broken, command
from screen import Screen

LOG_LINES = 8  # of each log, shown when the story breaks
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Ctrl-C, or the terminal was closed."""


def on_signal(number, frame):
    raise Stopped


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--port-base", type=int, required=True)
    parser.add_argument("--dir")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--years", action="store_true")
    return parser.parse_args()


def tell(network, screen):
    """All acts, in order."""
    acts = Acts(network, screen)
    acts.begin()
    acts.talk()
    acts.browse()
    acts.open_room()
    acts.look()
    acts.compare("All four copies agree")
    acts.lose_one()
    acts.write_offline()
    acts.compare("After all that, all four copies agree again")
    acts.verify()
    show_sites(network, screen)
    acts.sign_in()
    return acts


def show_sites(network, screen):
    """What a person can open in a browser, and how they get in."""
    screen.heading("Addresses for a browser on this computer")
    screen.table(("open", "and sign in as", "who is"),
                 [(network.academies[name].site, story.sign_in_name(member, name),
                   f"{member}, {role}") for name, member, role in network.members])
    screen.line()
    screen.words(f"All of them with the password:  {network.password}")
    screen.line()


def show_logs(home, screen):
    for log in sorted((home / "logs").glob("*")):
        lines = log.read_text("utf-8", "replace").splitlines()[-LOG_LINES:]
        if lines:
            screen.line(f"  the end of {log.name}")
            screen.block("\n".join(lines))


def tell_years(network, screen):
    years_acts.tell(network, screen)
    show_sites(network, screen)


def invite_to_look(_, __, screen):
    screen.heading("The network runs. Ctrl-C stops it")
    screen.words("Programme, Academies and Cohorts in the bar at the top tell the first years; the "
                 "thread says what is published, and where.")
    screen.line()


def invite_to_try(acts, network, screen):
    """What a person can type in another terminal."""
    client, server = (command(program) for program in (
        network.clients["Bath"].program, network.academies["Bath"].program))
    bath, sheffield = network.clients["Bath"].folder, network.clients["Sheffield"].folder
    imperial = network.academies["Imperial"]
    screen.heading("The network runs. Ctrl-C stops it")
    screen.words("In another terminal, for example:")
    for what, typed in (
            ("what Bath sees", f"{client} thread list --dir {bath}"),
            ("the same pages from Bath's own copy, with or without a network",
             f"xdg-open $({client} pages --dir {bath})"),
            ("one thread in full", f"{client} thread show {acts.hour[-8:]} --dir {bath}"),
            ("answer from Sheffield", f'{client} thread reply {acts.door[-8:]} '
                                      f'--text "On Mondays." --dir {sheffield}'),
            ("the shared measure there",
             f"{client} measure show {acts.shared[-8:]} --dir {sheffield}"),
            ("how far Imperial is", f"{server} status {imperial.folder}"),
            ("cut Imperial's power", f"kill -9 {imperial.server.child.pid}"),
            ("and start it again (that one is yours to stop)", f"{server} run {imperial.folder}")):
        screen.line()
        screen.line(f"    {what}")
        screen.line(f"      {typed}")
    screen.line()


def stay(network, screen):
    """Until a signal comes; says when an academy is gone."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {*SIGNALS, signal.SIGCHLD})
    gone = set()
    while signal.sigwait({*SIGNALS, signal.SIGCHLD}) == signal.SIGCHLD:
        for academy in network.academies.values():
            if academy.name not in gone and not academy.server.runs():
                gone.add(academy.name)
                screen.line(f"  The server of {academy.name} is gone. It starts again with:")
                screen.line(f"    {command(academy.program)} run {academy.folder}")


def end(network, home, screen, keep, checked):
    """Stop everything, leave nothing behind."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    begin = time.monotonic()
    late = network.stop() if network else []
    took_ms = round((time.monotonic() - begin) * 1000)
    if not keep:
        shutil.rmtree(home)
    if checked:
        screen.holds(f"clients and servers stopped in order, in {took_ms} ms", not late,
                     ", ".join(late))
        screen.holds(f"the data are kept in {home}" if keep else "nothing is left behind",
                     home.exists() == keep)
    elif late:
        screen.line(f"  not stopped in order: {', '.join(late)}")
    else:
        screen.line(f"  Stopped in {took_ms} ms." + (f" The data are in {home}." if keep else ""))


TOLD = {  # who takes part, how they are called, the story, what one can then do
    "present": (story.MEMBERS, "{}", tell, invite_to_try),
    "years": (years.MEMBERS, years.CALLED, tell_years, invite_to_look),
}


def run(what, options, screen):
    """One network from nothing to its end; whether all of its story was told."""
    members, called, tells, invites = TOLD[what]
    directory = options.dir and os.path.join(options.dir, what) if options.check else options.dir
    home = home_folder(directory)
    network, whole = None, False
    try:
        network = Network(options.programs, home, options.port_base, members, called)
        acts = tells(network, screen)
        whole = True
        if not options.check:
            invites(acts, network, screen)
            stay(network, screen)
    except Broken as broken:
        screen.holds("the story can be told to its end", False, broken)
        show_logs(home, screen)
    except BrokenPipeError:  # nobody reads on: say no more, but stop in order
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Stopped:
        screen.line()
    finally:
        end(network, home, screen, options.dir is not None, options.check and whole)
    return whole


def main():
    options = arguments()
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    screen = Screen()
    if not options.years:
        screen.words("Sample data: the academies' names are real; all people, words and numbers "
                     "are invented.")
    for number in SIGNALS:
        signal.signal(number, on_signal)
    stories = ["years"] if options.years else ["present", "years"] if options.check else ["present"]
    whole = all(run(what, options, screen) for what in stories)
    if options.check:
        screen.line()
        screen.line(f"{screen.passed} passed, {screen.failed} failed")
    return 0 if screen.failed == 0 and (whole or not options.check) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Broken as problem:
        print(f"deploy/demo: {problem}", file=sys.stderr)
        sys.exit(1)
