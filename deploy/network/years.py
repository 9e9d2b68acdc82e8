"""The network's first years, 2016 to 2020, as a table. The academies are real, and PUBLISHED says
what has been published of them and where. What no source gives is made up for this sample, and
is said to be so wherever it is written: days within a year, who trained with whom, each
academy's share of a number that is known of the network alone. No person is named; none is
meant."""

SAMPLE = "Sample data, from published figures"
MADE_UP = "made up for the sample"
CALLED = "{} (sample data)"  # on every page of every academy of this network

ROLES = "coach,faculty,lead"
MEMBERS = tuple((name, f"{person} Invented", ROLES) for name, person in (
    ("Sheffield", "Rowan"), ("Bath", "Willow"), ("Imperial", "Hazel"), ("Northumbria", "Ash"),
    ("Devon", "Alder"), ("Birmingham", "Linden"), ("Northern Ireland", "Maple"),
    ("Lancashire", "Juniper")))
ACADEMIES = tuple(name for name, _, _ in MEMBERS)
OF_2018 = ACADEMIES[:7]
HOST = "Sheffield"

# What is published, as it is told in the thread that opens the story. Beside each line its source:
# what was read of it, not all that it says.
PUBLISHED = (
    ("Before: a Microsystem Coaching Academy in Sheffield, a course of six months; 195 coaches in "
     "its cohorts 1 to 8.", "sheffieldmca.org.uk"),
    ("October 2016: the first Flow Coaching Academy cohort. A year of action learning, 18 days "
     "face to face, coaches in pairs: one in the pathway, one from outside it. About 24 to 30 "
     "coaches in a cohort.", "flowcoaching.academy/history; Health Foundation, 2020"),
    ("Bath becomes the first local academy.", "flowcoaching.academy/history"),
    ("2017: six coaches of Imperial on three pathways: sepsis, diabetic foot, asthma and wheeze "
     "in children.", "Downes, July 2018"),
    ("2018: at Imperial twelve pathways, nine of its own and three of Great Ormond Street, with 24 "
     "coaches.", "Downes, July 2018"),
    ("2018: academies at Sheffield, Imperial, Bath, Northumbria, Devon, Birmingham and in Northern "
     "Ireland. Lancashire comes later.", "Downes, July 2018; Health Foundation, 2020"),
    ("April 2019: 171 coaches, 14 hospitals, 80 active Big Rooms.", "BMJ 2019;365:l1653"),
    ("2020: 10 local academies and three more ready, 11 organisations; nearly 400 coaches from "
     "more than 30 providers, more than 150 Big Rooms, more than 85 pathways, some of them at "
     "several academies.", "Health Foundation, 2020; flowcoaching.academy/history"),
)
STORY = "The network's first years, 2016 to 2020 (sample data)"
STORY_BEGIN = f"""\
{SAMPLE}. What follows is what has been published, and where. The pages of these academies tell it
as they would have written it down. What no source gives is {MADE_UP}, and says so: the days, who
trained with whom, each academy's share of the network's numbers. Nobody named in it exists. Eight
academies take part here: the sources at hand do not name the others of 2020.
"""

BEGUN = "2016-10-01"  # what nobody dated stands at the beginning
MET = "2017-06-05"  # since when the three of 2017 meet: made up

# --- the programme, published by HOST under no academy's name ---

# title, nature, part, more, purpose, evidence
ELEMENTS = (
    ("hour", "The weekly hour", "fixed", "weekly_hour", {},
     "One hour a week at the same time and place, for everybody in the pathway, patients among "
     "them; rank stays outside.",
     "Published: one hour, weekly, same time and place, flattened hierarchy, open to anyone in the "
     "pathway including patients (flowcoaching.academy)."),
    ("patient-story", "A patient's story first", "fixed", "weekly_hour", {},
     "The hour begins with a short story of a patient, so that everybody knows for whom it is.",
     "Published: Big Rooms open with a short patient story (BMJ 2019;365:l1653)."),
    ("meeting", "The effective meeting", "fixed", "weekly_hour", {},
     "Ground rules, roles that people volunteer for, minutes beside each item, and a score out of "
     "10 before the end.",
     "Published: one rheumatology service's mean score rose from 3.83 in April 2018 to 8.31 in "
     "July (adc.bmj.com 103, Suppl 2, A31)."),
    ("pair", "The coach pair", "fixed", "coaching_role", {},
     "A clinical coach, who works in the pathway, and a flow coach, whose day job is outside it.",
     "Published: coaches train and work in such pairs (Health Foundation, 2020)."),
    ("days", "Eighteen days in a year", "fixed", "around_it", {},
     "A year of action learning: what a day teaches is used in one's own Big Room before the next.",
     "Published: one year, 18 days face to face (flowcoaching.academy)."),
    ("pre-phase", "The pre-phase", "flexible", "roadmap_stage", {"stage": "pre_phase"},
     "Who belongs to it, and what everybody expects, before the first hour.",
     "Published: 3 to 5 months from the start of the training, revisited (flowcoaching.academy)."),
    ("five-vs", "The 5Vs", "fixed", "roadmap_stage", {"stage": "five_vs"},
     "Value, involve, evidence, visualisation, vision: how a Big Room comes to see its pathway.",
     "Published (flowcoaching.academy; iitoolkit.com)."),
    ("visiting", "Faculty visit the first cohort", "flexible", "around_it", {},
     "Experienced faculty sit in while an academy teaches its first cohort, and bring home what "
     "they learn there.",
     "Published: expert faculty sit in on an academy's first delivery (flowcoaching.academy)."),
)
WHY = f"Whether it is fixed or flexible is {MADE_UP}."
# What each of the 18 days teaches: the roadmap is published, its order over the days is made up.
SKILLS = (
    "Coaching conversations", "Stakeholders and expectations", "A first Big Room",
    "The effective meeting", "Value: what matters to patients", "Involve: who is missing",
    "Evidence: measures and charts", "Visualisation: the pathway on the wall", "Vision and themes",
    "Global and specific aims", "Process and value-stream maps", "Fishbone and multivoting",
    "Driver diagrams", "The Model for Improvement", "PDSA in ramps", "Common and special cause",
    "Standardise and hold", "Looking back at the year",
)
DAYS = len(SKILLS)

# --- cohorts: days and pairs of a cohort that no source gives are made up ---

PATHWAYS = (  # made up, but for those that COHORTS names
    "Hip fracture", "Frailty", "Stroke", "Heart failure", "Rheumatology", "Colorectal cancer",
    "Respiratory", "Emergency surgery", "Maternity", "Kidney stones", "Cystic fibrosis",
    "Knee pain", "Eye clinic",
)
THREE = ("Sepsis", "Diabetic foot", "Asthma and wheeze in children")
TRUST, STREET = "Imperial College Healthcare", "Great Ormond Street Hospital"
STREET_PAIRS = 3

# academy, ref, name, starts, ends, how many pairs, which academies' faculty visit
COHORTS = (
    ("Sheffield", "cohort-1", "First cohort, October 2016", "2016-10-03", "2017-09-29", 13, ()),
    ("Sheffield", "cohort-2", "Second cohort, 2017", "2017-03-06", "2018-02-23", 15, ()),
    ("Bath", "cohort-1", "Bath's first cohort", "2017-11-06", "2018-10-26", 12, (HOST,)),
    ("Imperial", "cohort-1", "Imperial's first cohort, 2018", "2018-01-15", "2018-12-14", 12,
     (HOST,)),
    ("Northumbria", "cohort-1", "Northumbria's first cohort", "2018-09-03", "2019-08-23", 12,
     (HOST,)),
    ("Devon", "cohort-1", "Devon's first cohort", "2018-09-17", "2019-09-06", 12, (HOST,)),
    ("Birmingham", "cohort-1", "Birmingham's first cohort", "2018-10-01", "2019-09-20", 12,
     (HOST, "Imperial")),
    ("Northern Ireland", "cohort-1", "Northern Ireland's first cohort", "2018-10-15", "2019-10-04",
     13, (HOST,)),
    ("Lancashire", "cohort-1", "Lancashire's first cohort", "2020-01-20", "2021-01-15", 12,
     (HOST, "Northumbria")),
)
PAIRS_MIN, PAIRS_MAX = 12, 15  # published: cohorts of about 24 to 30 coaches
END = "2020-06-30"  # the story ends here; a day after it has not been held
IN_SECOND = (("Bath", 4), ("Northumbria", 3))  # pairs in HOST's second cohort beside THREE

# --- the way of each academy: the year is published where it says so, the day never ---

# academy, step, since, what is published of it, who taught or visited
JOURNEY = (
    ("Sheffield", "own_rooms", "2009-04-01",
     "Flow Cost Quality, 2009 to 2012, and the first weekly Big Rooms.", None),
    ("Sheffield", "faculty_of_our_own", "2015-06-01",
     "The Microsystem Coaching Academy: 195 coaches in cohorts 1 to 8.", None),
    ("Sheffield", "first_own_cohort", "2016-10-03", "The first cohort, October 2016.", None),
    ("Sheffield", "hosting_others", "2017-03-06",
     "Imperial's six coaches of 2017 train on three pathways.", None),
    ("Bath", "pairs_in_training", "2017-03-06", None, HOST),
    ("Bath", "first_own_cohort", "2017-11-06", "The first local academy.", HOST),
    ("Bath", "equal_partner", "2019-05-01", None, None),
    ("Imperial", "exploring", "2016-11-01", None, None),
    ("Imperial", "pairs_in_training", "2017-03-06",
     "2017: three pathways, six coaches.", HOST),
    ("Imperial", "own_rooms", MET,
     "Sepsis, diabetic foot, asthma and wheeze in children.", None),
    ("Imperial", "first_own_cohort", "2018-01-15",
     "2018: twelve pathways, 24 coaches.", HOST),
    ("Imperial", "hosting_others", "2018-01-15",
     "Three of the twelve pathways are Great Ormond Street's.", None),
    ("Imperial", "equal_partner", "2019-06-01", None, None),
    ("Northumbria", "pairs_in_training", "2017-03-06", None, HOST),
    ("Northumbria", "first_own_cohort", "2018-09-03", "One of the academies of 2018.", HOST),
    ("Devon", "exploring", "2017-05-01", None, None),
    ("Devon", "first_own_cohort", "2018-09-17", "One of the academies of 2018.", HOST),
    ("Birmingham", "exploring", "2017-06-01", None, None),
    ("Birmingham", "first_own_cohort", "2018-10-01", "One of the academies of 2018.", HOST),
    ("Northern Ireland", "exploring", "2017-04-01", None, None),
    ("Northern Ireland", "first_own_cohort", "2018-10-15", "One of the academies of 2018.", HOST),
    ("Lancashire", "exploring", "2019-02-01", None, None),
    ("Lancashire", "first_own_cohort", "2020-01-20", "A local academy after those of 2018.", HOST),
)

# --- what it grew to ---

# Imperial's own figures are published; pathways, rooms and organisations of 2017 follow from them.
# date, academy, coaches, rooms, pathways, organisations
OWN = (
    ("2017-12-31", "Imperial", 6, 3, 3, 1),
    ("2018-07-06", "Imperial", 24, 12, 12, 2),
)
OWN_SOURCE = (f"{SAMPLE}: coaches and pathways from a talk of July 2018 (Downes). A Big Room for "
              f"each pathway and the day are {MADE_UP}.")
# Of the network the sums are published, each academy's share is made up. A pathway is counted where
# it began, so that the sum is the network's.
APRIL_2019, MID_2020 = "2019-04-30", "2020-06-30"
SHARES = {
    APRIL_2019: {  # coaches, rooms, organisations
        "Sheffield": (60, 30, 3), "Bath": (27, 12, 2), "Imperial": (30, 14, 2),
        "Northumbria": (18, 8, 2), "Devon": (14, 6, 2), "Birmingham": (12, 6, 1),
        "Northern Ireland": (10, 4, 2)},
    MID_2020: {  # the same, then pathways, and rooms a year or more after they began
        "Sheffield": (96, 44, 8, 22, 26), "Bath": (60, 22, 4, 12, 11),
        "Imperial": (66, 24, 4, 14, 12), "Northumbria": (44, 17, 4, 10, 7),
        "Devon": (40, 14, 4, 9, 5), "Birmingham": (38, 12, 3, 8, 5),
        "Northern Ireland": (36, 11, 3, 6, 4), "Lancashire": (16, 8, 1, 5, 0)},
}
SUMS = {APRIL_2019: (171, 80, 14), MID_2020: (396, 152, 31, 86, 70)}
SHARES_SOURCE = {
    APRIL_2019: f"{SAMPLE}: 171 coaches, 80 active Big Rooms and 14 hospitals in all (BMJ "
                f"2019;365:l1653). Each academy's share is {MADE_UP}.",
    MID_2020: f"{SAMPLE}: nearly 400 coaches, more than 150 Big Rooms, more than 85 pathways and "
              "more than 30 providers in all (Health Foundation, 2020). The exact sums, each "
              "academy's share, the rooms after a year and the day are "
              f"{MADE_UP}; a pathway is counted where it began.",
}

# --- what was adapted, and what came of it ---

# academy, ref, element, title, since, timing, who decided, level, purpose, why, is it published
ADAPTATIONS = (
    ("Imperial", "interview", "patient-story", "Staff gather the story by interviewing a patient",
     "2019-09-02", "planned", "the_team", "whole_academy", "keeps",
     "Published: at Imperial a member of staff gathers the story from a patient (January 2020). "
     f"Why, when and who decided are {MADE_UP}: not everybody who has a story can come at 08:30."),
    ("Imperial", "other-trust", "pair", "Three of twelve pairs come from another hospital",
     "2018-01-15", "planned", "academy_lead", "one_cohort", "keeps",
     "Published: three of the twelve pathways of 2018 are Great Ormond Street's. Why and who "
     f"decided are {MADE_UP}: pairs of two hospitals hear of each other's waiting."),
    ("Devon", "on-screen", "hour", "The hour on a screen, the wall as a shared page",
     "2020-03-23", "in_reaction", "faculty_members", "whole_academy", "departs",
     f"All of it is {MADE_UP}: nobody could come together in one room."),
    ("Northumbria", "half-hour", "hour", "Half an hour on a screen, twice a week",
     "2020-04-06", "in_reaction", "coach_pair", "one_pathway", "not_sure",
     f"All of it is {MADE_UP}: the ward could give half an hour, not a whole one."),
)
STUDIED = {
    "interview": ("worked", "2019-12-02", "More stories, and of people who are seldom heard."),
    "on-screen": ("partly", "2020-05-18", "More people came, fewer spoke. Each is asked by name."),
}
CHANGE = ("In a place or on a screen", "“The same time and place” becomes “the same time, in a "
          "place or on a screen that everybody can reach”.",
          "Two academies went on through the spring of 2020 that way, and people came.")
CHANGE_ANSWER = "What it is for stays. Two academies have tried it, and say how."
PROPOSED, DECIDE_FROM, TAKEN_UP, DECIDED = "2020-05-11", "2020-05-25", "2020-06-08", "2020-06-22"
CHANGED = ("One hour a week at the same time, in a place or on a screen that everybody can reach, "
           "for everybody in the pathway, patients among them; rank stays outside.")
AFTERWARDS = (  # what the others then did with the new version: made up
    ("Bath", "adopted", "As we do it since April."),
    ("Devon", "adopted", "It is what we proposed."),
    ("Birmingham", "on_trial", "Until the rooms are open again."),
    ("Northern Ireland", "declined", "Our people want the wall, and wait for it."),
)
EXPECTED = ("2017-04-03", "Shorter stays within a year.", "Six coaches, one day in ten.",
            "One year.")
EXPECTED_AGAIN = ("2018-07-02", "That people of a pathway see it together; shorter stays follow.",
                  "24 coaches, one day in ten, and a room for the hour.", "Three years.",
                  "The first year gave three rooms that meet, and no shorter stays yet.")
