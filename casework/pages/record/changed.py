"""What was put right, from what to what, in words: on the timeline of a case, and wherever its history is read."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casework.services.people.acting.authority import COVERS, STANDINGS
from casework.services.people.contact_rows import WITH_WHOM
from casework.services.record import codes
from workflows.calendars import spoken, written
from workflows.recommendation_types import REVIEW_TYPES, TYPES
from workflows.registry import clock_rule

NOTHING = "not recorded"
TITLES: Mapping[str, str] = {
    "receipt": "the day of receipt",
    "made": "the day on which the application was made",
    "contact": "a contact",
    "contact_went": "a contact went to another case",
    "contact_came": "a contact came from another case",
    "note": "a note",
    "signposted": "whom they were signposted to",
    "step": "the day of a step",
    "came": "the day on which something came",
    "person": "whose case it is",
    "part": "somebody's part in the case",
    "acting": "who acts for whom",
    "acting_ended": "somebody acts for somebody no more",
    "party_removed": "somebody was taken off the case",
    "party_ended": "somebody's part in the case has ended",
    "allegation": "an allegation",
    "draft": "the draft of a recommendation",
    "draft_removed": "the draft of a recommendation was taken off the case",
}
"""What was put right, by its code in the event."""
LABELS: Mapping[str, str] = {
    "received_on": "Received",
    "made_on": "Application made",
    "happened_on": "Day",
    "happened_time": "Time",
    "with_whom": "With whom",
    "day": "Day",
    "channel": "How it came",
    "direction": "Who contacted whom",
    "part": "Part in the case",
    "standing": "How they act for them",
    "authority_on": "Written authority received",
    "expires_on": "Last day of the authority",
    "covers": "What the authority covers",
    "names_cases": "Other cases that the authority names",
    "withdrawn_on": "They act for them no more since",
    "category": "Category",
    "force_outcome": "What the force decided",
    "rec_type": "Kind",
    "ended_on": "Ended",
    "issue": "Primary issue",
    "district": "District",
    "district_source": "How the district is known",
    "concerns": "What it concerns",
    "priority": "Plan priority",
    "priority_chosen": "Priority chosen by somebody",
    "tags": "Tags",
    "headings": "Written under",
    "urgent": "Somebody may be at risk of harm",
    "sensitive": "From an MP or the media, or sensitive",
    "about": "What it is about",
    "complaint_made_on": "When the complaint was made",
    "complaint_details": "What the complaint was",
    "force_named": "Force or body that decided",
    "force_reference": "The force's reference",
    "review_type": "How the complaint was handled",
    "letter_named_body": "Review body that the letter names",
    "letter_dated_on": "Date on the outcome letter",
    "outcome_channel": "How the outcome was sent",
    "outcome_sent_on": "When it was sent",
    "provided_on": "When the outcome was provided",
    "wrong_body_received_on": "When another review body got it first",
    "wrong_body_forwarded_on": "When that body passed it on",
}
"""Every column that can be put right, as its form calls it."""
LISTS: Mapping[str, str] = {
    "channel": "channel", "issue": "issue", "district": "district", "category": "allegation_category",
    "force_outcome": "force_outcome", "district_source": "district_source", "concerns": "concerns",
    "priority": "priority", "tags": "tag", "headings": "thrive",
}  # fmt: skip
"""Columns whose codes are of a list of the office."""
FIXED: Mapping[str, Mapping[str, str]] = {
    "with_whom": WITH_WHOM,
    "standing": STANDINGS,
    "covers": COVERS,
    "direction": {"in": "They contacted us", "out": "We contacted them"},
    "rec_type": TYPES,
    "review_type": REVIEW_TYPES,
    "letter_named_body": {"lpb": "This office", "iopc": "The IOPC"},
}
Words = Callable[[str, str], str]
"""The words of a code: list and code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromTo:
    """One thing, as it was and as it is."""

    label: str
    before: str
    now: str

    @property
    def in_words(self) -> str:
        """Day: from 2 March 2026 to 3 March 2026"""
        return f"{self.label + ': ' if self.label else ''}from {self.before} to {self.now}"


def title(data: Mapping[str, Any]) -> str:
    return TITLES.get(data.get("what", ""), "something")


def lines(data: Mapping[str, Any], words: Words | None = None) -> list[FromTo]:
    """What an event says of a case that was put right; not what stands beside it in words of people."""
    known = words or codes_in_words
    found = []
    for name, ends in data.get("changes", {}).items():
        before, now = (_said(name, value, known) for value in ends)
        found.append(FromTo(label=LABELS.get(name, name.replace("_", " ").capitalize()), before=before, now=now))
    return found


def moved(data: Mapping[str, Any]) -> list[str]:
    """What followed for the dates, each as a sentence."""
    return list(_moved(data.get("clocks", ())))


def codes_in_words(list_name: str, code: str) -> str:
    return codes.labels(list_name).get(code, code.replace("_", " "))


def moved_sentence(code: str, verb: str, *, before: dt.date | None, after: dt.date | None) -> str:
    """Reply: due Monday 2 March 2026 instead of Tuesday 3 March 2026"""
    instead = f" instead of {spoken(before)}" if before else ""
    return f"{clock_rule(code).label}: {verb} {spoken(after)}{instead}" if after else ""


def due_verb(state: str) -> str:
    return "due" if state == "running" else "was due"


def _moved(clocks: Any) -> Iterator[str]:
    for each in clocks:
        days = {name: _day(each[name]) for name in ("due_before", "due_after", "met_before", "met_after")}
        if days["due_before"] != days["due_after"]:
            verb = due_verb(each["state"])
            yield moved_sentence(each["clock"], verb, before=days["due_before"], after=days["due_after"])
        if days["met_before"] != days["met_after"]:
            yield moved_sentence(each["clock"], "done", before=days["met_before"], after=days["met_after"])


def _day(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def _said(name: str, value: Any, words: Words) -> str:
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, list):
        return ", ".join(words(LISTS[name], code) for code in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "day" or name.endswith("_on"):
        return written(dt.date.fromisoformat(value))
    if name == "happened_time":
        return str(value)[:5]
    if name in LISTS:
        return words(LISTS[name], str(value))
    return FIXED.get(name, {}).get(str(value), str(value).replace("_", " "))
