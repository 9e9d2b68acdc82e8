"""The network's first years written by eight academies with the programs' own verbs, and read back
from their pages: every number must come out as it was told."""
import time
from concurrent.futures import ThreadPoolExecutor

import years
from academy import slug
from years_writes import TURNS, Writes, elements

READER = "Northumbria"  # wrote little of it; what it reads came from the others
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

    def read(self, path, name=READER):
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
            {(title, called(years.HOST)) for title in titles()}
            and [(day["day"], day["title"]) for day in days] ==
            list(enumerate(years.SKILLS, 1)))
        made = [(name, ref, element) for name, ref, element, *_ in years.ADAPTATIONS]
        self.screen.holds(
            "what an academy adapted stands with the element, and what came of it",
            all((called(name), years.STUDIED.get(ref, (None,))[0]) in
                self.adapted(element) for name, ref, element in made))
        way = self.read(f"/proposal/{self.ids['Devon']['change']}")["way"]
        self.screen.holds(
            "a proposed change is followed from where it was learned to what each academy did",
            [(step["what"], step["academy_name"]) for step in way] ==
            [(what, called(name)) for what, name in (
                ("learned", "Devon"), ("proposed", "Devon"), ("answered", years.HOST),
                ("version", years.HOST), *((decision, name) for name, decision, _ in
                                           sorted(years.AFTERWARDS)))])
        self.screen.holds("and its element is told with the days on which it was so",
                          all(word in self.page(hour) for word in ("2020",
                                                                   "made up for the sample")))

    def adapted(self, element):
        page = self.read(f"/element/{self.ids[years.HOST][element]}")
        return [(made["academy_name"], made["outcome"]) for made in page["adaptations"]]

    def page(self, path, name=READER):
        """What a person reads there."""
        return self.network.visitors[name].get(path).text

    # --- ways, cohorts, what they became ---

    def ways(self):
        self.screen.holds(
            "each academy's way has the steps, days and hosts that it wrote, in their order",
            all(self.way(name) == told_way(name) for name in years.ACADEMIES))
        self.screen.holds(
            "and says what is published of a step",
            all(published is None or published in step["text"]
                for name in years.ACADEMIES
                for step, (_, _, _, published, _) in zip(self.steps(name), way_of(name))))
        listed = self.read("/adopters")["academies"]
        self.screen.holds(
            "side by side they stand by the alphabet, each at the step where it is",
            [(academy["name"], academy["step"]) for academy in listed] ==
            [(called(name), way_of(name)[-1][1]) for name in sorted(years.ACADEMIES)])
        rooms = [shown["words"] for step in self.steps("Imperial") for shown in step["shown"]
                 if shown["part"] == "room"]
        self.screen.holds("the three Big Rooms of 2017 show a step of Imperial's: sepsis, diabetic "
                          "foot, asthma and wheeze in children",
                          sorted(rooms) == sorted(f"{name} (sample)" for name in years.THREE))

    def steps(self, name):
        return self.read(f"/academy/{self.academies[name]}/journey")["steps"]

    def way(self, name):
        return [(step["step"], step["since"], step["host_name"]) for step in self.steps(name)]

    def cohorts(self):
        shown = {(academy, ref): self.cohort(academy, ref)
                 for academy, ref, *_ in years.COHORTS}
        first, second, imperial = (shown[key] for key in (
            (years.HOST, "cohort-1"), (years.HOST, "cohort-2"), ("Imperial", "cohort-1")))
        self.screen.holds("the first cohort began in October 2016",
                          first["starts"].startswith("2016-10") and
                          min(cohort["starts"] for cohort in shown.values()) == first["starts"])
        self.screen.holds(
            f"every cohort has its {years.DAYS} days; those that have been held are held",
            all([day["day"] for day in cohort["days"]] == list(range(1, years.DAYS + 1)) and
                cohort["days_held"] == sum(day["date"] <= years.END for day in cohort["days"])
                for cohort in shown.values()))
        self.screen.holds(
            "every cohort has 24 to 30 coaches, in pairs that name nobody",
            all(24 <= 2 * len(cohort["coach_pairs"]) <= 30 and not any(
                pair["clinical_coach"] or pair["flow_coach"] for pair in cohort["coach_pairs"])
                for cohort in shown.values()))
        theirs = [pair["pathway"] for pair in second["coach_pairs"]
                  if pair["coaches_of_name"] == called("Imperial")]
        self.screen.holds("2017: six coaches of Imperial on three pathways",
                          sorted(theirs) == sorted(years.THREE))
        trusts = [pair["organisation"] for pair in imperial["coach_pairs"]]
        self.screen.holds("2018: twelve pathways at Imperial, nine of its own and three of Great "
                          "Ormond Street, with 24 coaches",
                          (trusts.count(years.TRUST), trusts.count(years.STREET)) == (9, 3) and
                          len({pair["pathway"] for pair in imperial["coach_pairs"]}) == 12)

    def cohort(self, academy, ref):
        page = self.read(f"/cohort/{self.ids[academy][ref]}?academy={self.academies[academy]}")
        cohort = page["cohort"]
        cohort["coach_pairs"] += cohort["alumni"]
        return cohort

    def spread(self):
        academies = self.read("/spread")["academies"]
        counts = {academy["name"]: {count["date"]: count for count in academy["counts"]}
                  for academy in academies}
        fields = ("coaches", "rooms", "organisations", "pathways", "rooms_after_year")
        self.screen.holds("the academies of 2018 are seven, and Lancashire comes later",
                          sorted(name for name in counts if years.APRIL_2019 in counts[name]) ==
                          sorted(map(called, years.OF_2018)) and
                          len(counts) == len(years.ACADEMIES))
        for date, words in ((years.APRIL_2019, "April 2019: 171 coaches, 80 Big Rooms, 14 "
                                               "hospitals, academy by academy"),
                            (years.MID_2020, "2020: nearly 400 coaches, more than 150 Big Rooms, "
                                             "30 providers and 85 pathways")):
            sums = tuple(sum(counted[date][field] for counted in counts.values() if date in counted)
                         for field in fields[:len(years.SUMS[date])])
            self.screen.holds(words, sums == years.SUMS[date], f"{sums}")
        own = counts[called("Imperial")]
        self.screen.holds("Imperial: six coaches in 2017, 24 and twelve pathways in 2018",
                          [(own[date]["coaches"], own[date]["pathways"], own[date]["organisations"])
                           for date, *_ in years.OWN] == [(6, 3, 1), (24, 12, 2)])
        self.screen.holds("the drawing says the same in words, and where each number comes from",
                          all(word in self.page("/spread") for word in (
                              "60 coaches", "171 coaches", "BMJ 2019", "made up for the sample")))

    def marked(self):
        """Nobody can take a page of this network for more than it is."""
        paths = ["/", "/programme", "/adopters", "/spread", "/cohorts", "/visits", "/expectations",
                 "/threads", f"/thread/{self.ids[years.HOST]['story']}",
                 f"/academy/{self.academies['Imperial']}/journey",
                 f"/cohort/{self.ids['Imperial']['cohort-1']}"]
        unmarked = [path for name in self.clients for path in paths
                    if "sample data" not in self.page(path, name)]
        self.screen.holds(f"all {len(paths)} pages at all eight academies say that they are sample "
                          "data", not unmarked, ", ".join(unmarked))


def called(name):
    return years.CALLED.format(name)


def way_of(name):
    return sorted((step for step in years.JOURNEY if step[0] == name), key=lambda step: step[2])


def told_way(name):
    return [(step, since, host and called(host)) for _, step, since, _, host in way_of(name)]


def titles():
    return [element[1] for element in years.ELEMENTS] + list(years.SKILLS)


def tell(network, screen):
    """The whole of it."""
    acts = Years(network, screen)
    acts.begin()
    acts.write()
    acts.told()
    acts.programme()
    acts.ways()
    acts.cohorts()
    acts.spread()
    acts.marked()
    return acts
