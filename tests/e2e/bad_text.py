"""bad_text.py - texts that have broken other programs, and what may reach a terminal."""

import json
import os
import re

from cases import Failure, say

# In every run, whatever data there is: control sequences and what hides or turns text.
OWN = [
    "\x1b[31mred\x1b[0m", "\x1b]0;another title\x07", "\x9b31mC1", "\x9d0;title\x9c",
    "a\rb", "a\bb",
    "\u202eturned\u202c", "\u2066isolated\u2069", "zero\u200bwidth", "joined\u200demoji 👩\u200d⚕️",
    "\ufeffa mark", "tab\tand\nnew line", "\U000e0041\U000e0042 tags",
    "{{title}} {{{text}}} {{/x}}",
    "--help", "-", "$HOME $(id) `id`", "a\x7fb", "\u2028line\u2029paragraph", "¬ œ ∑ 漢字 عربى 🇬🇧",
    "'; DROP TABLE thread;--", "<script>alert(1)</script>", "%s%n%x", "=cmd|' /C calc'!A0",
    "\\u0000",
    "null", "true", "0x7fffffff", "1e999", "NaN", "../../etc/passwd", "e\u0301 \u00e9",
    "\x01\x02\x1f",
]


def strings():
    """The Big List of Naughty Strings, spreadsheet formulas, and our own."""
    folder = os.environ.get("BIGROOM_TEST_DATA")
    found = list(OWN)
    if folder:
        with open(os.path.join(folder, "bad", "blns.json"), encoding="utf-8") as file:
            found += json.load(file)
        with open(os.path.join(folder, "bad", "csv-injection.txt"), encoding="utf-8") as file:
            found += file.read().split("\n")
    else:
        say("    BIGROOM_TEST_DATA is not set: only our own strings")
    return list(dict.fromkeys(found))


# Three strings of the list have ten digits that a patient's number could have: -2147483648/-1, and
# 0 to 9 in Arabic-Indic digits and as keycaps. Whoever writes them here is a data steward, and says
# why they may pass.
ALLOWED = "a string of a list"


def stopped_numbers(texts):
    """Those that nobody lets pass where no reason can be given."""
    digits = ("2147483648", "٠١٢٣٤٥٦٧٨٩", "0\ufe0f\u20e3 1")
    return {text for text in texts if any(found in text for found in digits)}


def is_blank(text):
    return text.strip(" \t\n\r\u00a0") == ""


# What a terminal obeys, or what hides or turns text; line feeds are ours. Joiners that scripts and
# emoji need may pass.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                    "\U000e0000-\U000e007f]")


def check_safe(output, what):
    """Nothing in these bytes can steer a terminal."""
    try:
        text = output.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Failure(f"{what}: not UTF-8: {error}")
    found = UNSAFE.search(text)
    if found:
        part = text[max(0, found.start() - 60):found.end() + 60]
        raise Failure(f"{what}: U+{ord(found.group()):04X} in {part!r}")
