"""The rows of one record made one: what counts where they say different things."""

import dataclasses
from collections.abc import Mapping as Items
from typing import Any

from casework.imports.mapping import ORDERED, Mapping
from casework.imports.plan import Plan
from casework.imports.values import Reader, Unusable
from casework.services.types.imported import ImportedCase

OF_ANY_ROW = tuple(name for name in ORDERED if name not in ("finding", "investigating_body"))
MUST_AGREE = "finding"
"""A record has one, and which one is published: nobody guesses it from the order of the rows."""


class Merger:
    """Merges rows as one mapping says."""

    def __init__(self, mapping: Mapping, reader: Reader) -> None:
        self.mapping = mapping
        self._reader = reader

    def merge(self, plan: Plan, first: ImportedCase, second: ImportedCase) -> ImportedCase:
        """The earliest receipt, the latest closing, the first decision; else what the order of the mapping says, else
        the first value that is not empty. Raises `Unusable` for findings that contradict each other and no order."""
        for name in (*ORDERED, "received_on"):
            one, other = getattr(first, name), getattr(second, name)
            plan.contradictions[name] += one is not None and other is not None and one != other
        plan.contradictions["closed_on"] += first.closed_on != second.closed_on  # also where one has no end
        closings = [day for day in (first.closed_on, second.closed_on) if day]
        others: dict[str, Any] = {
            name: self._chosen(name, getattr(first, name), getattr(second, name)) for name in OF_ANY_ROW
        }
        return dataclasses.replace(
            first,
            **self._decision(first, second),
            **others,
            received_on=min(first.received_on, second.received_on),
            closed_on=max(closings, default=None),
            state=first.state if first.closed_on else second.state,
            invalid_reason=first.invalid_reason or second.invalid_reason,
            people=tuple(dict.fromkeys((*first.people, *second.people))),
        )

    def _decision(self, first: ImportedCase, second: ImportedCase) -> dict[str, Any]:
        """The finding, who found it and on which day: of one row where two found different things, so that nobody is
        said to have found what another did."""
        finding = self._chosen("finding", first.finding, second.finding)
        if first.finding is not None and second.finding is not None and first.finding != second.finding:
            decider = first if first.finding == finding else second
            body, day = decider.investigating_body, decider.decided_on
        else:
            body, day = None, None
        if body is None:
            body = self._chosen("investigating_body", first.investigating_body, second.investigating_body)
        days = [each for each in (first.decided_on, second.decided_on) if each]
        return {
            "finding": finding,
            "investigating_body": body,
            "conducted_by_office": next(
                each.conducted_by_office for each in (first, second) if each.investigating_body == body
            ),
            "decided_on": day or min(days, default=None),
        }

    def _chosen(self, name: str, first: str | None, second: str | None) -> str | None:
        if first is None or second is None or first == second:
            return first if first is not None else second
        order = self._order().get(name)
        if order is None and name != MUST_AGREE:
            return first
        column = self.mapping.columns.get(name, name)
        both = f"“{self._said(name, first)}” and “{self._said(name, second)}”"
        if order is None:
            raise Unusable(column, f"one record says {both}: say under [order] of the mapping which of them counts")
        missing = next((one for one in (first, second) if one not in order), None)
        if missing is not None:
            lacks = f"“order.{name}” lacks “{self._said(name, missing)}”"
            raise Unusable(column, f"one record says {both}, and {lacks}")
        return min(first, second, key=order.index)

    def _order(self) -> Items[str, list[str]]:
        """The codes that the values of the mapping mean, as far as they are known by now."""
        return {
            name: [self._reader.meant(name, value) or value for value in values]
            for name, values in self.mapping.order.items()
        }

    def _said(self, name: str, code: str) -> str:
        return self._reader.labels.get((name, code), code)[:60]
