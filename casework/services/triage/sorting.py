"""The triage of a case: what it concerns, where it is, whose it is, and the words under the headings of risk.

All of it is optional. What is recorded is changed with a reason; tags, lead and priority are decisions, and change
without one. Every change says from what to what.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from casework import clock
from casework.access import Actor
from casework.errors import Invalid
from casework.extensions import db
from casework.models import Case, DirectoryEntry, TriageNote
from casework.services.desk import corrections, details, drafts_of_case
from casework.services.desk.corrections import Change
from casework.services.matters import priorities, tags
from casework.services.record import answers, cases, codes, history
from casework.services.record.activities import begin
from casework.services.record.tokens import Sent
from workflows.activities import Activity
from workflows.thrive import HEADINGS, LONGEST

DECIDED = details.FOLLOWS | {"tags", "lead_id", "headings"}
OFFICE = "This office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Triage:
    """What was found out, in codes of the lists. `priority`: empty for what the issue suggests. `lead_id`: an entry of
    the directory. `words`: heading -> what was written under it."""

    issue: str = ""
    district: str = ""
    district_source: str = ""
    concerns: str = ""
    priority: str = ""
    lead_id: int | None = None
    tags: Sequence[str] = ()
    words: Mapping[str, str] = field(default_factory=dict)


def record(reference: str, triage: Triage, *, reason: str = "", sent: Sent, actor: Actor) -> list[str]:
    """Keep what differs and return the names of it; none is fine. Raises `Invalid` at the field that is wrong and at
    "reason", `NotAllowed`, `NotFound`, `Conflict`, `Replayed`."""
    case = begin(reference, Activity.EDIT, sent=sent, actor=actor, as_seen=True)
    changes = [*_columns(case, triage), *_tags(case, triage, actor), *_words(case, triage, actor)]
    if not changes:
        return []
    replaces = any(change.old not in (None, "") for change in changes if change.name not in DECIDED)
    why = corrections.reason(reason) if replaces else reason.strip()
    cases.touch(case)
    letters = drafts_of_case.renew(case, actor=actor)
    fields = sorted(change.name for change in changes)
    data = {"fields": fields, "changes": corrections.plain(changes), **letters.data}
    event = history.record(history.Kind.CASE_EDITED, actor=actor, case_id=case.id, data=data)
    answers.keep_words(event, [*corrections.said(changes), *([("reason", corrections.REASON, why)] if why else [])])
    return fields


def notes(case_id: int) -> dict[str, TriageNote]:
    """The words under each heading, of those that have some."""
    rows = db.session.scalars(select(TriageNote).where(TriageNote.case_id == case_id))
    return {row.heading: row for row in rows}


def _columns(case: Case, triage: Triage) -> list[Change]:
    changes = _priority(case, triage)
    names = ("issue", "district", "district_source", "concerns")
    changes += details.change_case(case, names, {name: getattr(triage, name) for name in names})
    lead = [_named(change) for change in corrections.differences(case, {"lead_id": triage.lead_id})]
    corrections.apply(case, lead)
    return changes + lead


def _priority(case: Case, triage: Triage) -> list[Change]:
    """A priority that somebody chose. Raises `Invalid` for one of another plan."""
    if not triage.priority:
        case.priority_chosen = False
        return []
    is_new = triage.priority != case.priority
    if is_new and triage.priority not in dict(priorities.offered(case.received_on)):
        raise Invalid("priority", "Choose a priority of the plan that was in force when the case was received.")
    changes = corrections.differences(case, {"priority": triage.priority})
    corrections.apply(case, changes)
    case.priority_chosen = True
    return changes


def _named(change: Change) -> Change:
    """An organisation is read by its name. Raises `Invalid` for one that is not there."""
    names = []
    for entry_id in (change.old, change.new):
        entry = db.session.get(DirectoryEntry, entry_id) if entry_id is not None else None
        if entry_id is not None and entry is None:
            raise Invalid("lead_id", "Choose an organisation of the directory.")
        names.append(entry.name if entry is not None else OFFICE)
    return Change(name=change.name, old=change.old, new=change.new, label="Lead", words=(names[0], names[1]))


def _tags(case: Case, triage: Triage, actor: Actor) -> list[Change]:
    now, wanted = tags.of(case), sorted(set(triage.tags))
    if now == wanted:
        return []
    offered = {code for code, _ in codes.choices("tag", clock.today())}
    if not set(wanted) - set(now) <= offered:
        raise Invalid("tags", "Choose tags of the list.")
    tags.put(case, wanted, actor=actor)
    return [Change(name="tags", old=now, new=wanted)]


def _words(case: Case, triage: Triage, actor: Actor) -> list[Change]:
    """What is written anew stands under its heading alone, and what is put right beside its event too."""
    found: list[Change] = []
    written = []
    kept = notes(case.id)
    for heading, (label, _) in HEADINGS.items():
        row, words = kept.get(heading), triage.words.get(heading, "").strip()
        old = row.words if row is not None else ""
        if words == old:
            continue
        if len(words) > LONGEST:
            raise Invalid(heading, f"Shorten it to {LONGEST} characters or fewer. The story itself is a note.")
        if row is None:
            row = TriageNote(case_id=case.id, heading=heading)
            db.session.add(row)
        row.words, row.recorded_at, row.recorded_by_id = words, clock.now(), actor.user_id
        if old:
            found.append(Change(name=heading, old=old, new=words, label=label, words=(old, words or "Nothing")))
        else:
            written.append(heading)
    return [*found, *([Change(name="headings", old=[], new=written)] if written else [])]
