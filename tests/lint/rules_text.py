"""How files look: columns, white space, guards, what was left behind, and a README everywhere;
and that every limit is used and tested."""
import re

from tree import Finding, code_only, line_of

COLUMNS = 100
LINES = 600  # a file fits a sitting; beyond it we only say so
MARKER = re.compile(r"\b(FIX" + r"ME|TO" + r"DO|XX" + r"X|HA" + r"CK)\b")
LIMITS = "common/base/limits.h"
LIMIT = re.compile(r"^#define (BR_\w+) ", re.MULTILINE)
DATA_FOLDERS = ("corpus", "data", "seeds")  # nobody looks for a page in there
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|home/\w+|root|Users)/")
TEMPORARY = re.compile(r"(?<![\w.}])/tmp/")


def ours(tree):
    """Text that people of the project write; not data that tests read."""
    found = dict(tree.of(".c", ".h", ".sql", ".proto", ".cmake", "CMakeLists.txt"))
    found.update(tree.scripts())
    return sorted(found.items())


def lines(files):
    for path, text in files:
        for number, line in enumerate(text.split("\n"), 1):
            yield path, number, line


def check_columns(tree):
    for path, number, line in lines(ours(tree)):
        if len(line) > COLUMNS:
            yield Finding("columns", path, number, f"{len(line)} columns, {COLUMNS} fit")


def check_white_space(tree):
    prose = tree.of(".md", ".json", ".html", ".css", ".ts", ".js", ".yml")
    for path, number, line in lines(ours(tree) + prose):
        if "\t" in line:
            yield Finding("white-space", path, number, "a tab")
        if line != line.rstrip():
            yield Finding("white-space", path, number, "white space at the end")
    for path, text in ours(tree):
        if text and (not text.endswith("\n") or text.endswith("\n\n")):
            yield Finding("white-space", path, text.count("\n") + 1, "end with one line feed")


def check_markers(tree):
    for path, number, line in lines(ours(tree) + tree.of(".md", ".html", ".css", ".ts", ".js")):
        match = MARKER.search(line)
        if match:
            yield Finding("markers", path, number, f"{match[1]} was left behind")


def check_paths(tree):
    for path, number, line in lines(ours(tree) + tree.of(".md", ".json", ".service")):
        if path.startswith("tests/lint/"):
            continue  # this very rule
        if MACHINE_PATH.search(line):
            yield Finding("paths", path, number, "a path of one machine")
        if TEMPORARY.search(line) and not path.startswith("tests/"):
            yield Finding("paths", path, number, "a fixed temporary path: use TMPDIR and mktemp")


def check_guards(tree):
    for path, text in tree.of(".h"):
        folder, name = (["", ""] + path.split("/"))[-2:]
        guard = re.sub(r"[^A-Z0-9]", "_", f"BR_{folder}_{name}".upper())
        opening = re.search(r"^#ifndef (\w+)\n#define (\w+)$", text, re.MULTILINE)
        if not opening or opening.groups() != (guard, guard):
            yield Finding("guards", path, 1, f"the header guard must be {guard}")


def check_openings(tree):
    for path, text in tree.c():
        name = path.rsplit("/", 1)[-1]
        if path.startswith("tests/unit/test_"):
            continue  # the name says it: test_LIBRARY_WHAT
        if not re.match(r"/\*\*?\s+(\* )?" + re.escape(name) + r" - \S", text):
            yield Finding("openings", path, 1, f'a file opens with its purpose: "{name} - ..."')


def check_readmes(tree):
    """Data that programs make or read is described by the page above it."""
    folders = {""}
    for path in tree.files:
        parts = path.split("/")[:-1]
        depth = next((i for i, part in enumerate(parts) if part in DATA_FOLDERS), len(parts))
        folders.update("/".join(parts[:n]) + "/" for n in range(1, depth + 1))
    for folder in sorted(folders):
        if folder + "README.md" not in tree.files:
            yield Finding("readmes", folder + "README.md", 1, "each folder says what it is for")


def words_of(files):
    return {word for _, text in files for word in re.findall(r"\bBR_\w+", text)}


def check_limits(tree):
    """A figure that nothing compares with, or that no test meets, is not a limit. Measuring with it
    (tests/bench) or playing with it (tests/sim) is not a test of it."""
    c = [(path, code_only(text)) for path, text in tree.c() if path != LIMITS]
    product = [file for file in c if not file[0].startswith("tests/")]
    tests = [file for file in c if file[0].startswith(("tests/unit/", "tests/golden/"))]
    tests += [file for file in tree.of(".py") if file[0].startswith("tests/e2e/")]
    used, tested = words_of(product), words_of(tests)
    text = tree.files.get(LIMITS, "")
    others = code_only(text).split()
    for match in LIMIT.finditer(text):
        name, line = match[1], line_of(text, match.start())
        in_others = sum(name in re.findall(r"\w+", word) for word in others) > 1
        if name not in used and not in_others:
            yield Finding("limits", LIMITS, line, f"nothing keeps to {name}")
        if name not in tested:
            yield Finding("limits", LIMITS, line, f"no test holds {name} at its edges")


def check_sizes(tree):
    for path, text in ours(tree):
        count = text.count("\n")
        if count > LINES:
            yield Finding("sizes", path, count, f"{count} lines: does it hold two things?", False)


RULES = {
    "columns": check_columns,
    "white-space": check_white_space,
    "markers": check_markers,
    "paths": check_paths,
    "guards": check_guards,
    "openings": check_openings,
    "readmes": check_readmes,
    "limits": check_limits,
    "sizes": check_sizes,
}
