"""What lies behind a generated case, as the product would have written it: six to ten events with their answers, notes
and contacts, clocks with their ledger, a reminder that was sent."""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.models import Answer, CaseEvent, Clock, ClockEvent, Contact, Message, Note, PartnerQuestion

Values = dict[str, Any]
FIRST_ID = 1_000
"""Below it are the rows of the setting up."""
REPLIES = ("They told us of their patrols. ", "The neighbourhood team has been to see the street. ", "It is in hand. ")
ENQUIRY: dict[str, tuple[str, ...]] = {
    "new": (),
    "awaiting_partner": ("acknowledge", "ask_partner"),
    "drafting": ("acknowledge", "ask_partner", "record_partner_reply"),
    "for_approval": ("acknowledge", "ask_partner", "record_partner_reply", "submit_reply"),
    "closed": ("acknowledge", "ask_partner", "record_partner_reply", "send_reply", "close_quiet"),
}
REVIEW: dict[str, tuple[str, ...]] = {
    "assessment": ("acknowledge", "accept_as_valid", "notify_parties", "record_papers"),
    "closed": (
        "acknowledge", "accept_as_valid", "notify_parties", "record_papers", "submit_draft", "approve_reasonable",
    ),
}  # fmt: skip
"""The steps that led to each state."""
AFTER = {
    "acknowledge": "acknowledged", "ask_partner": "awaiting_partner", "record_partner_reply": "drafting",
    "submit_reply": "for_approval", "send_reply": "replied", "close_quiet": "closed", "accept_as_valid": "valid", "notify_parties": "awaiting_papers",
    "record_papers": "assessment", "submit_draft": "sign_off", "approve_reasonable": "closed",
}  # fmt: skip
QUESTIONS = {
    "acknowledge": ("who_will_be_asked", "Who will be asked, and what"),
    "ask_partner": ("question", "What we ask them"),
    "submit_reply": ("reply", "The reply"),
    "send_reply": ("reply", "The reply"),
    "submit_draft": ("reasons", "Reasons"),
}
CLOCKS: dict[str, tuple[tuple[str, str], ...]] = {
    "new": (("enquiry.acknowledge", "running"), ("enquiry.reply", "running")),
    "awaiting_partner": (("enquiry.acknowledge", "met"), ("enquiry.reply", "running"), ("partner_question.answer", "running")),
    "drafting": (
        ("enquiry.acknowledge", "met"), ("enquiry.reply", "running"), ("partner_question.answer", "met"),
        ("enquiry.draft", "running"),
    ),
    "for_approval": (
        ("enquiry.acknowledge", "met"), ("enquiry.reply", "running"), ("partner_question.answer", "met"),
        ("enquiry.draft", "met"), ("enquiry.approval", "running"),
    ),
    "assessment": (
        ("complaint_review.acknowledge", "met"), ("complaint_review.papers", "met"),
        ("complaint_review.completion", "running"),
    ),
}  # fmt: skip
CLOSED_CLOCKS = {
    "enquiry": ("enquiry.acknowledge", "enquiry.reply", "partner_question.answer", "enquiry.draft"),
    "complaint_review": ("complaint_review.acknowledge", "complaint_review.papers", "complaint_review.completion"),
}


@dataclass(slots=True)
class Histories:
    """Gives out ids across the batches. `at`: when everything was recorded."""

    at: dt.datetime
    ids: dict[type, Iterator[int]] = field(default_factory=lambda: defaultdict(lambda: itertools.count(FIRST_ID)))

    def of(self, cases: Sequence[Values]) -> dict[type, list[Values]]:
        """The rows of these cases by model, in the order in which they must be written."""
        found: dict[type, list[Values]] = {
            model: [] for model in (Contact, Note, CaseEvent, Answer, PartnerQuestion, Clock, ClockEvent, Message)
        }
        for case in cases:
            self._add_story(case, found)
            for name, state in _clocks(case):
                self._add_clock(case, name, state, found)
        return found

    def _next(self, model: type) -> int:
        return next(self.ids[model])

    def _add_story(self, case: Values, found: dict[type, list[Values]]) -> None:
        first = self._add_contact(case, found)
        self._add_event(case, found, "case_logged", trigger="open", to_state="new", data={"contact_id": first})
        self._add_event(case, found, "case_assigned", data={"owner": case["owner_id"]})
        for each in range(1 + case["id"] % 3):
            self._add_event(case, found, "note_added", note_id=self._add_note(case, each, found))
        contact = {"contact_id": self._add_contact(case, found), "direction": "in"}
        self._add_event(case, found, "contact_logged", data=contact)
        state = "new" if case["case_type"] == "enquiry" else "received"
        for trigger in (ENQUIRY if case["case_type"] == "enquiry" else REVIEW)[case["_state"]]:
            event = self._add_event(
                case, found, "case_moved", trigger=trigger, from_state=state, to_state=AFTER[trigger]
            )
            state = AFTER[trigger]
            if trigger in QUESTIONS:
                self._add_answer(case, event, QUESTIONS[trigger], found)

    def _add_event(self, case: Values, found: dict[type, list[Values]], kind: str, **given: Any) -> int:
        number = self._next(CaseEvent)
        empty: Values = {"trigger": None, "from_state": None, "to_state": None, "note_id": None, "data": {}}
        common = {
            "id": number, "case_id": case["id"], "kind": kind, "at": self.at, "on": case["received_on"],
            "actor_id": case["owner_id"],
        }  # fmt: skip
        found[CaseEvent].append({**empty, **common, **given})
        return number

    def _add_contact(self, case: Values, found: dict[type, list[Values]]) -> int:
        number = self._next(Contact)
        found[Contact].append({
            "id": number, "case_id": case["id"], "person_id": case["person_id"], "direction": "in",
            "channel": case["channel"], "happened_on": case["received_on"], "summary": "Said an invented thing. " * 5,
            "recorded_at": self.at, "recorded_by_id": case["owner_id"],
        })  # fmt: skip
        return number

    def _add_note(self, case: Values, each: int, found: dict[type, list[Values]]) -> int:
        number = self._next(Note)
        found[Note].append({
            "id": number, "case_id": case["id"], "kind": "note", "text": REPLIES[each] * 4, "written_at": self.at,
            "written_by_id": case["owner_id"],
        })  # fmt: skip
        return number

    def _add_answer(self, case: Values, event: int, asked: tuple[str, str], found: dict[type, list[Values]]) -> None:
        code, label = asked
        value = REPLIES[case["id"] % 3] * 5
        found[Answer].append({"event_id": event, "case_id": case["id"], "code": code, "label": label, "value": value})

    def _add_clock(self, case: Values, name: str, state: str, found: dict[type, list[Values]]) -> None:
        number, started_on, due_on = self._next(Clock), case["received_on"], case["_due_on"]
        met_on = None if state == "running" else case["closed_on"] or started_on
        question = self._add_question(case, met_on, found) if name.startswith("partner_question") else None
        found[Clock].append({
            "id": number, "case_id": case["id"], "partner_question_id": question, "code": name, "state": state, "length": 20, "started_on": started_on,
            "due_on": due_on if state == "running" else None, "met_on": met_on, "calendar_version": "generated",
        })  # fmt: skip
        for kind, on in (("started", started_on), ("met", met_on)):
            if on is not None:
                line = {"clock_id": number, "kind": kind, "on": on, "days": 0, "reason": "", "recorded_at": self.at}
                found[ClockEvent].append(line)
        if name == case["_reminded"]:
            found[Message].append(self._reminder(case, number, due_on))

    def _add_question(self, case: Values, answered_on: dt.date | None, found: dict[type, list[Values]]) -> int:
        number = self._next(PartnerQuestion)
        state, category = ("answered", "closed") if answered_on else ("asked", "open")
        found[PartnerQuestion].append({
            "id": number, "case_id": case["id"], "number": 1, "asked_of": "Invented Council", "text": REPLIES[0] * 5,
            "_state": state, "category": category, "workflow_version": 1, "row_version": 1,
            "asked_on": case["received_on"], "answered_on": answered_on, "answer": REPLIES[1] if answered_on else None,
        })  # fmt: skip
        return number

    def _reminder(self, case: Values, number: int, due_on: dt.date) -> Values:
        return {
            "kind": "due_soon", "rule": "clock_due", "about": f"clock:{number}", "channel": "email",
            "case_id": case["id"], "clock_id": number, "due_on": due_on, "offset_days": -5,
            "recipient_id": case["owner_id"], "to_address": "officer@bench.example", "state": "sent", "attempts": 1,
            "message_id": f"<{number}.generated@casework.example>", "created_at": self.at, "next_attempt_at": self.at,
            "sent_at": self.at, "adapter": "smtp",
        }  # fmt: skip


def _clocks(case: Values) -> Sequence[tuple[str, str]]:
    """Those of a closed case are all met."""
    if case["_state"] == "closed":
        return [(name, "met") for name in CLOSED_CLOCKS[case["case_type"]]]
    return CLOCKS[case["_state"]]
