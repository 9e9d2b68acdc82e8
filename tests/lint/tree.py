"""What the rules look at: the files of the tree, and C without its comments and strings."""
import functools
import re


class Finding:
    """One thing to put right; a warning is shown and counts for nothing."""

    def __init__(self, rule, path, line, text, counts=True):
        self.rule, self.path, self.line, self.text, self.counts = rule, path, line, text, counts

    def __str__(self):
        kind = "" if self.counts else "warning: "
        return f"{self.path}:{self.line}: {kind}{self.text} [{self.rule}]"


class Tree:
    """Files by their path from the root, as text."""

    def __init__(self, files):
        self.files = files

    def of(self, *suffixes):
        return [(path, text) for path, text in self.files.items() if path.endswith(suffixes)]

    def c(self):
        return self.of(".c", ".h")

    def scripts(self):
        """Python, and shell by its name or its first line."""
        return [(path, text) for path, text in self.files.items()
                if path.endswith((".py", ".sh")) or re.match(r"#!.*\b(ba|da)?sh\b", text)]

    def line(self, path, number):
        lines = self.files.get(path, "").splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


TOKEN = re.compile(r"""
    (?P<comment> /\*.*?\*/ | //[^\n]* )
  | (?P<string>  "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' )
""", re.VERBOSE | re.DOTALL)


def blank(text):
    return re.sub(r"[^\n]", " ", text)


@functools.lru_cache(maxsize=None)
def without_comments(text):
    """The same length and lines, comments blank."""
    return TOKEN.sub(lambda m: blank(m[0]) if m["comment"] else m[0], text)


@functools.lru_cache(maxsize=None)
def code_only(text):
    """The same length and lines, comments and what stands inside quotes blank."""
    def keep(match):
        if match["comment"]:
            return blank(match[0])
        return match[0][0] + blank(match[0][1:-1]) + match[0][-1]
    return TOKEN.sub(keep, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1
