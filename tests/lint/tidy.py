#!/usr/bin/env python3
"""clang-tidy on our sources, several at once, and only on what changed.

    tests/lint/tidy.py BUILD [FILE...]      BUILD is a tree built with clang (build/clang)

A source that was clean leaves a stamp in build/tidy, named by the hash of everything that could
change the verdict: the tool, .clang-tidy, how the source is compiled, the source itself and every
header that it read (ninja knows them). So a second run looks at nothing that is the same.
"""
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STAMPS = ROOT / "build" / "tidy"
OURS = ("common/", "server/", "client/", "tests/")


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@functools.lru_cache(maxsize=None)
def digest_of(path):
    try:
        return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    except OSError:
        return "gone"


def headers_by_object(build):
    """What each object was made from: 'OBJECT: #deps N, ...' and then a line for each file."""
    found = {}
    current = None
    for line in run("ninja", "-C", build, "-t", "deps").splitlines():
        if line.startswith("    "):
            found[current].append(line.strip())
        elif ": #deps" in line:
            current = line.split(": #deps")[0]
            found[current] = []
    return found


def jobs(build, only):
    """(source, stamp) of each of our sources."""
    version = run("clang-tidy", "--version")
    deps = headers_by_object(build)
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["file"])
        try:
            name = str(source.relative_to(ROOT))
        except ValueError:
            continue
        if not name.startswith(OURS) or source.suffix != ".c" or (only and name not in only):
            continue
        made = re.search(r" -o (\S+)", entry["command"])[1]
        key = hashlib.sha256()
        rules = [digest_of(folder / ".clang-tidy") for folder in source.parents]
        for part in [version, *rules, entry["command"], digest_of(source)]:
            key.update(part.encode())
        for path in sorted(deps.get(made, ["never built"])):
            key.update(f"{path} {digest_of(build / path)}\n".encode())
        yield name, STAMPS / key.hexdigest()


def look(build, name):
    """clang-tidy's findings, or nothing when the source is clean."""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", build, ROOT / name],
                          capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return ""
    return done.stdout.strip() or done.stderr.strip() or f"clang-tidy failed on {name}"


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    only = {str(pathlib.Path(name).resolve().relative_to(ROOT)) for name in sys.argv[2:]}
    STAMPS.mkdir(parents=True, exist_ok=True)
    everything = sorted(set(jobs(build, only)))
    waiting = [(name, stamp) for name, stamp in everything if not stamp.exists()]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = pool.map(lambda job: look(build, job[0]), waiting)
        for (name, stamp), findings in zip(waiting, results):
            if findings:
                failed += 1
                print(findings.replace(f"{ROOT}/", ""), flush=True)
            else:
                stamp.touch()
                print(f"{name} is clean", flush=True)
    if not only:
        kept = {stamp for _, stamp in everything}
        for stamp in STAMPS.iterdir():
            if stamp not in kept:
                stamp.unlink()
    print(f"tidy: {len(everything)} sources, {len(waiting)} looked at, {failed} with findings")
    return 1 if failed or not everything else 0


if __name__ == "__main__":
    sys.exit(main())
