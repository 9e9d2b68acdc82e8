"""history.py - what was asked for, what was answered, and what must therefore be seen in the end.

A write has a title that nobody else uses. It is *acked* once somebody was told that it is kept: the
client said "saved here", or the academy gave it a number. The rule that judge() holds:

    acked            visible exactly once at every academy that should have it
    not answered     visible everywhere that should have it, or nowhere; never twice
    anything else    not visible at all

A number that was told is told again for the same id, and is never given to another write.
"""

import threading
from collections import Counter

NETWORK, ACADEMY = "network", "academy"


class Write:
    def __init__(self, home, audience):
        self.home = home
        self.audience = audience
        self.acked = False


class History:
    def __init__(self):
        self.lock = threading.Lock()
        self.writes = {}
        self.places = {}  # (academy, audience, epoch, seq) -> title
        self.place_of = {}
        self.wrong = []

    def begin(self, title, home, audience):
        with self.lock:
            if title in self.writes:
                self.wrong.append(f"the test uses the title {title} twice")
            self.writes[title] = Write(home, audience)

    def acked(self, title):
        with self.lock:
            self.writes[title].acked = True

    def numbered(self, title, epoch, seq):
        """The academy has told the number of this write; perhaps not for the first time."""
        with self.lock:
            write = self.writes[title]
            write.acked = True
            place = (write.home, write.audience, epoch, seq)
            before = self.place_of.setdefault(title, place)
            if before != place:
                self.wrong.append(f"{title} was numbered {before} and then {place}")
            other = self.places.setdefault(place, title)
            if other != title:
                self.wrong.append(f"{place} was given to {other} and to {title}")

    def failed(self, sentence):
        """Something else that must not happen did."""
        with self.lock:
            self.wrong.append(sentence)

    def acked_count(self):
        with self.lock:
            return sum(write.acked for write in self.writes.values())

    def judge(self, seen):
        """What is wrong with [seen], {academy: titles that a member of it sees}, as sentences."""
        wrong = list(self.wrong)
        seen = {academy: Counter(titles) for academy, titles in seen.items()}
        for title, write in self.writes.items():
            should = [academy for academy in seen
                      if write.audience == NETWORK or academy == write.home]
            counts = {academy: seen[academy][title] for academy in should}
            told = "acked" if write.acked else "never answered"
            if max(counts.values(), default=0) > 1:
                wrong.append(f"{title} ({told}) is there more than once: {counts}")
            elif write.acked and min(counts.values(), default=1) < 1:
                wrong.append(f"{title} was acked and is lost: {counts}")
            elif len(set(counts.values())) > 1:
                wrong.append(f"{title} ({told}) is not everywhere: {counts}")
            for academy in seen:
                if academy not in should and seen[academy][title]:
                    wrong.append(f"{title}, for {write.home} alone, is seen at {academy}")
        for academy, titles in seen.items():
            for title in titles:
                if title not in self.writes:
                    wrong.append(f"{academy} shows {title!r}, which nobody wrote")
        return wrong
