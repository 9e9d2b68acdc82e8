"""Calls that we do not make, and SQL that is not static text."""
import re

from tree import Finding, code_only, line_of, without_comments

# Each call and what to do instead.
BANNED = {
    "strcpy strcat strncpy strncat sprintf vsprintf gets stpcpy":
        "writes without knowing the room there is: use snprintf or struct br_buffer",
    "atoi atol atoll atof": "takes anything for a number: use strtoul and look at its end",
    "strtok": "keeps a place between calls: split with strspn and strcspn",
    "rand srand rand_r random srandom drand48 lrand48":
        "chance is an argument: take a struct br_rng",
    "system popen": "hands text to a shell: use uv_spawn or fork with an argument list",
    "alloca": "has no limit and no failure: use a struct br_arena",
    "setjmp longjmp sigsetjmp siglongjmp _setjmp": "leaves without cleaning up: return a status",
}
CLOCKS = ("clock_gettime gettimeofday time clock timespec_get uv_clock_gettime ftime "
          "uv_hrtime uv_gettimeofday")
EXITS = "exit _exit _Exit quick_exit"


def calls(names):
    # Not a member, and not a name that only ends like it.
    return re.compile(r"(?<![\w.>])(" + "|".join(names.split()) + r")\s*\(")


def check_banned(tree):
    patterns = [(calls(names), reason) for names, reason in BANNED.items()]
    for path, text in tree.c():
        code = code_only(text)
        rules = list(patterns)
        if path != "common/base/clock.c":
            rules.append((calls(CLOCKS), "the clock is read in base/clock.c: use br_clock_read"))
        if not path.startswith("tests/") and path not in ("server/main.c", "client/main.c"):
            rules.append((calls(EXITS), "only main ends the program: return a status"))
        for pattern, reason in rules:
            for match in pattern.finditer(code):
                yield Finding("banned", path, line_of(code, match.start()),
                              f"{match[1]}: {reason}")


# Functions whose second argument is SQL. Our own wrappers count too, so that a statement cannot
# be pasted one call further up.
STATEMENTS = re.compile(
    r"(?<![\w.>])"
    r"(sqlite3_exec|sqlite3_prepare(?:_v2|_v3)?|br_db_(?:exec|prepare|prepare_all))\s*\(")
BUILDERS = re.compile(r"(?<![\w.>])(sqlite3_v?mprintf|sqlite3_str_v?append\w*)\s*\(")
LITERAL = re.compile(r'"(?:\\.|[^"\\\n])*"')
PASTED = re.compile(
    r"^\W*(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER|PRAGMA|ATTACH|DETACH|VACUUM|WITH|"
    r"SAVEPOINT|RELEASE)\b.*(?<!%)%[-0-9.*]*(?:l|ll|z|h|j)?[a-zA-Z]")


def arguments(text, start):
    """The arguments behind an opening bracket, split at the commas of its own level."""
    depth, quote, begin, found, i = 0, None, start, [], start
    while i < len(text):
        c = text[i]
        if quote:
            i += c == "\\"
            quote = None if c == quote else quote
        elif c in "\"'":
            quote = c
        elif c in "([{":
            depth += 1
        elif c in ")]}" and depth > 0:
            depth -= 1
        elif c == ")" or (c == "," and depth == 0):
            found.append(text[begin:i].strip())
            begin = i + 1
            if c == ")":
                break
        i += 1
    return found


# What an expression must be declared as to be text that the compiler fixed. The initialiser of a
# static const table can hold nothing else.
CONSTANTS = [
    (r"(\w+)", r"\bstatic const char NAME\s*\[\]\s*="),
    (r"(\w+)", r"\bstatic const char \*const NAME\s*="),
    (r"(\w+)", r"^extern const char NAME\[\];"),
    (r"(\w+)", r"#define NAME\s+(?:\\\n\s*)?\""),
    (r"(\w+)\[\w+\]", r"\bstatic const char \*const NAME\s*\[\w*\]\s*="),
    (r"(\w+)\[\w+\]\.\w+",
     r"\bstatic const struct\s*(?:\w+\s*)?(?:\{[^}]*\}\s*)?NAME\s*\[\w*\]\s*="),
]


def is_static_text(argument, text):
    if re.fullmatch(r'(?:"(?:\\.|[^"\\\n])*"\s*)+', argument):
        return True
    for form, declared in CONSTANTS:
        match = re.fullmatch(form, argument)
        if match and re.search(declared.replace("NAME", match[1]), text, re.MULTILINE):
            return True
    return False


def check_sql(tree):
    headers = "\n".join(without_comments(text) for _, text in tree.of(".h"))
    for path, text in tree.c():
        if path.startswith("tests/"):
            continue  # tests damage files in ways that the programs cannot
        code = without_comments(text)
        for match in STATEMENTS.finditer(code_only(text)):
            found = arguments(code, match.end())
            if len(found) < 2 or re.match(r"(const )?(struct )?\w+ \*", found[0]):
                continue  # a declaration
            if not is_static_text(found[1], code + headers):
                yield Finding("sql", path, line_of(code, match.start()),
                              f"{match[1]}: SQL is static text, this is {found[1]}")
        for match in BUILDERS.finditer(code_only(text)):
            built = arguments(code, match.end())[0]
            if re.fullmatch(r'"(?:%[a-zA-Z]|[^"%a-zA-Z])*"', built):
                continue  # a path, a copy: no word of SQL in it
            yield Finding("sql", path, line_of(code, match.start()),
                          f"{match[1]} builds text that may be SQL: bind the values")
        for match in LITERAL.finditer(code):
            if PASTED.match(match[0]):
                yield Finding("sql", path, line_of(code, match.start()),
                              "a value is printed into a statement: bind it")


SUPPRESSION = re.compile(r"NOLINT(?!END)\w*(\([\w.,* -]+\): \S+)?|clang-format off(: \S+)?")


def check_suppressions(tree):
    for path, text in tree.c():
        for match in SUPPRESSION.finditer(text):
            if not (match[1] or match[2]):
                yield Finding("suppressions", path, line_of(text, match.start()),
                              "say which check and why: NOLINT(check): reason")


RULES = {"banned": check_banned, "sql": check_sql, "suppressions": check_suppressions}
