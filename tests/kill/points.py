"""points.py - the failpoints of the programs, and which of them have been hit how often."""

import os
import re
import threading

NAME = re.compile(rb"failpoint:([a-z.]+)\0")

# (program, first part of the name): a point that lies in a program and cannot be passed there.
NEVER = {
    ("bigroomd", "purge."): "a server leaves no stream",
    ("bigroomd", "log.purge."): "a server leaves no stream",
    ("bigroom", "write."): "a client numbers nothing",
    ("bigroom", "numbering."): "a client numbers nothing",
    ("bigroom", "file."): "a client has no small files but its key",
}


def listed(folder, program):
    """The failpoints that lie in a program's file; a release has none."""
    with open(os.path.join(folder, program), "rb") as file:
        return sorted({name.decode() for name in NAME.findall(file.read())})


def can_be_passed(program, name):
    return not any(program == of and name.startswith(part) for of, part in NEVER)


class Points:
    """Chooses what to hit next: what has been hit least, and fails least."""

    def __init__(self, folder, times):
        self.lock = threading.Lock()
        self.times = times
        self.hits = {(program, name): 0 for program in ("bigroomd", "bigroom")
                     for name in listed(folder, program) if can_be_passed(program, name)}
        self.misses = dict.fromkeys(self.hits, 0)
        self.under_way = dict.fromkeys(self.hits, 0)

    def hits_of(self, name):
        return sum(hits for (_, other), hits in self.hits.items() if other == name)

    def wanted(self, point):
        """Each in each program once, and each name so many times."""
        return self.hits[point] == 0 or self.hits_of(point[1]) < self.times

    def take(self, program, fits, chance):
        """A point of [program] to be hit next; give() it back."""
        with self.lock:
            mine = [point for point in self.hits if point[0] == program and fits(point[1])]
            if not mine:
                return None
            point = min(mine, key=lambda point: (
                not self.wanted(point), self.under_way[point],
                self.hits[point] + self.misses[point], chance.random()))
            self.under_way[point] += 1
            return point

    def any_wanted(self, program, fits):
        with self.lock:
            return any(self.wanted(point) for point in self.hits
                       if point[0] == program and fits(point[1]))

    def give(self, point, was_hit):
        with self.lock:
            self.under_way[point] -= 1
            counts = self.hits if was_hit else self.misses
            counts[point] += 1

    def missing(self):
        with self.lock:
            return sorted(point for point in self.hits if self.wanted(point))

    def names(self):
        """(hit as often as wanted, all there are)"""
        names = {name for _, name in self.hits}
        return sum(self.hits_of(name) >= self.times for name in names), len(names)
