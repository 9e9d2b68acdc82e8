"""Who may include what. This is the table of the design; a new folder needs a row here."""
import re

from tree import Finding, line_of, without_comments

# Each folder and the folders below it; its own headers it may always include.
MAY_INCLUDE = {
    "base": [],
    "record": ["base"],
    "session": ["record", "base"],
    "store": ["record", "base"],
    "domain": ["base"],
    "spc": ["base"],
    "diagram": ["base", "spc"],
    "pages": ["base", "record", "store", "spc"],
    "entry": ["base", "record", "store", "spc", "pages"],
    "net": ["base"],
    "web": ["base", "record", "store", "spc", "pages", "entry", "net"],
    # The loop that carries out what the pure node decides: files, jobs, connections.
    "replica": ["base", "record", "session", "store", "net"],
}
COMMON = list(MAY_INCLUDE)
MAY_INCLUDE["server"] = COMMON
MAY_INCLUDE["client"] = COMMON
MAY_INCLUDE["tests"] = COMMON + ["server", "client", "harness", "tests"]

# Headers of libraries, by pattern; the first that matches counts. tests/ may include them all, to
# make the bad input that a library of ours would refuse to make.
LIBRARIES = [
    # net.h speaks in terms of libuv's loop, so whoever owns a loop needs the header.
    (r"uv\.h", ["net", "web", "replica", "server", "client"]),
    (r"openssl/(evp|sha|crypto)\.h", ["base", "net"]),
    (r"openssl/.*", ["net"]),
    (r"sodium\.h|sodium/.*", ["base"]),
    (r"sqlite3\.h", ["store", "spc", "diagram"]),
    (r"proto/.*\.pb-c\.h|protobuf-c/.*", ["record", "session"]),
    (r"llhttp/llhttp\.h", ["web"]),
    (r"qrencode\.h", ["web"]),
    (r"jansson\.h", ["record", "pages", "client", "server"]),
]

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)


def folder_of(path):
    parts = path.split("/")
    return parts[1] if parts[0] == "common" and len(parts) > 2 else parts[0]


def check(tree):
    for path, text in tree.c():
        folder = folder_of(path)
        if folder not in MAY_INCLUDE:
            yield Finding("includes", path, 1, f"{folder}/ has no row in the include table")
            continue
        for match in INCLUDE.finditer(without_comments(text)):
            problem = problem_with(folder, match[1], match[2])
            if problem:
                yield Finding("includes", path, line_of(text, match.start()), problem)


def problem_with(folder, quote, header):
    for pattern, folders in LIBRARIES:
        if re.fullmatch(pattern, header):
            if folder in folders + ["tests"]:
                return None
            return f"{header} is for {', '.join(folders)} only"
    if quote == "<":
        return None
    target, slash, _ = header.partition("/")
    if not slash and folder == "tests":
        return None  # helpers of one kind of test lie beside it
    if not slash:
        return f'"{header}": say which folder, as in "base/bytes.h"'
    if target != folder and target not in MAY_INCLUDE[folder]:
        return f"{folder}/ may not include {target}/"
    return None


RULES = {"includes": check}
