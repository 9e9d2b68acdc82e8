"""What gcc writes beside each object when it counts: .gcno, a function's blocks and the arcs
between them, and .gcda, how often arcs were taken. The layout is that of gcc 12 (gcov-io.h there).

gcc counts only as many arcs as it must; the others follow, because what enters a block leaves it.
"""
import struct

FUNCTION, BLOCKS, ARCS, LINES, COUNTS = 0x01000000, 0x01410000, 0x01430000, 0x01450000, 0x01A10000
ON_TREE, FAKE = 1, 2  # not counted, follows from the others; stands for "this call may not return"
VERSION = b"*22B"  # gcc 12.2, written from its end


class Arc:
    def __init__(self, source, target, flags):
        self.source, self.target, self.flags = source, target, flags
        self.count = None


class Function:
    def __init__(self, name, path, line):
        self.name, self.path, self.line = name, path, line
        self.arcs = []
        self.lines = {}  # of a block: its lines in this file

    def shape(self):
        return tuple((arc.source, arc.target, arc.flags) for arc in self.arcs)

    def leaving(self):
        """The arcs that leave each block."""
        found = {}
        for arc in self.arcs:
            found.setdefault(arc.source, []).append(arc)
        return found


class Words:
    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self):
        self.at += 4
        return struct.unpack_from("<I", self.data, self.at - 4)[0]

    def text(self):
        size = self.number()
        self.at += size
        return self.data[self.at - size:self.at].rstrip(b"\0").decode()

    def more(self):
        return self.at + 8 <= len(self.data)


def open_words(path, magic, numbers):
    with open(path, "rb") as file:
        words = Words(file.read())
    if words.data[:4] != magic or words.data[4:8] != VERSION:
        raise SystemExit(f"{path}: not written by gcc 12, which is all that this reads")
    words.at = 8 + 4 * numbers
    return words


def read_block_lines(words, function):
    block = words.number()
    path = None
    while True:
        line = words.number()
        if line == 0:
            path = words.text()
            if not path:
                return
        elif path == function.path:
            function.lines.setdefault(block, []).append(line)


def read_graphs(path):
    """The functions of one object, by their number."""
    words = open_words(path, b"oncg", 2)
    words.text()  # the folder that it was compiled in
    words.number()
    functions, function = {}, None
    while words.more():
        tag, size = words.number(), words.number()
        end = words.at + size
        if tag == FUNCTION:
            number = words.number()
            words.at += 8
            name = words.text()
            words.number()
            source = words.text()
            function = functions[number] = Function(name, source, words.number())
        elif tag == ARCS:
            block = words.number()
            while words.at < end:
                target = words.number()
                function.arcs.append(Arc(block, target, words.number()))
        elif tag == LINES:
            read_block_lines(words, function)
        words.at = end
    return functions


def read_counts(path):
    """Of each function's number: the counts of those arcs that gcc counts, in their order."""
    words = open_words(path, b"adcg", 2)
    counts, number = {}, None
    while words.more():
        tag, size = words.number(), words.number()
        if tag == FUNCTION and size > 0:
            number = words.number()
            words.at += size - 4
        elif tag == COUNTS:
            if size >= 1 << 31:  # negative: so many zeros, left out
                counts[number] = [0] * (((1 << 32) - size) // 8)
            else:
                counts[number] = list(struct.unpack_from(f"<{size // 8}Q", words.data, words.at))
                words.at += size
        else:
            words.at += size
    return counts


def solve(function, counts):
    """Give each arc its count. Flow is kept in every block but the first and the last."""
    counted = iter(counts)
    ends = {}  # of a block: the arcs into it and those out of it
    for arc in function.arcs:
        ends.setdefault(arc.target, ([], []))[0].append(arc)
        ends.setdefault(arc.source, ([], []))[1].append(arc)
        if not arc.flags & ON_TREE:
            arc.count = next(counted)
    known = {}

    def total(arcs):
        whole = arcs and all(arc.count is not None for arc in arcs)
        return sum(arc.count for arc in arcs) if whole else None

    changed = True
    while changed:
        changed = False
        for block, (into, out) in ends.items():
            if block not in known:
                sums = [s for s in (total(into), total(out)) if s is not None]
                if sums:
                    known[block] = max(sums)
                    changed = True
            if block in known:
                for arcs in (into, out):
                    open_arcs = [arc for arc in arcs if arc.count is None]
                    if len(open_arcs) == 1:
                        rest = known[block] - sum(a.count for a in arcs if a.count is not None)
                        open_arcs[0].count = max(rest, 0)  # threads may count past each other
                        changed = True
    for arc in function.arcs:
        if arc.count is None:
            raise SystemExit(f"{function.path}: the counts of {function.name} do not add up")
