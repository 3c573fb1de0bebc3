"""What the guards of a complaint review look at."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Plain values read from the case and from what was typed (`answers`). Days are local dates."""

    actor_id: int | None = None
    author_id: int | None = None
    complaint_made_on: dt.date | None = None
    provided_on: dt.date | None = None
    made_on: dt.date | None = None
    last_day: dt.date | None = None
    late: bool | None = None
    pre_check_stop: str | None = None
    review_body: str | None = None
    letter_named_body: str | None = None
    second_person_id: int | None = None
    review_type: str | None = None
    requirements_met: bool = False
    requirements_waived: bool = False
    parties_notified: bool = False
    not_notified_reason: bool = False
    papers_outstanding: int = 0
    allegations: int = 0
    allegations_unassessed: int = 0
    allegations_not_reasonable: int = 0
    finding: str | None = None
    has_reasons: bool = False
    recommendations: int = 0
    recommendations_not_allowed: int = 0
    recommendations_open: int = 0
    withdrawal_evidence: bool = False
    conflict_declared: bool = False
    answers: Mapping[str, object] = field(default_factory=dict)

    def answered(self, answers: Mapping[str, object]) -> Self:
        return replace(
            self,
            parties_notified=bool(answers.get("parties_notified")),
            not_notified_reason=bool(answers.get("not_notified_reason")),
            papers_outstanding=0 if answers.get("papers_complete") else 1,
            finding=str(answers.get("finding") or "") or self.finding,
            has_reasons=bool(answers.get("reasons")) or self.has_reasons,
            withdrawal_evidence=bool(answers.get("evidence")),
            answers=answers,
        )

    def with_hold(self, *, waits: bool | None) -> Self:  # noqa: ARG002
        return self

    def of_another(self) -> Self:
        return replace(self, actor_id=None, conflict_declared=False)

    def text(self, code: str) -> str:
        return str(self.answers.get(code) or "").strip()
