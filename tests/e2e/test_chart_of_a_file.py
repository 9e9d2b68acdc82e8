#!/usr/bin/env python3
"""test_chart_of_a_file.py - `bigroom spc FILE.csv`: a control chart without any academy.

Its JSON against the answers of other programs (BIGROOM_TEST_DATA/spc) and against the rules written
down once more in a few lines; its words, its exit codes, bad files, the drawn chart.
"""

import glob
import json
import math
import os
import shutil
import tempfile
import xml.etree.ElementTree

from cases import Skipped, cases_of, check, check_equal, check_in, run, say
from network import run_program

DATA = os.environ.get("BIGROOM_TEST_DATA")
FOLDER = tempfile.mkdtemp(prefix="bigroom-spc-")
BASE = [1, 2] * 6  # mean 1.5, limits -1.16 and 4.16


def spc(*arguments, text="", expect=0, locale="C.UTF-8"):
    """The verb, with a home of its own in which nothing may appear; [text] on standard input."""
    said = run_program("bigroom", ["spc", *arguments], expect=expect, stdin=text,
                       env={"HOME": FOLDER, "LC_ALL": locale, "BIGROOM_DIR": "", "COLUMNS": "80"})
    check(not os.path.exists(os.path.join(FOLDER, ".bigroom")), "a folder was made")
    return said


def csv_of(values, header=True):
    """A day each, from 1 January 2026; None is a missing point."""
    lines = ["date,value"] if header else []
    for number, value in enumerate(values):
        text = "" if value is None else value
        lines.append(f"2026-{number // 28 + 1:02}-{number % 28 + 1:02},{text}")
    return "\n".join(lines) + "\n"


def same(ours, theirs):
    if ours is None or theirs is None:
        return ours is None and theirs is None
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)


# --- agreement with others -----------------------------------------------------------------------

FLAGS = (("astronomical", "outside_limits"), ("trend", "trend"), ("shift", "shift"))


def differences_of(answer, expected, definition):
    """What differs, in words."""
    suffix = "_mdc2023" if definition == "mdc" else ""
    found = []
    if len(answer["points"]) != len(expected["points"]):
        return ["the number of points"]
    for ours, theirs in zip(answer["points"], expected["points"]):
        found += [f"{ours['date']}: {name}" for name in ("value", "mean", "lpl", "upl")
                  if not same(ours[name], theirs[name])]
        found += [f"{ours['date']}: {name}" for name, other in FLAGS
                  if ours[name] is not bool(theirs[other])]
        if ours["two_of_three"] is not bool(theirs["two_of_three" + suffix]):
            found.append(f"{ours['date']}: two_of_three")
        label = theirs["special_cause_type" + suffix]
        if (ours["date"], ours["label"]) != (theirs["date"], label):
            found.append(f"{ours['date']}: label")
    for ours, theirs in zip(answer["phases"], expected["groups"]):
        found += [f"phase {ours['from']}: {name}" for name in ("mean", "lpl", "upl", "n")
                  if not same(ours[name], theirs[name])]
    if len(answer["phases"]) != len(expected["groups"]):
        found.append("the number of phases")
    short = any(group["short_group_warning"] for group in expected["groups"])
    if answer["trial_limits"] is not short:
        found.append("trial_limits")
    if definition == "r" and answer["variation"] != expected["variation_icon"]:
        found.append("variation")
    if answer["assurance"] != expected["assurance"]:
        found.append("assurance")
    return found


def test_json_agrees_with_other_programs():
    if DATA is None:
        raise Skipped("BIGROOM_TEST_DATA does not say where the answers of other programs are")
    cases = points = 0
    for path in sorted(glob.glob(os.path.join(DATA, "spc", "spc-*.json"))):
        with open(path, encoding="utf-8") as file:
            series_list = json.load(file)
        for series in series_list:
            name = os.path.join(FOLDER, "series.csv")
            with open(name, "w", encoding="utf-8") as file:
                file.write("date,value\n")
                for point in series["points"]:
                    value = "" if point["value"] is None else repr(point["value"])
                    file.write(f"{point['date']},{value}\n")
            options = ["--direction", series["improvement_direction"], "--json"]
            if series["target"] is not None:
                options += ["--target", repr(series["target"])]
            for date in series["rebase"]:
                options += ["--rebase", date]
            if series["fix_after_n_points"]:
                options += ["--fix-after", str(series["fix_after_n_points"])]
            allowed = {quirk["where"] for quirk in series.get("quirks") or []}
            for where, screen in (("expected_unscreened", []), ("expected_screened", ["--screen"])):
                for definition in ("mdc", "r"):
                    said = spc(name, *options, *screen, "--two-of-three", definition)
                    answer = json.loads(said.out)
                    found = differences_of(answer, series[where], definition)
                    check(not found or where in allowed,
                          f"{series['id']} {where} {definition}: {found[:5]}")
                    cases += 1
                    points += len(answer["points"])
    say(f"{cases} cases, {points} points: no differences")
    check(cases > 0, "no case")


def test_json_by_hand():
    values = BASE + [None, 4, 2, 5]
    answer = json.loads(spc("-", "--json", "--fix-after", "12", "--target", "5",
                            text=csv_of(values)).out)
    check_equal(sorted(answer), ["assurance", "phases", "points", "rule_set", "trial_limits",
                                 "variation"], "its names")
    check_equal(answer["phases"][0]["n"], 16, "points of the phase")
    phase = answer["phases"][0]
    check(same(phase["upl"], 4.16) and same(phase["lpl"], -1.16), "limits")
    check_equal([point["label"] for point in answer["points"][11:]],
                ["Common Cause", "Common Cause", "2 in 3 Above CL", "Common Cause",
                 "Above UCL"], "labels")
    check_equal((answer["variation"], answer["assurance"], answer["trial_limits"]),
                ("improvement_high", "consistent_fail", False), "icons")
    check_equal(answer["points"][12]["value"], None, "a missing value")
    check_equal(sorted(answer["points"][0]),
                ["astronomical", "date", "label", "lpl", "mean", "shift", "trend", "two_of_three",
                 "upl", "value"], "a point")
    by_package = json.loads(spc("-", "--json", "--fix-after", "12", "--two-of-three", "r",
                                text=csv_of(values)).out)
    check_equal([point["two_of_three"] for point in by_package["points"][13:]], [False] * 3,
                "the package's")
    few = json.loads(spc("-", "--json", text=csv_of([3, 4, 5])).out)
    check(few["trial_limits"] and few["points"][0]["mean"] == 4, "always with the numbers")


# --- words ---------------------------------------------------------------------------------------

def test_text_says_it_and_draws_it():
    said = spc("-", "--target", "5", "--unit", "%", "--fix-after", "12", "--direction", "increase",
               text=csv_of(BASE + [3, 2, 3, 2, 3, 2, 3]))
    check_in("The last eight points are above the mean, since 12 Jan 2026: improvement.", said.out,
             "the sentence")
    check_in("The target of 5% will not be met as the process works now.", said.out, "the target")
    check_in("■", said.out, "squares")
    check_in("XmR, Making Data Count rules, unscreened, two-of-three as of 2023, limits fixed "
             "after 12 points.\n", said.out, "the rule set")
    check_in("Higher is better.\n", said.out, "the direction")
    plain = spc("-", "--fix-after", "12", text=csv_of(BASE + [3, 2, 3, 2, 3, 2, 3]), locale="C")
    check("■" not in plain.out and "#" in plain.out, "without Unicode")
    check_in("as nothing else is said (--direction)", plain.out, "an assumption is told")
    few = spc("-", text=csv_of([12, 14, 11]))
    check_in("Limits and icons come with 13 points: ten more.", few.out, "few points")
    check_in("Run chart, median, Anhøj rules.", few.out, "few points")
    ascii_chart = spc("-", "--ascii", text=csv_of([12, 14, 11]))
    check_in(" o", ascii_chart.out, "--ascii")


def test_help_has_examples():
    said = spc("--help")
    for part in ("--direction increase|decrease|neutral", "--target N", "--rebase DATE",
                 "--fix-after N", "--screen", "--two-of-three mdc|r", "--svg FILE", "--json",
                 "bigroom spc waits.csv"):
        check_in(part, said.out, "help")


def test_rebases_beside_the_points_are_told():
    text = "date,value\n" + "".join(f"2026-01-{day:02},{day % 3}\n" for day in range(1, 29, 2))
    said = spc("-", "--json", "--rebase", "2/1/2026", text=text)
    check_in("there is no point on 2 Jan 2026: the new phase begins at the next one, 3 Jan 2026",
             said.err, "a date between points")
    check_equal([phase["from"] for phase in json.loads(said.out)["phases"]],
                ["2026-01-01", "2026-01-03"], "phases")
    said = spc("-", "--rebase", "2027-01-01", text=text)
    check_in("does nothing yet", said.err, "a date to come")
    said = spc("-", "--rebase", "2025-01-01", text=text)
    check_in("no point stands before it", said.err, "too early")
    check_equal(spc("-", "--rebase", "2026-01-03", text=text).err, "", "nothing to tell")


# --- what is not understood ----------------------------------------------------------------------

def test_options_that_are_wrong():
    for options, part in (((), "say what: bigroom spc FILE.csv"),
                          (("-", "--direction", "up"), "--direction is increase, decrease or"),
                          (("-", "--two-of-three", "x"), "--two-of-three is mdc"),
                          (("-", "--target", "1,5"), "--target: 1,5 has a comma: write a point"),
                          (("-", "--fix-after", "11"), "--fix-after is at least 12 points"),
                          (("-", "--fix-after", "many"), "--fix-after is a number of points"),
                          (("-", "--fix-after", "-12"), "--fix-after is a number of points"),
                          (("-", "--rebase", "30/2/2026"), "--rebase: 30/2/2026 does not exist"),
                          (("-", "--nonsense"), "there is no option --nonsense here")):
        said = spc(*options, text=csv_of(BASE), expect=2)
        check_in(part, said.err, str(options))
        check_equal(said.out, "", str(options))
    check_in("No such file", spc("/nowhere/at-all.csv", expect=5).err, "a file that is not there")
    said = spc("-", "--svg", "/nowhere/chart.svg", text=csv_of(BASE), expect=1)
    check_in("/nowhere/chart.svg: No such file or directory", said.err, "a place that is not there")


def test_bad_rows_are_told_and_nothing_is_charted():
    text = ("date,value\n2026-01-01,1\n30/2/2026,2\n2026-01-03,\"1,234\"\n2026-01-04,35%\n"
            "2026-01-05,3,5\n46145,1\n2026-01-01,7\n2026-01-06,=A1\n2026-01-07,1e308\n"
            "2026-01-08,inf\n2026-01-09,x\x1b[31m\n2026-01-10,2\n")
    said = spc("-", text=text, expect=1)
    check_equal(said.out, "", "nothing is charted")
    for part in ("line 3, column 1: 30/2/2026 does not exist",
                 "line 4, column 2: 1,234 has a thousand separator",
                 "line 5, column 2: 35% has a percent sign",
                 "line 6, column 3: there are 3 cells where 2",
                 "line 7, column 1: 46145 is Excel's number for 3 May 2026",
                 "line 8, column 1: 1 Jan 2026 has a point already, from line 2",
                 "line 9, column 2: =A1 is a formula", "line 10, column 2: 1e308 is beyond",
                 "line 11, column 2: inf is not a number",
                 "line 12, column 2: x?[31m is not a number",
                 "mend the file, or leave such rows out with --skip-bad"):
        check_in(part, said.err, "a bad row")
    check("\x1b" not in said.err, "the terminal is steered")
    left = spc("-", "--skip-bad", "--json", text=text)
    kept = [point["value"] for point in json.loads(left.out)["points"]]
    check_equal(kept, [1, 2], "what is left")
    check_in("line 3, column 1", left.err, "told all the same")
    many = spc("-", text="date,value\n" + "2026-01-01,x\n" * 60, expect=1)
    check_in("and 10 more bad rows", many.err, "many bad rows")


def test_files_that_are_nothing():
    for text, part in (("", "there is no point"), ("date,value\n", "there is no point"),
                       (b"\xff\xfed\x00", "UTF-16"),
                       ("a,b,c\n1,2,3\n", "no column is called value"),
                       (b"\x00\x00\x00", "no column is called value"),
                       ("2026-01-01\n", "there is no value")):
        said = spc("-", text=text, expect=1)
        check_in(part, said.err, repr(text))
    header = "month,org,beds\n2026-01-01,x,4\n"
    check_in("there are: month, org, beds", spc("-", text=header, expect=1).err, "columns")
    said = spc("-", "--date-column", "month", "--value-column", "beds", "--json",
               text=header)
    check_equal(json.loads(said.out)["points"][0]["value"], 4, "a named column")


def test_a_million_rows():
    rows = "".join(f"2026-01-01,{number}\n" for number in range(1000000))
    said = spc("-", text=rows, expect=1)
    check_in("a series has at most 20000 points", said.err, "a million rows")


def test_bad_files_of_others():
    if DATA is None:
        raise Skipped("BIGROOM_TEST_DATA does not say where bad files are")
    texts = []
    for path in sorted(glob.glob(os.path.join(DATA, "bad", "csv-spectrum", "*.csv"))):
        with open(path, "rb") as file:
            texts.append(file.read())
    with open(os.path.join(DATA, "bad", "csv-injection.txt"), "rb") as file:
        lines = file.read().split(b"\n")
    texts += [b"date,value\n2026-01-01," + line for line in lines[:40]]
    for text in texts:
        said = spc("-", text=text, expect=None)
        check(said.code in (0, 1), f"{text[:60]!r}: {said}")
        check(said.code == 0 or said.err.startswith("bigroom: "), f"{text[:60]!r}: {said}")
        check("\x1b" not in said.err + said.out, f"{text[:60]!r} steers the terminal")


# --- the drawn chart -----------------------------------------------------------------------------

def test_the_drawn_chart():
    name = os.path.join(FOLDER, "chart.svg")
    said = spc("-", "--svg", name, "--json", "--title", "Waits <over> 4 hours & more",
               "--target", "5", text=csv_of(BASE + [3, None, 3, 2, 3, 2, 9]))
    check(json.loads(said.out)["points"], "JSON beside it")
    root = xml.etree.ElementTree.parse(name).getroot()
    space = "{http://www.w3.org/2000/svg}"
    check_equal(root.tag, space + "svg", "its root")
    check_equal(root.find(space + "title").text, "Waits <over> 4 hours & more", "its title")
    description = root.find(space + "desc").text
    check_in("XmR, Making Data Count rules", description, "its description")
    check_in("14 Jan 2026 missing", description, "its numbers")
    texts = [element.text for element in root.iter(space + "text")]
    check("Target 5" in texts and "gap: missing" in texts, f"labels: {texts}")
    for element in root.iter():
        check(element.tag.replace(space, "") in ("svg", "title", "desc", "path", "text"),
              f"what is {element.tag}?")
        check(not any("href" in key or key.startswith("on") for key in element.attrib),
              "a reference")


def finish():
    shutil.rmtree(FOLDER)
    return []


run(cases_of(globals()), finish)
