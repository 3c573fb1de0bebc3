"""Going through every page that somebody reaches by links."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from tests.journeys.people import Somebody

WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaftinvented"
"""A word that is longer than a phone is wide, as an address of a page in a subject is."""


def kind(path: str) -> str:
    """The address with what differs between pages of one kind taken out."""
    return re.sub(r"(?<=/)(?:[A-Z]-\d{4}-\d+|[^/]*\d[^/]*)", "*", path)


def pages(somebody: Somebody, seen: set[str]) -> Iterator[str]:
    """Opens one page of each kind that is not `seen` yet, and says its address."""
    waiting = ["/"]
    while waiting:
        path = waiting.pop(0)
        if kind(path) in seen:
            continue
        seen.add(kind(path))
        answer = somebody.page.request.get(somebody.address + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        somebody.page.goto(somebody.address + path)
        yield path
        found = somebody.page.locator("a[href^='/']").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        waiting += [urlsplit(href).path for href in found]
