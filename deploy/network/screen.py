"""What is said in the terminal: headings, tables, statements; and how many of them held."""
import os
import sys
import textwrap

COLUMNS = 92


class Screen:
    def __init__(self):
        self.bold = sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
        self.passed = 0
        self.failed = 0

    def line(self, text=""):
        print(text, flush=True)

    def heading(self, text):
        self.line()
        self.line(f"\033[1m{text}\033[0m" if self.bold else text)
        if not self.bold:
            self.line("-" * len(text))

    def words(self, text):
        self.line(textwrap.fill(" ".join(text.split()), COLUMNS, initial_indent="  ",
                                subsequent_indent="  ", break_on_hyphens=False,
                                break_long_words=False))

    def block(self, text):
        for line in text.rstrip("\n").split("\n"):
            self.line(f"    {line}".rstrip())

    def table(self, head, rows, right=()):
        """Columns as wide as they need; those in [right] stand to the right."""
        rows = [[str(cell) for cell in row] for row in rows]
        widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
        for row in [head, *rows]:
            cells = (cell.rjust(width) if i in right else cell.ljust(width)
                     for i, (cell, width) in enumerate(zip(row, widths)))
            self.line(("    " + "   ".join(cells)).rstrip())

    def holds(self, statement, is_so, why=""):
        """A statement of the demonstration, and whether it is so."""
        if is_so:
            self.passed += 1
            self.line(f"  ok      {statement}")
        else:
            self.failed += 1
            self.line(f"  FAILED  {statement}")
            if why:
                self.block(f"    {why}")
