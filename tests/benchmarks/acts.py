"""What people do by the forms, done once by each call, which answers with the milliseconds that the sending took.

Pages that are only opened to be filled in are not counted: they are rows of their own.
"""

import secrets
from collections.abc import Callable, Iterator

from casework import clock
from tests.benchmarks import rows
from tests.benchmarks.browser import Browser, milliseconds

WORDS = "An invented sentence about patrols in the street. " * 4
Act = Callable[[], float]


def log_by_phone(browser: Browser) -> Act:
    """Somebody new without an address: matched against everybody, recorded, no receipt."""
    new = _new_people()
    return _logging(browser, lambda: {"full_name": f"{next(new)} Invented", "channel": "phone"})


def log_by_mail(browser: Browser) -> Act:
    """Somebody new with an e-mail address: the automatic receipt goes with it."""
    new = _new_people()

    def typed() -> dict[str, str]:
        name = next(new)
        return {"full_name": f"{name} Invented", "email": f"{name.lower()}@new.example", "channel": "email"}

    return _logging(browser, typed)


def log_known(browser: Browser, people: Iterator[int]) -> Act:
    """Somebody known: the form comes back with the question who it is, and is sent again with the answer."""
    hidden = browser.form("/contacts/new")

    def act() -> float:
        number = next(people)
        name, email = rows.known_person(number)
        typed = {**hidden, **_matter(), "full_name": name, "email": email, "channel": "phone"}
        typed["token"] = secrets.token_urlsafe(24)
        first = milliseconds(lambda: browser.ask_back("/contacts/new", **typed))
        return first + milliseconds(lambda: browser.post("/contacts/new", **typed, who=f"person:{number}"))

    return act


def step(browser: Browser, trigger: str, references: Iterator[str], **answers: str) -> Act:
    """A step that writes no letter: one POST, each time on another case. Of a part it has the place before it, as
    "questions/1/answer"."""

    def act() -> float:
        path = f"/cases/{next(references)}/{trigger if '/' in trigger else f'moves/{trigger}'}"
        hidden = browser.form(path)
        return milliseconds(lambda: browser.post(path, **hidden, **answers))

    return act


class StepWithLetter:
    """A first step that writes to the person: the answers are sent, the letter is read, the step is made and the letter
    sent. Two POSTs are counted; `reading` keeps what each page with the letter took between them."""

    def __init__(self, browser: Browser, trigger: str, references: Iterator[str], **answers: str) -> None:
        self.browser, self.trigger, self.references, self.answers = browser, trigger, references, answers
        self.reading: list[float] = []

    def __call__(self) -> float:
        path = f"/cases/{next(self.references)}/moves/{self.trigger}"
        hidden = self.browser.form(path)
        first = milliseconds(lambda: self.browser.post(path, **hidden, **self.answers))
        self.reading.append(milliseconds(lambda: self.browser.get(f"{path}/letters")))
        shown = self.browser.form(f"{path}/letters")
        second = milliseconds(lambda: self.browser.post(f"{path}/letters", **shown))
        return first + second


def _logging(browser: Browser, typed: Callable[[], dict[str, str]]) -> Act:
    """The form was opened before; each sending has a token of its own."""
    hidden = browser.form("/contacts/new")

    def act() -> float:
        sent = {**hidden, **_matter(), **typed(), "token": secrets.token_urlsafe(24)}
        return milliseconds(lambda: browser.post("/contacts/new", **sent))

    return act


def today(name: str) -> dict[str, str]:
    """Today in the boxes of a field for a day."""
    day = clock.today()
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def _matter() -> dict[str, str]:
    about = {"about": "An invented matter", "details": WORDS, "issue": "traffic", "district": "leeds"}
    return about | today("received_on")


def _new_people() -> Iterator[str]:
    """Names that nobody has, made of letters alone."""
    while True:
        yield "".join(secrets.choice("bcdfghklmnprstvz") + secrets.choice("aeiou") for _ in range(6)).capitalize()
