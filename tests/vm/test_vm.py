#!/usr/bin/env python3
"""test_vm.py - the power goes: a virtual machine with a real kernel and ext4 is cut off while it
writes a log. What was acknowledged is there afterwards; with the WAL's syncs left out, it is not.

    test_vm.py PROGRAMS [--cuts N] [--folder DIR]      DIR keeps the kernel for the next time
"""

import argparse
import os
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))

from cases import cases_of, check, run, say  # noqa: E402
from machine import Machine, initramfs, kernel_folder  # noqa: E402

WRITING_SECONDS = (0.3, 4.0)
CONTROL_CUTS = 5


def cuts(machine, count, chance):
    """Cut it off so often; (acknowledged, lost, faults) over all cuts."""
    acked_all = lost = faults = 0
    acked = 0
    for number in range(count + 1):
        have, wrong = machine.boot()
        lost += max(0, acked - have)
        faults += wrong
        if number == count:
            machine.cut()
            break
        end = time.monotonic() + chance.uniform(*WRITING_SECONDS)
        while time.monotonic() < end or machine.acked == 0:
            check(machine.process.poll() is None, f"it ended: {machine.lines[-20:]}")
            time.sleep(0.01)
        acked = machine.cut()
        acked_all += acked - have
    return acked_all, lost, faults


def prepared():
    kernel = kernel_folder(options.folder)
    image = os.path.join(scratch, "initramfs")
    if not os.path.exists(image):
        with open(image, "wb") as file:
            file.write(initramfs(kernel, options.programs))
    return kernel, image


def test_acknowledged_is_kept():
    kernel, image = prepared()
    machine = Machine(os.path.join(scratch, "full"), kernel, image, lazy=False)
    acked, lost, faults = cuts(machine, options.cuts, random.Random(1))
    say(f"report vm_cuts={options.cuts} vm_acked={acked} vm_lost={lost} vm_faults={faults}")
    check(acked > options.cuts, "hardly anything was written")
    check((lost, faults) == (0, 0), f"{lost} acknowledged records are lost, {faults} faults")


def test_the_control_loses():
    kernel, image = prepared()
    machine = Machine(os.path.join(scratch, "lazy"), kernel, image, lazy=True)
    acked, lost, _ = cuts(machine, CONTROL_CUTS, random.Random(2))
    say(f"report vm_control_cuts={CONTROL_CUTS} vm_control_acked={acked} vm_control_lost={lost}")
    check(lost > 0, "without syncs nothing was lost: the power cuts cut nothing")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("programs")
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--folder", default=None)
    options = parser.parse_args()
    scratch = tempfile.mkdtemp(prefix="bigroom-vm-")
    options.folder = options.folder or os.path.join(options.programs, "..", "vm")
    run(cases_of(globals()), lambda: shutil.rmtree(scratch, ignore_errors=True) or [])
