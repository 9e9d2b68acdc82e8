"""Who takes part and what they say. The academies' names are real; every person, word and number
here is invented."""
import secrets

# academy, its member, what the member is there, in words
MEMBERS = (
    ("Sheffield", "Rowan Invented", "faculty"),
    ("Imperial", "Hazel Invented", "coach"),
    ("Northumbria", "Ash Invented", "coach"),
    ("Bath", "Willow Invented", "coach"),
)
CLINICAL_COACH = "Willow Invented"  # of Bath's Big Room, with
FLOW_COACH = "Linden Invented"

HOUR = "How did you find the hour for your first Big Room?"
HOUR_TEXT = """\
Sample data: nobody in this thread exists.

We are new. Five weeks into the pre-phase for hip fracture everyone likes the
idea of a Big Room, and nobody can find the hour. How did you begin?"""
HOUR_IMPERIAL = """\
With twenty minutes, straight after the ward round, same day and same place
every week. After six weeks people asked for the rest of the hour themselves."""
HOUR_NORTHUMBRIA_FIRST = "Open with the patient story. People came for it, even at 08:15."
HOUR_NORTHUMBRIA = """\
Open with the patient story. People came for it, even at 08:30. And let
somebody else chair from the third week on."""
HOUR_THANKS = "Thank you both. We try twenty minutes on Thursdays, story first."

STOPPED = "What we stopped and why: the agenda of two pages"
STOPPED_TEXT = """\
Sample data. We stopped sending a long agenda before the hour. Now there are
three lines on the wall, with minutes beside them, and the timekeeper points
at them."""
STOPPED_BATH = "We adapt this: three lines, and one of them is always the measure."

DOOR = "Which clock do you start for the first therapist?"
DOOR_TEXT = """\
Sample data. We count days and would rather count hours: from where on, and
who writes it down?"""
DOOR_SHEFFIELD = "From arrival on the ward. The ward clerk writes it down."

LOCAL = "Which room on Thursday?"
LOCAL_TEXT = "Sample data. The seminar room is taken this week. Is the old library free?"

ROOM = "Hip fracture"
ROOM_SLOT = "Thursdays 08:30"
ROOM_PURPOSE = "Sample data: home sooner, with the right help."
MEASURE = "Seen by a therapist on day one (sample data)"
MEASURE_TEXT = """\
Of all patients who came to the ward in the week, those whom a therapist saw
before midnight of the same day. The numbers are invented."""
MEASURE_UNIT = "%"
MEASURE_TARGET = "80"
FIRST_MONDAY = "2026-03-02"
WEEKS = (41, 38, 44, 40, 37, 43, 39, 45, 42, 52, 57, 55, 61, 58, 64, 60, 66, 63, 68, 65)
NEXT_WEEK = "71"

# While one academy is away, each of the others keeps a diary of its weekly hour.
DIARY = "Diary of our weekly hour"
DIARY_TEXT = "Sample data: twenty-five invented weeks, one line each."
DIARY_LINES = (
    "Story first, ended on time.", "Nobody from pharmacy; we asked why.", "Two new faces.",
    "Score 7 of 10: the room was too small.", "The timekeeper stopped us twice, rightly.",
)
DIARY_WEEKS = 25

BEFORE_THE_FALL = "From the front door, so far. Written just before the power cut."
OFFLINE = "Thank you. We shall try arrival on the ward. Written without a network."

# With a browser: a question to the network, what was tried, and a text that is taken back.
ASKED = "Who keeps the minutes when the hour is short?"
ASKED_TEXT = "Sample data. Ours takes twelve minutes to write up, and nobody reads it."
ASKED_IMPERIAL = """\
Nobody keeps minutes here. We photograph the wall, and the **three lines** on it
are the minutes."""
TRIED = "Two lines. Our wall is a door."
HASTY = "A list of who was late on Thursday"
HASTY_TEXT = "Sample data. Written in haste, in the wrong place."
HASTY_REASON = "It belongs to our own Big Room, and to nobody else."

PASSWORD_WORDS = (
    "apron", "basin", "candle", "daisy", "easel", "fennel", "garden", "hedge", "inkwell", "jasmine",
    "kettle", "lantern", "marble", "nutmeg", "orchard", "pebble", "quilt", "ribbon", "saddle",
    "teapot", "umbrella", "velvet", "walnut", "yarrow",
)


def password():
    """Four words that nobody else has."""
    return " ".join(secrets.choice(PASSWORD_WORDS) for _ in range(4))


def sign_in_name(member, academy):
    return f"{member.split()[0].lower()}@{academy.lower().replace(' ', '-')}.example"
