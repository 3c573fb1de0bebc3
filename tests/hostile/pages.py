"""The forms of a page with every value that they offer, so that a request may be right in all but one thing."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass(slots=True)
class Form:
    """Where it is sent, how, and the values that each of its fields offers."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class Forms(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""
        self.feed(html)

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks for the line of a tag."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif not self.found:
            return
        elif tag == "option":
            self._offer(self._select, given.get("value", ""))
        elif tag in ("input", "textarea", "select", "button") and given.get("name"):
            self._select = given["name"] if tag == "select" else ""
            self._offer(given["name"], given.get("value", ""))

    def _offer(self, name: str, value: str) -> None:
        if name:
            self.found[-1].fields.setdefault(name, []).append(value)
