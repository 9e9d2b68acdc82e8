"""canaries.py - marks of 128 random bits, and finding them in whatever form they left.

    cage = Cage()
    title = cage.text("a room's name")       # a text with a mark that is nowhere else
    cage.bytes("a room's id", identity)      # 16 bytes that are themselves the mark
    cage.found_in(data)                      # what got out, and in which form

Forms: the bytes as they are, hexadecimal, base64 (both alphabets, at each of the three places that
a byte can have in it), URL-escaped, and as JSON escapes it.
"""

import base64
import json
import os
import urllib.parse


def base64_forms(mark):
    """What the middle of [mark] looks like in base64, whatever stands before and behind it."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + mark + bytes((-before - len(mark)) % 3))
        first = 0 if before == 0 else 4
        last = len(whole) - (4 if (before + len(mark)) % 3 else 0)
        yield whole[first:last]
        yield whole[first:last].translate(bytes.maketrans(b"+/", b"-_"))


def forms_of(mark):
    forms = {mark: "as it is", mark.hex().encode(): "hexadecimal",
             mark.hex().upper().encode(): "hexadecimal"}
    for form in base64_forms(mark):
        forms[form] = "base64"
    quoted = urllib.parse.quote(mark, safe="").encode()
    for form in (quoted, quoted.lower(), "".join(f"%{byte:02x}" for byte in mark).encode(),
                 "".join(f"%{byte:02X}" for byte in mark).encode()):
        forms.setdefault(form, "URL-escaped")
    try:
        forms.setdefault(json.dumps(mark.decode())[1:-1].encode(), "as JSON escapes it")
    except UnicodeDecodeError:
        pass
    return forms


class Cage:
    def __init__(self):
        self.where = {}  # form -> (which canary, in which form)
        self.count = 0

    def text(self, what):
        """A text of 34 bytes: random letters with some that every escaping changes."""
        mark = "ü/" + base64.b32encode(os.urandom(16)).decode().rstrip("=").lower() + "+&ß"
        self.keep(what, mark.encode())
        return mark

    def bytes(self, what, mark):
        self.keep(what, mark)

    def keep(self, what, mark):
        self.count += 1
        for form, name in forms_of(mark).items():
            self.where[form] = (what, name)

    def found_in(self, data):
        """{canary: form} of all that are in [data]."""
        return {what: name for form, (what, name) in self.where.items() if form in data}


def control():
    """The search finds every form at every place; what it says it missed, as sentences."""
    missed = []
    cage = Cage()
    text = cage.text("a text").encode()
    identity = os.urandom(16)
    cage.bytes("an id", identity)
    for what, mark in (("a text", text), ("an id", identity)):
        for place in range(7):
            around = os.urandom(place) + mark + os.urandom(11)
            disguised = {"as it is": around, "hexadecimal": around.hex().encode(),
                         "HEXADECIMAL": around.hex().upper().encode(),
                         "base64": base64.b64encode(around),
                         "base64 of URLs": base64.urlsafe_b64encode(around),
                         "URL-escaped": urllib.parse.quote_from_bytes(around, safe="").encode()}
            for form, data in disguised.items():
                if what not in cage.found_in(data):
                    missed.append(f"{what} in {form} at place {place}")
    if cage.found_in(os.urandom(100000)):
        missed.append("it finds what is not there")
    return missed
