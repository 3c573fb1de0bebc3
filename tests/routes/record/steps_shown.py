"""What the page of a case offers, as a person reads it."""

from html.parser import HTMLParser
from typing import NamedTuple

MAIN, OUT = "", "Other ways to end this"


class Button(NamedTuple):
    text: str
    is_blue: bool
    under: str
    """The words that have to be opened first, or ""."""


class Section(HTMLParser):
    """The part of the page under "Next step": its buttons, and all its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.buttons: list[Button] = []
        self.words = ""
        self._under, self._in_summary, self._button = "", False, ""
        begin = page.index('<h2 class="govuk-heading-m" id="next-heading">')
        self.feed(page[begin : page.index("Latest</h2>")])
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "summary":
            self._under, self._in_summary = "", True
        elif tag == "a" and "govuk-button" in (dict(attrs).get("class") or ""):
            self._button = dict(attrs)["class"] or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "summary":
            self._in_summary = False
        elif tag == "details":
            self._under = ""

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._in_summary:
            self._under += data.strip()
        if self._button:
            self.buttons.append(Button(data.strip(), "--secondary" not in self._button, self._under))
            self._button = ""

    @property
    def blue(self) -> list[str]:
        return [button.text for button in self.buttons if button.is_blue]

    def under(self, words: str) -> list[str]:
        return [button.text for button in self.buttons if button.under == words]
