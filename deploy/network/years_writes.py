"""The story of years.py as lines of batch files, one file for each academy and turn."""
import datetime

import years
from years import MADE_UP, SAMPLE


class Writes:
    """What one academy writes in one turn. [ids] are of what is there already, by academy and
    ref."""

    def __init__(self, name, academies, ids):
        self.name, self.academies, self.ids = name, academies, ids
        self.lines = []

    def say(self, kind, ref=None, to="network", at=None, **message):
        """[message] without what is None; [at]: the day on which it would have been written."""
        line = {"kind": kind, "to": to,
                "message": {field: value for field, value in message.items() if value is not None}}
        if at is not None:
            noon = datetime.datetime.fromisoformat(f"{at}T12:00:00+00:00")
            line["written_ms"] = int(noon.timestamp() * 1000)
        self.lines.append(line if ref is None else {"ref": ref, **line})

    def of_host(self, ref):
        return self.ids[years.HOST][ref]

    def of_us(self, ref):
        """What we wrote before, or in this turn."""
        return self.ids.get(self.name, {}).get(ref, f"${ref}")

    # --- the programme ---

    def publish(self):
        for ref, title, nature, part, more, purpose, evidence in years.ELEMENTS:
            self.say("element_published", ref, at=years.BEGUN, title=title, nature=nature,
                     part=part, purpose=purpose, why=years.WHY, evidence=f"{SAMPLE}. {evidence}",
                     **more)
        for day, skill in enumerate(years.SKILLS, 1):
            self.say("element_published", f"day-{day}", at=years.BEGUN, title=skill,
                     nature="flexible", part="training_day", day=day,
                     purpose=f"Day {day} of {years.DAYS}, used in one's own Big Room before the "
                             "next.",
                     evidence=f"{SAMPLE}. The order of the days is {MADE_UP}.")

    def decide(self):
        """Whoever joins runs what is published."""
        joined = max(years.BEGUN, min(since for academy, _, since, _, _ in years.JOURNEY
                                      if academy == self.name))
        for ref in elements():
            self.decided(ref, self.of_host(ref), "adopted", joined,
                         f"Sample data: that it was adopted is {MADE_UP}.")

    def decided(self, ref, version, decision, at, reason):
        self.say("element_decided", at=at, academy=self.academies[years.HOST],
                 element=self.of_host(ref),
                 version=version, decision=decision, reason=reason,
                 until="2020-12-31" if decision == "on_trial" else None)

    # --- cohorts ---

    def cohorts(self):
        for academy, ref, name, starts, ends, pairs, visiting in years.COHORTS:
            if academy != self.name:
                continue
            self.say("cohort_set", ref, at=starts, name=name, starts=starts, ends=ends,
                     about=cohort_about(academy, ref),
                     visiting=[self.academies[visitor] for visitor in visiting] or None)
            for pair in cohort_pairs(academy, ref, pairs):
                self.pair(ref, starts, ends, *pair)
            for day, (date, skill) in enumerate(zip(cohort_days(starts, ends), years.SKILLS), 1):
                self.say("cohort_day_set", at=min(date, years.END), cohort=f"${ref}", day=day,
                         date=date, skill=skill,
                         element_academy=self.academies[years.HOST],
                         element=self.of_host_or_us(f"day-{day}"),
                         held=True if date <= years.END else None)

    def of_host_or_us(self, ref):
        return self.of_us(ref) if self.name == years.HOST else self.of_host(ref)

    def pair(self, ref, starts, ends, academy, pathway, organisation):
        self.say("cohort_pair_set", at=starts, cohort=f"${ref}", pathway=pathway,
                 organisation=organisation,
                 academy=None if academy == self.name else self.academies[academy],
                 finished=ends if ends <= years.END else None)

    # --- the way ---

    def rooms(self):
        """The three of 2017, opened and shown to the network."""
        if self.name != "Imperial":
            return
        for pathway in years.THREE:
            ref = f"room {pathway}"
            about = f"{SAMPLE}: one of the three pathways of 2017. The hour is {MADE_UP}."
            self.say("room_opened", ref, "academy", years.MET, name=f"{pathway} (sample)",
                     pathway=pathway,
                     purpose=about, slot="Wednesdays 08:30")
            self.say("room_shared", f"shared {pathway}", at=years.MET, copy_of=f"${ref}",
                     name=f"{pathway} (sample)", pathway=pathway, purpose=about, since=years.MET)

    def journey(self):
        for academy, step, since, published, host in years.JOURNEY:
            if academy == self.name:
                self.say("journey_step_set", at=since, step=step, since=since,
                         text=step_text(published), host=host and self.academies[host],
                         **self.evidence(step))

    def evidence(self, step):
        """Which cohorts, rooms and visits show that an academy is at a step."""
        if step == "pairs_in_training":
            return {"cohorts": [self.of_host("cohort-2")]}
        if step == "first_own_cohort":
            return {"cohorts": [self.of_us("cohort-1")]}
        if step == "hosting_others":
            return {"cohorts": [self.of_us("cohort-2" if self.name == years.HOST else "cohort-1")]}
        if step == "own_rooms" and self.name == "Imperial":
            return {"rooms": [f"$shared {pathway}" for pathway in years.THREE]}
        return {}

    def expectations(self):
        if self.name != "Imperial":
            return
        begin = f"Sample data, {MADE_UP}."
        date, expects, gives, patience = years.EXPECTED
        self.say("expectation_written", "expected", at=date, date=date,
                 expects=f"{begin} {expects}", gives=gives, patience=patience)
        date, expects, gives, patience, since_then = years.EXPECTED_AGAIN
        self.say("expectation_written", at=date, date=date, expects=f"{begin} {expects}",
                 gives=gives,
                 patience=patience, since_then=since_then, based_on=["$expected"])

    def counts(self):
        for date, academy, coaches, rooms, pathways, organisations in years.OWN:
            if academy == self.name:
                self.say("capability_counted", at=date, date=date, coaches=coaches,
                         rooms=rooms, pathways=pathways, organisations=organisations,
                         source=years.OWN_SOURCE)
        fields = ("coaches", "rooms", "organisations", "pathways", "rooms_after_year")
        for date, shares in years.SHARES.items():
            if self.name in shares:
                self.say("capability_counted", at=date, date=date,
                         source=years.SHARES_SOURCE[date], **dict(zip(fields, shares[self.name])))

    # --- what was adapted ---

    def adaptations(self):
        host = self.academies[years.HOST]
        for (academy, ref, element, title, since, timing, decider, level, purpose,
             why) in years.ADAPTATIONS:
            if academy != self.name:
                continue
            on = {"academy": host, "element": self.of_host(element),
                  "version": self.of_host(element)}
            self.say("adaptation_made", ref, at=since, title=title, since=since, timing=timing,
                     decider=decider, level=level, purpose=purpose, why=f"Sample data. {why}", **on)
            if ref in years.STUDIED:
                outcome, date, text = years.STUDIED[ref]
                self.say("adaptation_studied", at=date, adaptation=f"${ref}", outcome=outcome,
                         date=date, text=f"Sample data, {MADE_UP}. {text}")
            if ref == "on-screen":
                title, becomes, change_why = years.CHANGE
                self.say("element_change_proposed", "change", at=years.PROPOSED, title=title,
                         becomes=becomes, why=f"Sample data, {MADE_UP}. {change_why}",
                         adaptation=f"${ref}",
                         adaptation_academy=self.academies[self.name],
                         decide_from=years.DECIDE_FROM,
                         **on)

    # --- what the host does with it ---

    def visits(self):
        for academy, ref, _, starts, _, _, visiting in years.COHORTS:
            if self.name not in visiting:
                continue
            self.say("visit_set", f"visit {academy}", at=starts, to_academy=self.academies[academy],
                     date=starts, occasion=f"{SAMPLE}: the first day of their first cohort. "
                                           f"The day is {MADE_UP}.",
                     gave="A day taught together.",
                     learned=f"Made up for the sample: how {academy} begins.")

    def take_up(self):
        """The proposed change is answered, and becomes the element's next version."""
        devon = {"academy": self.academies["Devon"], "change": self.ids["Devon"]["change"]}
        self.say("element_change_answered", at=years.TAKEN_UP, decision="adopted",
                 reason=f"Sample data, {MADE_UP}. {years.CHANGE_ANSWER}", **devon)
        ref, title, nature, part, more, _, evidence = years.ELEMENTS[0]
        self.say("element_published", f"{ref} 2", at=years.TAKEN_UP, element=self.of_us(ref),
                 based_on=[self.of_us(ref)], title=title, nature=nature, part=part,
                 purpose=years.CHANGED, why=years.WHY, evidence=f"{SAMPLE}. {evidence}",
                 news=f"Sample data, {MADE_UP}: in a place or on a screen.",
                 change_academy=devon["academy"], change=devon["change"], **more)

    def tell(self):
        lines = "\n".join(f"- {said} ({source})" for said, source in years.PUBLISHED)
        self.say("thread_started", "story", title=years.STORY,
                 text=f"{years.STORY_BEGIN}\n{lines}")

    def afterwards(self):
        version = self.of_host("hour 2")
        for academy, decision, reason in years.AFTERWARDS:
            if academy == self.name:
                self.decided("hour", version, decision, years.DECIDED,
                             f"Sample data, {MADE_UP}. {reason}")


def elements():
    return [element[0] for element in years.ELEMENTS] + [
        f"day-{day}" for day in range(1, years.DAYS + 1)]


def cohort_days(starts, ends):
    """Eighteen days of the week of the first, spread evenly over the year."""
    begin, end = datetime.date.fromisoformat(starts), datetime.date.fromisoformat(ends)
    weeks = (end - begin).days // 7
    return [(begin + datetime.timedelta(weeks=weeks * i // (years.DAYS - 1))).isoformat()
            for i in range(years.DAYS)]


def cohort_about(academy, ref):
    if (academy, ref) == ("Sheffield", "cohort-1"):
        return (f"{SAMPLE}: the first cohort began in October 2016. The days and the pairs are "
                f"{MADE_UP}.")
    if (academy, ref) == ("Sheffield", "cohort-2"):
        return (f"{SAMPLE}: six coaches of Imperial on three pathways in 2017. That they trained "
                f"here, the days and the other pairs are {MADE_UP}.")
    if academy == "Imperial":
        return (f"{SAMPLE}: twelve pathways in 2018, nine of Imperial and three of Great Ormond "
                f"Street, 24 coaches. The days, and what the pathways are, are {MADE_UP}.")
    return (f"{SAMPLE}: cohorts of about 24 to 30 coaches in pairs, 18 days. The days and the "
            f"pairs are {MADE_UP}.")


def cohort_pairs(academy, ref, count):
    """Of each pair: whose coaches, their pathway, their hospital where it is published."""
    pairs = []
    if (academy, ref) == ("Sheffield", "cohort-2"):
        pairs += [("Imperial", pathway, years.TRUST) for pathway in years.THREE]
        pairs += [(other, None, None) for other, pairs_of in years.IN_SECOND
                  for _ in range(pairs_of)]
    own = count - len(pairs)
    if academy == "Imperial":
        own -= years.STREET_PAIRS
        pairs += [(academy, None, years.TRUST)] * own
        pairs += [(academy, None, years.STREET)] * years.STREET_PAIRS
    else:
        pairs += [(academy, None, None)] * own
    invented = iter(years.PATHWAYS)
    return [(whose, pathway or f"{next(invented)} (made up)", hospital)
            for whose, pathway, hospital in pairs]


def step_text(published):
    if published is None:
        return f"Sample data, {MADE_UP}: no source says when."
    return f"{SAMPLE}: {published} The day is {MADE_UP}."


# Who writes what, turn by turn; all copies agree before the next.
TURNS = (
    ((years.HOST,), ("publish", "cohorts", "journey", "counts")),
    (years.ACADEMIES[1:], ("decide", "cohorts", "rooms", "journey", "expectations", "counts",
                           "adaptations", "visits")),
    ((years.HOST,), ("visits", "take_up", "tell")),
    (tuple(academy for academy, _, _ in years.AFTERWARDS), ("afterwards",)),
)
