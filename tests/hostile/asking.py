"""One request after another: a page's own form with something wrong in it, an address with something else in it, or a
body of another kind."""

import io
import random
import re
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule
from werkzeug.test import TestResponse

from tests.client import CheckingClient
from tests.hostile.pages import Form, Forms
from tests.hostile.values import hostile

LEFT_ALONE = ("session.", "mailbox.", "static", "accounts.")
"""Signing in and out, tried apart (tests/routes/office): these requests are of people who are signed in."""
OF_EVERY_PAGE = ("/sign-out", "/password", "/find")
"""What the head of every page has: sent from the page of its own alone, or half of all requests went there."""
TRIES = 8
RIGHT, CHANGED = 0.75, 0.15
"""Of the fields of a form: left as they are offered, made hostile. The others are left out, doubled or sent as files."""
AS_FORM, BY_ADDRESS = 0.7, 0.9
KEPT_FORMS = 300
LONGEST_QUERY = 1_000_000
"""Characters: a web server lets 4,000 of an address through."""


@dataclass(frozen=True, slots=True)
class Request:
    who: str
    method: str
    path: str
    given: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path[:300]} as {self.who} with {str(dict(self.given))[:1500]}"


class Asker:
    """Makes up requests from one seed. `things` are the values of the parts of addresses that exist."""

    def __init__(
        self, app: Flask, seed: int, browsers: Mapping[str, CheckingClient], things: Mapping[str, Sequence[str]]
    ):
        self.pick = random.Random(seed)
        self.browsers, self.things = browsers, things
        self.rules = [each for each in app.url_map.iter_rules() if not each.endpoint.startswith(LEFT_ALONE)]
        self.readable = [each for each in self.rules if "GET" in (each.methods or ())]
        self.forms: dict[tuple[str, str], list[Form]] = {}
        self.tokens = {who: browser.csrf("/password") for who, browser in browsers.items()}

    def send(self, request: Request) -> TestResponse:
        answer = self.browsers[request.who].open(request.path, method=request.method, **request.given)
        answer.request.environ["wsgi.input"].close()  # a long body is a file, which the client forgets
        return answer

    def make_up(self) -> Request:
        who, kind = self.pick.choice(list(self.browsers)), self.pick.random()
        if kind < AS_FORM:
            return self._form(who)
        rule = self.pick.choice(self.rules)
        path = self._address(rule, odd=0.5)
        if kind < BY_ADDRESS:
            return Request(who, "GET", f"{path}?{self._query()}", {})
        method = self.pick.choice(("POST", "POST", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"))
        return Request(who, method, path, self._body(who))

    def _form(self, who: str) -> Request:
        """Of the first page out of some that has a form of its own, beside those of every page."""
        path, forms = "/", list[Form]()
        for _ in range(TRIES):
            path = self._address(self.pick.choice(self.readable), odd=0.02)
            forms = [
                form for form in self._forms_of(who, path) if form.action not in OF_EVERY_PAGE or form.action == path
            ]
            if forms:
                break
        else:
            return Request(who, "GET", path, {})
        form = self.pick.choice(forms)
        action = form.action if form.action.startswith("/") else path
        typed = self._typed(form)
        if form.method == "get":
            texts = [(name, each) for name, found in typed.items() for each in found if isinstance(each, str)]
            query = urlencode(texts, errors="replace")[:LONGEST_QUERY]
            return Request(who, "GET", f"{action.partition('?')[0]}?{query}", {})
        return Request(who, "POST", action, {"data": typed})

    def _forms_of(self, who: str, path: str) -> list[Form]:
        """As they were when first seen, so that versions and tokens grow old; forgotten now and then."""
        if len(self.forms) > KEPT_FORMS or self.pick.random() < 0.3:
            self.forms.pop((who, path), None)
        if (who, path) not in self.forms:
            if len(self.forms) > KEPT_FORMS:
                self.forms.clear()
            with closing(self.browsers[who].get(path)) as page:
                is_page = page.mimetype == "text/html"
                self.forms[who, path] = Forms(page.text).found if is_page else []
        return self.forms[who, path]

    def _typed(self, form: Form) -> dict[str, list[Any]]:
        typed: dict[str, list[Any]] = {}
        spoilt = self.pick.random() < 0.85
        for name, offered in form.fields.items():
            kind = self.pick.random() if spoilt else 0.0
            if name == "csrf_token" and self.pick.random() < 0.97:
                kind = 0.0
            if kind < RIGHT:
                typed[name] = [self.pick.choice(offered) or self._plain(name)]
            elif kind < RIGHT + CHANGED:
                typed[name] = [hostile(self.pick, name)]
            else:
                typed |= self._otherwise(name, offered)
        return typed

    def _otherwise(self, name: str, offered: Sequence[str]) -> dict[str, list[Any]]:
        return self.pick.choice((
            {}, {name: [*offered, hostile(self.pick, name)]}, {name: [hostile(self.pick, name)] * 40},
            {name: [(io.BytesIO(hostile(self.pick, name).encode(errors="replace")), hostile(self.pick, "") or "x.txt")]},
            {f"{name}-0": ["x"], f"{name}[]": ["x"]},
        ))  # fmt: skip

    def _plain(self, name: str) -> str:
        if name.endswith("-day"):
            return str(self.pick.randrange(1, 29))
        if name.endswith("-month"):
            return str(self.pick.randrange(1, 12))
        if name.endswith("-year"):
            return self.pick.choice(("2025", "2026"))
        return self.pick.choice(("", "Invented words.", "Pat Invented", "pat@invented.example", "1"))

    def _address(self, rule: Rule, *, odd: float) -> str:
        def filled_in(found: re.Match[str]) -> str:
            return quote(self._part(found[1], rule._converters[found[1]], odd=odd), safe="")

        return re.sub(r"<(?:[^<>:]+:)?(\w+)>", filled_in, str(rule))

    def _part(self, name: str, converter: object, *, odd: float) -> str:
        if self.pick.random() < odd and name != "user_id":
            return hostile(self.pick, name)[:2_000] or "x"
        if isinstance(converter, AnyConverter):
            return self.pick.choice(sorted(converter.items))
        numbers = ("1", "2", "3", "4", "7") if isinstance(converter, IntegerConverter) else ("none",)
        return self.pick.choice(list(self.things.get(name, numbers)))

    def _query(self) -> str:
        names = ("search", "owner", "team", "type", "state", "sort", "category", "due", "after", "before", "show", "page",
                 "received_from-day", "received_from-year", "district", "issue", "next", "who", "to", "code")  # fmt: skip
        chosen = self.pick.sample(names, self.pick.randrange(0, 5))
        return urlencode([(name, hostile(self.pick, name)[:3_000]) for name in chosen], errors="replace")

    def _body(self, who: str) -> dict[str, Any]:
        text = hostile(self.pick, "").encode(errors="replace")
        token = self.tokens[who]
        return self.pick.choice((
            {"data": {"csrf_token": token, "token": hostile(self.pick, "")}},
            {"data": {"csrf_token": token, hostile(self.pick, "") or "x": hostile(self.pick, "")}},
            {"data": text, "content_type": "application/json", "headers": {"X-CSRFToken": token}},
            {"data": text, "content_type": "text/plain", "headers": {"X-CSRFToken": token}},
            {"data": b"--x\r\n" + text, "content_type": "multipart/form-data; boundary=x"},
            {"data": text, "content_type": "application/x-www-form-urlencoded; charset=utf-7"},
            {"data": urlencode([(f"f{n}", "x") for n in range(2_000)]), "content_type": "application/x-www-form-urlencoded"},
        ))  # fmt: skip
