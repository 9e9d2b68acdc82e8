#!/usr/bin/env python3
"""test_forum_words.py - asking, trying, hiding and withdrawing between two academies, as `bigroom`
says it and as its JSON tells it.
"""

from cases import cases_of, check, check_equal, check_in, run, wait_for
from network import Network


class World:
    def __init__(self):
        self.network = network = Network()
        self.bath = network.academy("Bath")
        self.leeds = network.academy("Leeds")
        network.peer(self.bath, self.leeds)
        network.wait_equal()
        self.ash = network.client(self.bath, "Ash", "coach")
        self.lea = network.client(self.bath, "Lea", "lead")
        self.kim = network.client(self.leeds, "Kim", "lead")
        self.settle()

    def settle(self):
        """What everybody wrote is at both academies and in every copy."""
        for client in (self.ash, self.lea, self.kim):
            client.sync()
        self.network.wait_equal()
        for client in (self.ash, self.lea, self.kim):
            client.sync()

    def show(self, client, thread):
        return client.json("thread show", thread)


def titles(client, *options):
    return [thread["title"] for thread in client.json("thread list", *options)["threads"]]


def test_a_question_is_asked_and_answered():
    asked = world.ash.json("thread new", "--ask", "Leeds", "--title", "Who chairs?", "--tried",
                           "We skipped it.", "--topic", "Chairing", "--topic", "August",
                           "--pathway", "Coaching")["id"]
    world.settle()
    check_equal(titles(world.kim, "--asked"), ["Who chairs?"], "what Leeds is asked")
    check_equal(titles(world.ash, "--asked"), [], "what Bath is asked")
    check_equal(titles(world.ash, "--topic", "chairing"), ["Who chairs?"], "the topic")
    check_equal(titles(world.ash, "--pathway", "Coaching"), ["Who chairs?"], "the pathway")
    check_equal(titles(world.ash, "--academy", "Leeds"), [], "of Leeds")
    check_in("question to Leeds, not answered yet", world.kim.verb("thread list").out, "the list")
    shown = world.kim.verb("thread show", asked).out
    check_in("Tried already\n  We skipped it.", shown, "the page")
    answer = world.kim.json("thread reply", asked, "--text", "A participant did.")["id"]
    world.settle()
    world.ash.verb("thread resolve", asked, "--answer", answer)
    world.settle()
    check_equal(titles(world.kim, "--asked"), [], "nothing is left")
    shown = world.show(world.kim, asked)
    check_equal([post["text"] for post in shown["answers"]], ["A participant did."], "the answer")
    check_equal(shown["thread"]["topics"], [{"topic": "august"}, {"topic": "chairing"}], "topics")
    stays = world.ash.json("academy show", "Leeds")["answers"]
    check_equal([thread["title"] for thread in stays], ["Who chairs?"], "answers that stay")


def test_what_is_asked_is_for_the_network():
    told = world.ash.verb("thread new", "--ask", "Leeds", "--to", "academy", "--title", "T",
                          expect=2).err
    check_in("shared with the network: --to network", told, "another audience")
    told = world.ash.verb("thread new", "--ask", "Nowhere", "--title", "T", expect=5).err
    check_in("there is no academy Nowhere in our copy", told, "nobody of that name")
    told = world.ash.verb("thread list", "--asked", "--unanswered", expect=2).err
    check_in("--unanswered or --asked, not both", told, "two filters")


def test_it_was_tried_here():
    thread = world.ash.json("thread new", "--to", "network", "--title", "Huddle at 8")["id"]
    world.settle()
    told = world.kim.verb("thread tried", thread, expect=2).err
    check_in("--outcome worked, partly or not", told, "without an outcome")
    world.kim.verb("thread tried", thread, "--outcome", "not")
    world.kim.verb("thread tried", thread, "--outcome", "partly", "--different", "Two sites.")
    world.ash.verb("thread tried", thread, "--outcome", "worked")
    world.settle()
    shown = world.show(world.ash, thread)
    check_equal(shown["tried_count"],
                {"academies": 2, "worked": 1, "partly": 1, "not_worked": 0}, "by academy")
    word = next(one["id"] for one in shown["tried_here"] if one["academy_name"] == "Leeds")
    check_in(f"Partly at Leeds, today · {word[-8:]}: Two sites.",
             world.ash.verb("thread show", thread).out, "in words")

    # what somebody says of it is hidden, asked back and taken back as a post is
    world.lea.verb("thread hide", word, "--why", "It names a ward.")
    world.lea.verb("thread ask-withdrawal", word[-8:], "--why", "It names a ward.")
    told = world.lea.verb("thread withdraw", word, expect=1).err
    check_in("only the academy that it comes from", told, "another academy's words")
    world.settle()
    check("Two sites" not in world.ash.verb("thread show", thread).out, "hidden at Bath")
    check_equal(world.show(world.ash, thread)["tried_count"]["academies"], 2, "still counted")
    check_in("Two sites", world.kim.verb("thread show", thread).out, "at Leeds")
    check_in("Bath asks Leeds", world.kim.verb("thread moderation").out, "whom Leeds hears from")
    world.kim.verb("thread withdraw", word[-8:])
    world.settle()
    for client in (world.ash, world.kim):
        check("Two sites" not in client.verb("thread show", thread).out, "withdrawn")
        check_equal(world.show(client, thread)["tried_count"]["academies"], 1, "counts no more")


def test_about_something():
    thread = world.ash.json("thread new", "--title", "Of Leeds", "--about", "academy:Leeds")["id"]
    about = world.ash.json("academy show", "leeds")["about_it"]
    check_equal([one["id"] for one in about], [thread], "about Leeds")
    room = world.ash.json("room open", "--name", "Frailty", "--pathway", "Frailty")["id"]
    world.ash.verb("thread new", "--title", "Why Thursdays?", "--about", f"room:{room}")
    check_in("Why Thursdays?", world.ash.verb("room show", room).out, "the room's page")
    told = world.ash.verb("thread new", "--to", "network", "--title", "T", "--about",
                          f"room:{room}", expect=1).err
    check_in("A Big Room stays in its academy", told, "a thread for others")
    told = world.ash.verb("thread new", "--title", "T", "--about", "weather", expect=2).err
    check_in("--about room:ID, measure:ID", told, "about no such thing")


def test_a_text_is_hidden_asked_back_and_withdrawn():
    thread = world.ash.json("thread new", "--to", "network", "--title", "Board",
                            "--text", "As it was")["id"]
    world.settle()
    post = world.kim.json("thread reply", thread, "--text", "Mr Invented waited.")["id"]
    world.settle()
    told = world.ash.verb("thread hide", post, "--why", "A name.", expect=1).err
    check_in("your role does not allow", told, "a coach")
    told = world.lea.verb("thread hide", post, expect=1).err
    check_in("Say why the text is hidden.", told, "no reason")
    world.lea.verb("thread hide", post, "--why", "A name.")
    told = world.lea.verb("thread withdraw", post, expect=1).err
    check_in("only the academy that it comes from", told, "another academy's text")
    world.lea.verb("thread ask-withdrawal", post, "--why", "It names a patient.")
    world.settle()
    reply = world.show(world.ash, thread)["replies"][0]
    check_equal((reply["hidden"], reply["text"]), (True, None), "at Bath")
    check_equal(world.show(world.kim, thread)["replies"][0]["text"], "Mr Invented waited.",
                "at Leeds")
    check_in("Bath asks Leeds", world.kim.verb("thread moderation").out, "whom Leeds hears from")
    world.kim.verb("thread withdraw", post, "--why", "Sorry.")
    world.settle()
    for client in (world.ash, world.kim):
        check("Invented" not in client.verb("thread show", thread).out, "the words are shown")
        reply = world.show(client, thread)["replies"][0]
        check_equal((reply["withdrawn"], reply["text"]), (True, None), "withdrawn")
        check_equal(reply["reply_withdrawn_because"][0]["reason"], "Sorry.", "why")

    def confirmed():
        world.kim.sync()
        told = world.show(world.kim, thread)["thread"]["confirmations"]
        return [(one["academy_name"], one["confirmed"]) for one in told] == [("Bath", True)]
    wait_for("Bath has confirmed it", confirmed)
    world.lea.verb("thread unhide", post)
    world.settle()
    check_equal(world.show(world.ash, thread)["replies"][0]["text"], None, "shown again")


def test_an_author_withdraws_a_thread():
    thread = world.ash.json("thread new", "--title", "Regretted", "--text", "x")["id"]
    world.ash.verb("thread withdraw", thread)
    check("Regretted" not in titles(world.ash), "it is listed")
    check_in("A thread that was withdrawn", world.ash.verb("thread show", thread).out, "the page")
    thread = world.ash.json("thread new", "--title", "For the lead", "--text", "x")["id"]
    world.settle()
    told = world.lea.verb("thread withdraw", thread, expect=1).err
    check_in("Say why it is withdrawn.", told, "somebody else's")
    world.lea.verb("thread withdraw", thread, "--why", "Not ours to tell.")
    world.settle()
    check_in("Bath withdrew this text", world.ash.verb("thread show", thread).out, "by the academy")


def test_an_academy_writes_of_itself():
    told = world.ash.verb("academy edit", "--size", "One site", expect=1).err
    check_in("your role does not allow", told, "a coach")
    told = world.lea.verb("academy edit", expect=2).err
    check_in("say what is new", told, "nothing new")
    world.lea.verb("academy edit", "--size", "One site")
    world.lea.verb("academy edit", "--newcomers", "Come on Thursday.")
    world.settle()
    page = world.kim.json("academy show", "Bath")
    check_equal([(one["size"], one["newcomers"]) for one in page["context"]],
                [("One site", "Come on Thursday.")], "what holds")
    check_equal([one["current"] for one in page["history"]], [True, False], "its history")
    check_in("Bath · our academy", world.ash.verb("academy list").out, "the list")


def test_people_show_what_they_choose():
    world.kim.verb("profile set", "--name", "Kim Field", "--skills", "charts", "--to", "network")
    world.settle()
    check_in("Kim Field, Leeds\n          skills: charts",
             world.ash.verb("person list", "--words", "CHARTS").out, "what Bath sees")
    world.kim.verb("profile set", "--nothing", "--to", "network")
    world.settle()
    check_equal(world.ash.json("person list", "--academy", "Leeds")["people"], [], "taken back")
    told = world.kim.verb("profile set", "--nothing", "--to", "academy", expect=2).err
    check_in("--nothing is for --to network", told, "one's own academy")


if __name__ == "__main__":
    world = World()
    run(cases_of(globals()), world.network.close)
