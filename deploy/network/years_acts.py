"""The network's first years written by eight academies with the programs' own verbs, and read back
from their pages: every number must come out as it was told."""
import time
from concurrent.futures import ThreadPoolExecutor

import years
from academy import slug
from years_writes import TURNS, Writes, elements

SOON_S = 15  # the longest that a statement may take to become true


class Years:
    def __init__(self, network, screen):
        self.network, self.screen = network, screen
        self.clients = network.clients
        self.ids = {}

    def holds(self, statement, look):
        """[look] is asked until it is so; what never becomes so has failed."""
        end = time.monotonic() + SOON_S
        is_so = look()
        while not is_so and time.monotonic() < end:
            time.sleep(0.05)
            is_so = look()
        self.screen.holds(statement, is_so)

    # --- writing ---

    def begin(self):
        self.screen.heading("The network's first years, 2016 to 2020: eight academies")
        self.screen.words(years.STORY_BEGIN)
        self.screen.line()
        for said, source in years.PUBLISHED:
            self.screen.words(f"{said} ({source})")
        self.network.create()
        self.network.make_peers()
        self.network.join_members()
        self.screen.line()
        self.holds("eight academies are connected, each to the other seven",
                   self.network.all_connected)

    def write(self):
        self.screen.heading("They write it down: bigroom batch, one file for each academy and turn")
        self.academies = {name: client.verb("status").json()["academy"]
                          for name, client in self.clients.items()}
        lines = 0
        begin = time.monotonic()
        for turn, (names, parts) in enumerate(TURNS, 1):
            with ThreadPoolExecutor(2) as pool:
                for count in pool.map(lambda name: self.turn(turn, name, parts), names):
                    lines += count
            self.network.settle()
        took_s = time.monotonic() - begin
        self.screen.line(f"    {lines} records, in every copy after {took_s:.1f} s")
        self.screen.line()
        self.holds("no academy refused anything of it",
                   lambda: not any(client.outbox()["refused"] for client in self.clients.values()))

    def turn(self, turn, name, parts):
        """One academy's file; how many lines it has."""
        writes = Writes(name, self.academies, self.ids)
        for part in parts:
            getattr(writes, part)()
        path = self.network.home / f"years-{turn}-{slug(name)}.jsonl"
        self.ids.setdefault(name, {}).update(
            self.clients[name].batch(path, writes.lines)["ids"])
        return len(writes.lines)

    # --- what the pages say ---

    def read(self, path, name="Northumbria"):
        """The same at every academy; one that wrote little of it is asked."""
        return self.network.visitors[name].read(path)

    def told(self):
        self.screen.heading("The pages tell it back")
        story = self.ids[years.HOST]["story"]
        self.holds("every academy shows the story, with each published line and its source",
                   lambda: all(self.shows_story(name, story) for name in self.clients))

    def shows_story(self, name, story):
        shown = self.clients[name].thread(story)
        return shown is not None and all(
            said in shown["thread"]["text"] and source in shown["thread"]["text"]
            for said, source in years.PUBLISHED)


    # --- the programme ---

    def programme(self):
        listed = self.read("/programme?show=all")["published"]
        ours = self.read("/programme")["parts"]
        days = next(part for part in ours if part["part"] == "training_day")["elements"]
        hour = f"/element/{self.ids[years.HOST]['hour']}"
        self.screen.holds(
            f"the programme has {len(elements())} elements, published by one academy, with the "
            f"{years.DAYS} days in their order",
            {(element["title"], element["academy_name"]) for element in listed} ==
            {(title, years.CALLED.format(years.HOST)) for title in titles()}
            and [(day["day"], day["title"]) for day in days] ==
            list(enumerate(years.SKILLS, 1)))
        made = [(name, ref, element) for name, ref, element, *_ in years.ADAPTATIONS]
        self.screen.holds(
            "what an academy adapted stands with the element, and what came of it",
            all((years.CALLED.format(name), years.STUDIED.get(ref, (None,))[0]) in
                self.adapted(element) for name, ref, element in made))
        way = self.read(f"/proposal/{self.ids['Devon']['change']}")["way"]
        self.screen.holds(
            "a proposed change is followed from where it was learned to what each academy did",
            [(step["what"], step["academy_name"]) for step in way] ==
            [(what, years.CALLED.format(name)) for what, name in (
                ("learned", "Devon"), ("proposed", "Devon"), ("answered", years.HOST),
                ("version", years.HOST), *((decision, name) for name, decision, _ in
                                           sorted(years.AFTERWARDS)))])
        self.screen.holds("and its element is told with the days on which it was so",
                          all(word in self.page(hour) for word in ("2020", "made up for the sample")))

    def adapted(self, element):
        page = self.read(f"/element/{self.ids[years.HOST][element]}")
        return [(made["academy_name"], made["outcome"]) for made in page["adaptations"]]

    def page(self, path, name="Northumbria"):
        """What a person reads there."""
        return self.network.visitors[name].get(path).text


def titles():
    return [element[1] for element in years.ELEMENTS] + list(years.SKILLS)


def tell(network, screen):
    """The whole of it."""
    acts = Years(network, screen)
    acts.begin()
    acts.write()
    acts.told()
    acts.programme()
    return acts
