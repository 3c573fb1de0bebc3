"""Going through every page that somebody reaches by links."""

import re
from collections.abc import Iterator

from tests.journeys.people import Somebody

WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaftinvented"
"""A word that is longer than a phone is wide, as an address of a page in a subject is."""


ALIKE = (r"(?<=/settings/)(?!clock_lengths)[^/]+", r"(?<=/lists/)[^/]+", r"(?<=/lists/\*/)(?!add$)[^/]+", "P-[A-Z]+")
"""Names of settings, of lists and their values, and of paragraphs."""


def kind(path: str) -> str:
    """The address with what differs between pages of one kind taken out."""
    for name in ALIKE:
        path = re.sub(name, "*", path)
    return re.sub(r"(?<=/)(?:[A-Z]-\d{4}-\d+|[^/]*\d[^/]*)", "*", path)


def pages(somebody: Somebody, seen: set[str]) -> Iterator[str]:
    """Follows every link that they have, and opens one page of each kind that is not `seen` yet. Says its address."""
    waiting, read = ["/"], set[str]()
    while waiting:
        path = waiting.pop(0)
        if kind(path) in read:
            continue
        read.add(kind(path))
        answer = somebody.page.request.get(somebody.address + path)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        waiting += re.findall(r'href="(/[^"#?]*)', answer.text())
        if kind(path) not in seen:
            seen.add(kind(path))
            somebody.page.goto(somebody.address + path)
            yield path
