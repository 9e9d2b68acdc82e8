"""An academy and a member's client, as this story needs them: the programs' verbs as methods."""
import json

from programs import Process, ask, free_port, wait_until

UNKNOWN = 5  # bigroom's exit code for "no such thing in our copy"


def slug(name):
    """An academy's name as a folder or a host has it."""
    return name.lower().replace(" ", "-")


class Academy:
    """One academy: its folder and its running server. Browsers on this machine reach its pages
    without TLS under a name of its own, so that the cookies of two academies do not meet."""

    def __init__(self, name, programs, home, port, site_port, called="{}"):
        self.name, self.called = name, called.format(name)
        self.program = programs / "bigroomd"
        self.folder = home / "academies" / slug(name)
        self.address = f"127.0.0.1:{free_port(port)}"
        site_port = free_port(site_port)
        host = f"{slug(name)}.localhost:{site_port}"
        self.site = f"http://{host}"
        self.server = Process(f"the server of {name}",
                              [self.program, "run", self.folder, "--http",
                               f"127.0.0.1:{site_port}", "--web-names", host],
                              home / "logs" / f"academy-{slug(name)}.log", " listening ")

    def verb(self, *words, codes=(0,)):
        """A verb of one word and its arguments; the folder is added."""
        return ask([self.program, words[0], self.folder, *words[1:]], codes)

    def create(self):
        ask([self.program, "init", self.folder, "--academy", self.called, "--listen", self.address])

    def accept(self, other):
        """Become a peer of [other]: it gives its code, we add it."""
        code = ask([self.program, "peer", "code", other.folder]).out.strip()
        ask([self.program, "peer", "add", self.folder, code])

    def invite(self, member, roles):
        """A code for a device of [member]'s, or a link for a browser: once, by either."""
        return self.verb("invite", "--member", member, "--role", roles).out.split()

    def status(self):
        return self.verb("status", "--json").json()

    def peers(self):
        """Who is connected and who is not, by name."""
        return {peer["academy"]: peer for peer in self.status()["peers"]}


def heads(status):
    """How many shared records of each academy are held, by name."""
    return {stream["academy"]: stream["seq"] for stream in status["streams"]
            if stream["audience"] == "network"}


def proofs(status):
    """The same as the hashes that the records end in: equal only if every record is."""
    return {stream["academy"]: stream["hash"] for stream in status["streams"]
            if stream["audience"] == "network"}


class Client:
    """One member's device: its folder and the client that runs in it."""

    def __init__(self, member, academy, programs, home, port):
        self.member, self.academy = member, academy
        self.program = programs / "bigroom"
        self.folder = home / "clients" / slug(academy.name)
        self.agent = Process(f"the client at {academy.name}",
                             [self.program, "run", "--dir", self.folder,
                              "--http", f"127.0.0.1:{free_port(port)}"],
                             home / "logs" / f"client-{slug(academy.name)}.log", "running")

    def verb(self, *words, codes=(0,), text=None):
        """Any verb, answered as JSON."""
        words = [self.program, *words, "--dir", self.folder, "--json"]
        return ask(words, codes, text)

    def text(self, *words):
        """A verb that reads, as a person sees it."""
        return ask([self.program, *words, "--dir", self.folder]).out

    def join(self, code):
        ask([self.program, "join", code, "--dir", self.folder, "--network-name", "yes"])

    def write(self, *words):
        """A verb that writes; the id of what is new."""
        return self.verb(*words).json()["id"]

    def pages(self):
        """The address that opens this device's own pages."""
        return self.verb("pages").json()["address"]

    # --- threads ---

    def begin(self, title, text, to="network", question=False):
        asks = ["--question"] if question else []
        return self.write("thread", "new", "--title", title, "--text", text, "--to", to, *asks)

    def reply(self, thread, text, to_post=None):
        """As soon as what is answered is in our copy."""
        answered = thread if to_post is None else to_post
        self.await_post(thread, answered)
        at = [] if to_post is None else ["--to-post", to_post]
        return self.write("thread", "reply", thread, "--text", text, *at)

    def threads(self):
        return {item["id"]: item for item in self.verb("thread", "list").json()["threads"]}

    def thread(self, thread):
        """The thread with its replies, or None when it is not in our copy."""
        answer = self.verb("thread", "show", thread, codes=(0, UNKNOWN))
        return answer.json() if answer.code == 0 else None

    def post(self, thread, post):
        """A reply or, by the thread's own id, its opening; None when it is not here."""
        shown = self.thread(thread)
        if shown is None or post == thread:
            return shown and shown["thread"]
        return next((reply for reply in shown["replies"] if reply["id"] == post), None)

    def await_post(self, thread, post):
        return wait_until(f"{self.academy.name} has what was written elsewhere",
                          lambda: self.post(thread, post))

    def await_numbered(self, thread, post):
        """Until the academy has given it its number."""
        def numbered():
            shown = self.post(thread, post)
            return shown if shown and not shown["saved_here"] else None
        return wait_until(f"{self.academy.name} numbers what {self.member} wrote", numbered)

    # --- Big Rooms and measures ---

    def rooms(self):
        return self.verb("room", "list").json()["rooms"]

    def room(self, room):
        return self.verb("room", "show", room).json()["room"]

    def members(self):
        return self.verb("member", "list").json()["members"]

    def measure(self, measure):
        """With its points; None when it is not in our copy."""
        answer = self.verb("measure", "show", measure, codes=(0, UNKNOWN))
        return answer.json()["measure"] if answer.code == 0 else None

    def batch(self, path, writes):
        """Many writes from a file of one a line."""
        path.write_text("".join(json.dumps(write) + "\n" for write in writes), "utf-8")
        return self.verb("batch", str(path)).json()

    def outbox(self):
        """How many writes wait for the academy, have a number, were refused."""
        return self.verb("status").json()["outbox"]
