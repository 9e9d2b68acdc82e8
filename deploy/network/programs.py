"""Programs: run one and read its answer, start one and stop it in order, wait for a state."""
import ctypes
import json
import os
import pathlib
import signal
import socket
import subprocess
import time

ANSWER_S = 20  # the longest that one verb may take
PAUSE_S = 0.01  # between two looks at a state that is waited for


class Broken(Exception):
    """The story cannot go on, and why."""


class Answer:
    """What a program said."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def json(self):
        return json.loads(self.out)


def ask(words, codes=(0,), text=None):
    """Run a program to its end. An exit code that is not in [codes] breaks the story."""
    try:
        done = subprocess.run(words, input=text, capture_output=True, encoding="utf-8",
                              errors="replace", timeout=ANSWER_S,
                              stdin=subprocess.DEVNULL if text is None else None)
    except subprocess.TimeoutExpired:
        raise Broken(f"no answer within {ANSWER_S} s: {shown(words)}") from None
    except OSError as problem:
        raise Broken(f"{words[0]} cannot be run: {problem.strerror}") from None
    if done.returncode not in codes:
        said = done.stderr.strip() or done.stdout.strip() or "nothing"
        raise Broken(f"{shown(words)}\nended with {done.returncode} and said: {said}")
    return Answer(done.returncode, done.stdout, done.stderr)


def shown(words):
    """A call as a person would type it."""
    return " ".join(f'"{word}"' if " " in str(word) else str(word) for word in words)


def wait_until(what, look, seconds=30):
    """Look again and again until [look] gives something; that is the answer."""
    end = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise Broken(f"waited {seconds} s in vain: {what}")
        time.sleep(PAUSE_S)


def free_port(wanted):
    """[wanted] when nobody listens there, else one that the system chooses."""
    for port in (wanted, 0):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", port))
                return attempt.getsockname()[1]
            except OSError:
                continue
    raise Broken("this machine has no free port on 127.0.0.1")


def end_with_parent():
    """Should this script be killed, the kernel stops what it started."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


class Process:
    """A program that runs until it is stopped; what it says goes into a file."""

    def __init__(self, name, words, log, ready):
        self.name, self.words, self.log, self.ready = name, words, pathlib.Path(log), ready
        self.child, self.begin = None, 0

    def start(self, seconds=20):
        """Returns when it has said that it is ready."""
        self.launch()
        self.await_ready(seconds)

    def launch(self):
        with open(self.log, "ab") as out:
            self.begin = out.tell()
            # A session of its own: Ctrl-C reaches this script alone, which then stops all in order.
            self.child = subprocess.Popen(self.words, stdin=subprocess.DEVNULL, stdout=out,
                                          stderr=out, start_new_session=True,
                                          preexec_fn=end_with_parent)

    def await_ready(self, seconds=20):
        wait_until(f"{self.name} says {self.ready!r}", self._said_ready, seconds)

    def _said_ready(self):
        text = self.log.read_bytes()[self.begin:].decode("utf-8", "replace")
        if self.child.poll() is not None:
            raise Broken(f"{self.name} ended as it began: {text.strip() or self.child.returncode}")
        return self.ready in text

    def runs(self):
        return self.child is not None and self.child.poll() is None

    def kill(self):
        """As a power cut would: SIGKILL."""
        self.child.kill()
        self.child.wait()

    def ask_to_stop(self):
        if self.runs():
            self.child.send_signal(signal.SIGTERM)

    def ended_by(self, end):
        """Wait for its end until the clock says [end]."""
        if self.child is None:
            return True
        try:
            self.child.wait(max(0.0, end - time.monotonic()))
            return True
        except subprocess.TimeoutExpired:
            return False

    def stop(self, seconds=3):
        """True if it stopped in order and in time; else it is killed."""
        self.ask_to_stop()
        in_order = self.ended_by(time.monotonic() + seconds) and self.child.returncode == 0
        if self.runs():
            self.kill()
        return in_order


def start_all(processes):
    """Side by side; returns when all have said that they are ready."""
    for process in processes:
        process.launch()
    for process in processes:
        process.await_ready()


def command(path):
    """A program's path as it can be typed where this was started."""
    here = os.getcwd()
    return os.path.relpath(path, here) if str(path).startswith(here + os.sep) else str(path)
