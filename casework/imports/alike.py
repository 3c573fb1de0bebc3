"""What is written in two ways and means one thing: the values of our lists, and old references."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping

_DASHES = re.compile("[-_\u00ad\u058a\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]")
_SPACE = re.compile(r"\s+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s-]+(?=\d)")
_RUNS = re.compile(r"\d+|[^\W\d_]+")


class Ambiguous(Exception):
    """A label that several values of a list have."""


class Values:
    """The values of one list, found by code or label without regard to capitals, spaces and dashes."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        self.codes = set(labels)
        self._by_code: dict[str, set[str]] = defaultdict(set)
        self._by_label: dict[str, set[str]] = defaultdict(set)
        for code, label in labels.items():
            self._by_code[folded(code)].add(code)
            self._by_label[folded(label)].add(code)

    def find(self, text: str) -> str | None:
        """The code that is meant, the very code before a label. Raises `Ambiguous` where it could be several."""
        if text in self.codes:
            return text
        meant = self._by_code.get(folded(text)) or self._by_label.get(folded(text)) or set()
        if len(meant) > 1:
            raise Ambiguous
        return next(iter(meant), None)


def folded(text: str) -> str:
    """Without capitals, spaces and dashes. Between digits they stay, as one dash: 1-1 is not 11."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).casefold().strip()
    kept = _BETWEEN_DIGITS.sub("\0", plain)
    return _SPACE.sub("", kept).replace("-", "").replace("\0", "-")


def respelt(text: str) -> str:
    """Without capitals, and with one kind of space and of dash: for values that are no office's own yet."""
    return _SPACE.sub(" ", _DASHES.sub("-", unicodedata.normalize("NFKC", text))).casefold().strip()


def reference_key(reference: str) -> str:
    """Its runs of letters and of digits: E/12, e/12, "E / 12", E-012 and E12 are alike, E/1/2 is another."""
    plain = unicodedata.normalize("NFKC", reference).casefold()
    return "/".join(run.lstrip("0") or "0" for run in _RUNS.findall(plain)) or plain


def likely_doubles(new: Iterable[str], known: Iterable[str]) -> list[list[str]]:
    """Groups of references that look like one, each with a new one among them."""
    groups: dict[str, dict[str, bool]] = defaultdict(dict)
    for is_new, references in ((False, known), (True, new)):
        for one in references:
            groups[reference_key(one)][one] = is_new
    return [sorted(each) for each in groups.values() if len(each) > 1 and any(each.values())]
