"""real_input.py - what people really wrote and measured, or, without it, something made up.

$BIGROOM_TEST_DATA names the folder with threads/*.jsonl and nhs/*.csv. Without it the same test
runs on generated threads and series, fewer of them, and says so.
"""

import csv
import json
import os
import random
import re
import zlib

ACADEMIES = ("Sheffield", "Imperial", "Northumbria", "Bath")
TRUSTS = {"Sheffield": "RHQ", "Imperial": "RYJ", "Northumbria": "RTF", "Bath": "RD1"}

# title, file, date column, value column, further conditions
SERIES = (
    ("Emergency attendances", "ae_4h_2021_2025.csv", "month", "total_attendances", {}),
    ("Share that waits over four hours", "ae_4h_2021_2025.csv", "month",
     "pct_attendance_over_4hours", {}),
    ("General and acute beds: occupancy", "beds_2022_2025.csv", "month",
     "general_acute_beds_occupancy_rate", {}),
    ("Adult critical care: occupancy", "beds_2022_2025.csv", "month",
     "adult_critical_care_occupancy_rate", {}),
    ("Discharged each day", "discharge_daily_2022_2025.csv", "date", "discharged_total", {}),
    ("Discharged each day by 17:00", "discharge_daily_2022_2025.csv", "date",
     "discharged_by_1700", {}),
    ("Waits over 18 weeks", "rtt_4_trusts.csv", "month", "waits_over_18_weeks",
     {"treatment": "Total"}),
)


def endings(text):
    """The last two digits of each ten in a row, or 3 3 4, that an NHS number's check digit fits."""
    found = set()
    for match in re.finditer(r"(?=(?<!\d)(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\d))", text):
        digits = "".join(match.groups())
        if sum(int(digit) * (10 - at) for at, digit in enumerate(digits)) % 11 == 0:
            found.add(digits[-2:])
    return found


NUMBERS = ("999 483 7567", "0306406152")  # in generated texts; one of them is a book's


class Message:
    """One message of a thread; [parent] is the Message that it answers, None for the first."""

    def __init__(self, key, title, body, author, written_ms, parent):
        self.key = key
        self.title = title
        self.body = body
        self.academy = zlib.crc32(author.encode()) % len(ACADEMIES)
        self.written_ms = written_ms
        self.parent = parent
        self.root = parent.root if parent else self
        # Replies at one academy may follow each other in one file. One that answers a reply of
        # another academy waits for a wave in which that reply's id is known.
        if parent is None:
            self.wave = 0
        else:
            self.wave = max(1, parent.wave + (parent.wave > 0 and parent.academy != self.academy))
        self.id = None


def milliseconds(text):
    """ISO 8601 in UTC, with or without a fraction."""
    import datetime
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1000)


def cut(text, size):
    """At most [size] bytes of UTF-8, whole characters."""
    return text.encode()[:size].decode("utf-8", "ignore")


def title_of(subject, body):
    words = " ".join((subject or body).split())
    return cut(words, 200).strip() or "(no words)"


def read_threads(folder):
    messages, by_key = [], {}
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".jsonl"):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as lines:
            for line in lines:
                given = json.loads(line)
                parent = by_key[given["parent"]] if given["parent"] else None
                title = title_of(given["subject"], given["body"])
                message = Message(given["id"], title, given["body"], given["author"],
                                  milliseconds(given["time"]), parent)
                messages.append(message)
                by_key[given["id"]] = message
    return messages


def generated_threads(count=1500):
    """Trees that look like the real ones: many small, some deep, every script."""
    chance = random.Random(2026)
    words = ["ward", "flow", "Übergabe", "查房", "réunion", "اجتماع", "🩺", "<b>", "&amp;", "\t",
             "\n", "e\u0301", "\u200dzwj", "'; DROP", "handover", "PDSA", "discharge", "bed"]
    messages = []
    for number in range(count):
        parent = None
        if messages and chance.random() < 0.85:
            parent = chance.choice(messages[-60:])
        words[-1] = chance.choice(NUMBERS) if chance.random() < 0.02 else "bed"
        body = " ".join(chance.choice(words) for _ in range(chance.randint(1, 60))).strip() or "x"
        messages.append(Message(f"m{number}", title_of(None, body), body,
                                f"author {chance.randrange(200)}", 1700000000000 + number * 60000,
                                parent))
    return messages


class Measure:
    """A series to import, and what must come of it: {date: value or None}."""

    def __init__(self, title, file, date_column, value_column, where):
        self.title = title
        self.file = file
        self.date_column = date_column
        self.value_column = value_column
        self.where = where
        self.points = {}
        self.repeated = 0
        with open(file, encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if any(row[column] != value for column, value in where.items()):
                    continue
                if row[date_column] in self.points:
                    self.repeated += 1
                    continue
                text = row[value_column].strip()
                self.points[row[date_column]] = float(text) if text else None

    def options(self):
        options = ["--date-column", self.date_column, "--value-column", self.value_column]
        for column, value in self.where.items():
            options += ["--where", f"{column}={value}"]
        return options + (["--skip-bad"] if self.repeated else [])


def read_series(folder, academy):
    trust = TRUSTS[academy]
    return [Measure(f"{title}, {trust}", os.path.join(folder, file), date, value,
                    {"org_code": trust, **where}) for title, file, date, value, where in SERIES]


def generated_series(folder, academy):
    """Seven series in one file, with missing points."""
    chance = random.Random(academy)
    path = os.path.join(folder, f"series-{academy}.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("month,org_code,series,value\r\n")
        for series in range(7):
            for month in range(60):
                value = "" if chance.random() < 0.1 else f"{chance.gauss(50, 9):.3f}"
                date = f"{2020 + month // 12}-{month % 12 + 1:02}-01"
                file.write(f'{date},{TRUSTS[academy]},"series, {series}",{value}\r\n')
    return [Measure(f"Series {number} of {academy}", path, "month", "value",
                    {"org_code": TRUSTS[academy], "series": f"series, {number}"})
            for number in range(7)]
