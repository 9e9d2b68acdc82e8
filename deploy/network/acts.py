"""What happens in the demonstration, act by act; each says what it shows and checks it."""
import time

import story
from academy import heads
from network import mondays
from programs import wait_until
from visitor import Visitor

SOON_S = 15  # the longest that a statement may take to become true
STOPS_WITHIN_S = 2


class Acts:
    def __init__(self, network, screen):
        self.network, self.screen = network, screen
        self.academies, self.clients = network.academies, network.clients
        self.names = list(network.academies)

    def holds(self, statement, look, why=""):
        """[look] is asked until it is so; what never becomes so has failed."""
        end = time.monotonic() + SOON_S
        is_so = look()
        while not is_so and time.monotonic() < end:
            time.sleep(0.02)
            is_so = look()
        self.screen.holds(statement, is_so, why)

    def says(self, name, what):
        """One line of what somebody does."""
        self.screen.line(f"    {name:<12} {self.clients[name].member:<17} {what}")

    # --- the network ---

    def begin(self):
        self.screen.heading("Four academies, each with its own server, and a client at each")
        self.network.create()
        self.network.make_peers()
        self.network.join_members()
        self.screen.table(("academy", "its server listens on", "a member there", ""),
                          [(name, self.academies[name].address, member, role)
                           for name, member, role in story.MEMBERS])
        self.screen.line()
        self.holds("every academy is connected to the other three, no one in the middle",
                   self.network.all_connected)

    # --- threads ---

    def talk(self):
        self.screen.heading("They ask each other and answer")
        clients = self.clients
        bath, imperial = clients["Bath"], clients["Imperial"]
        northumbria, sheffield = clients["Northumbria"], clients["Sheffield"]

        self.hour = bath.begin(story.HOUR, story.HOUR_TEXT, question=True)
        self.says("Bath", f"asks: {story.HOUR}")
        self.answer = imperial.reply(self.hour, story.HOUR_IMPERIAL)
        self.says("Imperial", "answers: with twenty minutes, after the ward round")
        self.edited = northumbria.reply(self.hour, story.HOUR_NORTHUMBRIA_FIRST)
        northumbria.await_numbered(self.hour, self.edited)
        northumbria.write("thread", "edit", self.edited, "--text", story.HOUR_NORTHUMBRIA)
        self.says("Northumbria", "answers, then corrects a time in the answer")
        bath.reply(self.hour, story.HOUR_THANKS, to_post=self.answer)
        bath.await_post(self.hour, self.edited)
        bath.write("thread", "resolve", self.hour, "--answer", self.answer)
        self.says("Bath", "thanks both, and marks the question as answered")

        self.stopped = sheffield.begin(story.STOPPED, story.STOPPED_TEXT)
        self.says("Sheffield", f"writes up: {story.STOPPED}")
        bath.reply(self.stopped, story.STOPPED_BATH)
        self.says("Bath", "adapts it, and says how")
        self.door = northumbria.begin(story.DOOR, story.DOOR_TEXT, question=True)
        self.says("Northumbria", f"asks: {story.DOOR}")
        sheffield.reply(self.door, story.DOOR_SHEFFIELD)
        self.says("Sheffield", "answers")
        self.local = imperial.begin(story.LOCAL, story.LOCAL_TEXT, to="academy")
        self.says("Imperial", f"asks only its own people: {story.LOCAL}")

    # --- the same with a browser ---

    def browse(self):
        self.screen.heading("The same people with a browser, at their own academy's address")
        bath, imperial, sheffield, northumbria = (
            self.network.visitors[name]
            for name in ("Bath", "Imperial", "Sheffield", "Northumbria"))
        asked = bath.send("/ask", "/ask", title=story.ASKED, text=story.ASKED_TEXT).path
        self.asked = asked.removeprefix("/thread/")
        self.says("Bath", f"asks the network: {story.ASKED}")
        self.await_page(imperial, asked)
        imperial.send(asked, f"{asked}/reply", text=story.ASKED_IMPERIAL)
        self.says("Imperial", "answers: nobody; we photograph the wall")
        page = self.await_page(northumbria, asked, lambda page: page["replies"])
        answer = page["replies"][0]["id"]
        northumbria.send(f"{asked}/tried?post={answer}", f"{asked}/tried", outcome="partly",
                         different=story.TRIED)
        self.says("Northumbria", f"has tried it: partly. {story.TRIED}")
        hasty = sheffield.send("/threads/new", "/threads/new", title=story.HASTY,
                               text=story.HASTY_TEXT, audience="network").path
        self.hasty = hasty.removeprefix("/thread/")
        self.says("Sheffield", f"writes in haste: {story.HASTY}")
        self.await_page(bath, hasty)
        sheffield.send(f"{hasty}/hide?post={self.hasty}", f"{hasty}/withdraw",
                       reason=story.HASTY_REASON)
        self.says("Sheffield", "takes it back; every academy confirms that its copy is gone")
        self.screen.line()
        everyone = self.network.visitors.values()
        others = set(self.names) - {"Sheffield"}

        self.holds("every academy shows that it was tried at Northumbria, and how",
                   lambda: all(tried(visitor.read(asked)) == [("Northumbria", "partly")]
                               for visitor in everyone))
        self.holds("what was taken back is shown by no academy any more",
                   lambda: all(story.HASTY_TEXT not in visitor.get(hasty).text
                               for visitor in everyone))
        self.holds("and Sheffield's page names the three that have confirmed it",
                   lambda: confirmed(sheffield.read(hasty)) == others)

    @staticmethod
    def await_page(visitor, path, there=bool):
        """What a page says, once it is there."""
        def look():
            page = visitor.read(path)
            return page if page and there(page) else None
        return wait_until(f"{visitor.site}{path} is there", look)

    def sign_in(self):
        """Each of them from a browser that the academy does not know yet."""
        for name, member, _ in story.MEMBERS:
            visitor = Visitor(self.academies[name].site)
            self.screen.holds(f"{visitor.site} answers, and asks a stranger to sign in",
                              visitor.get("/").path.startswith("/sign-in"))
            visitor.sign_in(story.sign_in_name(member, name), self.network.password)
            home = visitor.get("/")
            self.screen.holds(f"{member} signs in there", home.status == 200 and
                              home.path == "/" and member in home.text, home.path)

    # --- a Big Room and a measure ---

    def open_room(self):
        self.screen.heading("Bath opens a Big Room and shares a measure")
        bath = self.clients["Bath"]
        self.academies["Bath"].invite(story.FLOW_COACH, "coach")
        self.room = bath.write("room", "open", "--name", story.ROOM, "--pathway", story.ROOM,
                               "--slot", story.ROOM_SLOT, "--purpose", story.ROOM_PURPOSE)
        wait_until("Bath's client knows both coaches", lambda: self.knows(bath, story.FLOW_COACH))
        bath.write("room", "appoint", self.room, "--clinical", story.CLINICAL_COACH,
                   "--flow", story.FLOW_COACH, "--from", story.FIRST_MONDAY)
        self.measure = bath.write(
            "measure", "define", "--title", story.MEASURE, "--room", self.room,
            "--definition", story.MEASURE_TEXT, "--unit", story.MEASURE_UNIT,
            "--role", "outcome", "--direction", "increase", "--target", story.MEASURE_TARGET,
            "--frequency", "weekly")
        days = mondays(story.FIRST_MONDAY, len(story.WEEKS) + 1)
        numbers = self.network.home / "weekly-numbers.csv"
        numbers.write_text("date,value\n" + "".join(
            f"{day},{value}\n" for day, value in zip(days, story.WEEKS)), "ascii")
        bath.verb("measure", "import", self.measure, str(numbers))
        bath.verb("measure", "add", self.measure, days[-1], story.NEXT_WEEK)
        self.points = dict(zip(days, [*map(float, story.WEEKS), float(story.NEXT_WEEK)]))
        self.wait_for_points(bath, self.measure)
        shared = bath.verb("measure", "share", self.measure, "--yes", "--pathway", story.ROOM)
        self.shared = shared.json()["id"]
        self.screen.block(bath.text("room", "show", self.room))
        self.screen.line()

        def stays():
            return not any(self.clients[name].rooms() for name in self.names if name != "Bath")

        def pair():
            room = bath.room(self.room)
            return (room["clinical_coach_name"], room["flow_coach_name"]) == (
                story.CLINICAL_COACH, story.FLOW_COACH)

        self.holds("the Big Room has its coach pair", pair)
        self.holds(f"the shared measure and its {len(self.points)} weeks are at every academy",
                   lambda: all(self.has_points(client, self.shared)
                               for client in self.clients.values()))
        self.holds("the Big Room itself stays at Bath", stays)

    @staticmethod
    def knows(client, name):
        return any(member["name"] == name for member in client.members())

    def has_points(self, client, measure):
        found = client.measure(measure)
        return found is not None and self.points == {
            point["date"]: point["value"] for point in found["points"] if not point["saved_here"]}

    def wait_for_points(self, client, measure):
        wait_until("Bath has numbered the weeks", lambda: self.has_points(client, measure))

    # --- what each sees ---

    def look(self):
        self.network.settle()
        self.screen.heading("The threads, as each academy sees them")
        for name, client in self.clients.items():
            self.screen.line()
            self.screen.line(f"  At {name}")
            self.screen.table(("id", "thread", "from", "replies", ""), [
                (item["id"][-8:], item["title"], item["academy_name"], item["posts"], state(item))
                for item in client.threads().values()], right=(3,))
        self.screen.line()
        self.screen.words("The first question in full, as Sheffield sees it (bigroom thread show):")
        self.screen.line()
        self.screen.block(self.clients["Sheffield"].text("thread", "show", self.hour))
        self.screen.line()
        self.holds("the four shared threads are the same at all four academies",
                   lambda: self.same_threads({self.hour, self.stopped, self.door, self.asked}))
        self.holds("the question is answered, by the answer that Bath chose", self.resolved)
        self.holds("the corrected answer shows its new text, and the earlier one is kept",
                   self.corrected)
        self.holds("what Imperial wrote for its own people is at no other academy",
                   lambda: [name for name, client in self.clients.items()
                            if self.local in client.threads()] == ["Imperial"])

    def same_threads(self, wanted):
        """Every client shows these shared threads and no other, each with the same words."""
        seen = []
        for client in self.clients.values():
            shared = {thread for thread, item in client.threads().items()
                      if item["audience"] == "shared with the network"}
            seen.append({thread: words(client.thread(thread)) for thread in shared})
        return set(seen[0]) == wanted and all(other == seen[0] for other in seen)

    def resolved(self):
        for client in self.clients.values():
            shown = client.thread(self.hour)
            chosen = [reply["id"] for reply in shown["replies"] if reply["accepted"]]
            if not shown["thread"]["resolved"] or chosen != [self.answer]:
                return False
        return True

    def corrected(self):
        for client in self.clients.values():
            post = client.post(self.hour, self.edited)
            texts = [version["text"] for version in post["reply_texts"]]
            if post["text"] != story.HOUR_NORTHUMBRIA or len(texts) != 2 \
                    or story.HOUR_NORTHUMBRIA_FIRST not in texts:
                return False
        return True

    # --- all copies agree ---

    def compare(self, heading):
        statuses = self.network.settle()
        self.screen.heading(heading)
        self.screen.words("How many shared records of each academy each of them holds, and the "
                          "fingerprint of all it holds and of all it shows.")
        self.screen.line()
        self.screen.table(
            ("academy", *(f"of {name}" for name in self.names), "all held", "all shown"),
            [(name, *(heads(status)[origin] for origin in self.names),
              status["digest"]["heads"][:12], status["digest"]["views"][:12])
             for name, status in statuses.items()],
            right=range(1, 1 + len(self.names)))
        self.screen.line()
        for what, key in (("hold the same records", "heads"), ("show the same", "views")):
            prints = {status["digest"][key] for status in statuses.values()}
            self.screen.holds(f"all four {what}: equal fingerprints",
                              len(prints) == 1 and len(statuses) == 4, ", ".join(sorted(prints)))

    # --- one academy is killed ---

    def lose_one(self, lost="Imperial"):
        self.screen.heading(f"{lost} loses power, and comes back")
        academy, client = self.academies[lost], self.clients[lost]
        last = client.reply(self.door, story.BEFORE_THE_FALL)
        client.await_numbered(self.door, last)
        academy.server.kill()
        others = {other.name: other for other in self.network.others(lost)}
        self.screen.words(f"{lost} numbers one more reply, and its server is killed the moment "
                          "after (SIGKILL). The others go on and each writes a diary of its weekly "
                          "hour.")
        diaries = set()
        for name in others:
            diaries.add(self.write_diary(self.clients[name]))
        statuses = self.network.settle()
        lacks = {name: heads(status)[name] - peer(status, lost)["holds_of_ours"]
                 for name, status in statuses.items()}
        behind = sum(lacks.values())
        self.screen.line()
        self.screen.table(("academy", f"says of {lost}", f"{lost} is behind by"),
                          [(name, peer(status, lost)["why"].split(": ")[-1] or "not connected",
                            lacks[name]) for name, status in statuses.items()], right=(2,))
        self.screen.line()
        self.screen.holds("the other three notice, and agree with each other meanwhile",
                          len(statuses) == 3 and not any(peer(status, lost)["connected"]
                                                         for status in statuses.values()))
        begin = time.monotonic()
        academy.server.start()
        wanted = {name: heads(status)[name] for name, status in statuses.items()}
        wait_until(f"{lost} catches up", lambda: caught_up(academy.status(), wanted))
        took_ms = round((time.monotonic() - begin) * 1000)
        self.screen.line()
        self.screen.words(f"The server of {lost} is started again.")
        self.screen.line()
        self.screen.holds(f"{lost} was behind by {behind} records, and caught up in {took_ms} ms",
                          behind >= len(others) * (story.DIARY_WEEKS + 1), f"behind by {behind}")
        self.holds("the reply that it had numbered just before is at every academy",
                   lambda: all(other.post(self.door, last) for other in self.clients.values()))
        self.holds("the diaries are there in full, each line once",
                   lambda: all(client.thread(diary) and
                               len(client.thread(diary)["replies"]) == story.DIARY_WEEKS
                               for diary in diaries))
        self.holds("its client is connected again by itself",
                   lambda: client.verb("status").json()["connected"])

    def write_diary(self, client):
        """A thread and a reply a week, in one file; the thread's id once all is numbered."""
        name = client.academy.name
        writes = [{"ref": "diary", "kind": "thread_started", "to": "network", "message": {
            "title": f"{story.DIARY}, {name}", "text": story.DIARY_TEXT}}]
        for week, day in enumerate(mondays(story.FIRST_MONDAY, story.DIARY_WEEKS)):
            line = story.DIARY_LINES[week % len(story.DIARY_LINES)]
            writes.append({"kind": "post_written", "to": "network",
                           "message": {"thread": "$diary", "text": f"{day}: {line}"}})
        client.batch(self.network.home / f"diary-{name.lower()}.jsonl", writes)
        return next(thread for thread, item in client.threads().items()
                    if item["title"] == f"{story.DIARY}, {name}")

    # --- a client writes offline ---

    def write_offline(self, name="Northumbria"):
        self.screen.heading(f"A coach at {name} writes without a network")
        academy, client = self.academies[name], self.clients[name]
        begin = time.monotonic()
        in_order = academy.server.stop()
        took_ms = round((time.monotonic() - begin) * 1000)
        wait_until("the client has noticed", lambda: not client.verb("status").json()["connected"])
        reply = client.reply(self.door, story.OFFLINE)
        saved = client.post(self.door, reply)
        waiting = client.outbox()["waiting"]
        sync = client.verb("sync", "--wait", "1", codes=(0, 1, 2, 3, 4, 5))
        elsewhere = [other for other in self.names
                     if other != name and self.clients[other].post(self.door, reply)]
        self.screen.words(f"The server of {name} is stopped; its client goes on alone.")
        self.screen.line()

        begin = time.monotonic()
        academy.server.start()
        client.await_numbered(self.door, reply)
        numbered_ms = round((time.monotonic() - begin) * 1000)
        held = wait_until("the reply is held by all four academies",
                          lambda: holders(client.post(self.door, reply), len(self.names)))
        held_ms = round((time.monotonic() - begin) * 1000)
        self.screen.table(("what the client says of the reply", ""), [
            ("saved here", "while the server is away"),
            (f"numbered by {name}", f"{numbered_ms} ms after the server was started again"),
            (f"held by {held} academies", f"{held_ms} ms after")])
        self.screen.line()
        self.screen.holds(f"the server stopped in order, in {took_ms} ms",
                          in_order and took_ms < STOPS_WITHIN_S * 1000)
        self.screen.holds("written offline, the reply is shown at once, as saved here",
                          saved is not None and saved["saved_here"] and waiting == 1,
                          f"{waiting} waiting")
        self.screen.holds("bigroom sync says that there is no connection (exit code 3)",
                          sync.code == 3, f"exit code {sync.code}: {sync.err.strip()}")
        self.screen.holds("until then it was at no other academy", not elsewhere, elsewhere)
        self.holds("now it is at every academy, once",
                   lambda: all(len([post for post in other.thread(self.door)["replies"]
                                    if post["id"] == reply]) == 1
                               for other in self.clients.values()))

    # --- the end ---

    def verify(self):
        """What an operator would run: nothing is damaged, nothing was folded wrongly."""
        for verb, statement in (("verify", "every record of every academy has a sound signature"),
                                ("rebuild", "what is shown, computed anew from the records, "
                                            "is the same")):
            answers = {name: academy.verb(verb, "--json", codes=range(256))
                       for name, academy in self.academies.items()}
            wrong = [f"{name}: {answer.err.strip() or answer.out.strip()}"
                     for name, answer in answers.items() if answer.code != 0]
            self.screen.holds(statement, not wrong, "; ".join(wrong))


def state(thread):
    """What a list says of a thread beside its title."""
    if thread["question"]:
        return "answered" if thread["resolved"] else "not answered yet"
    return "" if thread["audience"] == "shared with the network" else thread["audience"]


def words(shown):
    """What a thread says, without what differs from copy to copy (who owns it, who holds it)."""
    thread = shown["thread"]
    replies = sorted((reply["id"], reply["parent"], reply["author_name"], reply["academy_name"],
                      reply["text"], reply["accepted"], reply["edits"])
                     for reply in shown["replies"])
    return (thread["title"], thread["text"], thread["author_name"], thread["academy_name"],
            thread["resolved"], thread["answer"], replies)


def tried(page):
    """Where something of a thread was tried, and how it went."""
    return [(here["academy_name"], here["outcome"]) for here in page["tried_here"]]


def confirmed(page):
    """The academies that have confirmed that their copy of a withdrawn thread is gone."""
    return {there["academy_name"] for there in page["thread"]["confirmations"]
            if there["confirmed"]}


def peer(status, name):
    return next(peer for peer in status["peers"] if peer["academy"] == name)


def caught_up(status, wanted):
    held = heads(status)
    return all(held.get(name, 0) >= seq for name, seq in wanted.items()) and not status["folding"]


def holders(post, wanted):
    """By how many academies a reply is held, once it is [wanted]."""
    return post["held"] if post and not post["saved_here"] and post["held"] >= wanted else None
