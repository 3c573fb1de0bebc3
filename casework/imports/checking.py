"""Checking a register before anything is written: every row is read, refused, merged or planned."""

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

from casework import clock
from casework.imports.alike import likely_doubles
from casework.imports.mapping import CODED, BadMapping, Mapping
from casework.imports.merging import Merger
from casework.imports.plan import Plan, Refusal
from casework.imports.reading import Row, read_rows
from casework.imports.values import Reader, Unusable
from casework.services.desk import bulk, bulk_people
from casework.services.record import codes
from casework.services.types.imported import ImportedCase

EVERY = 1000
Progress = Callable[[str], None]


def check(path: Path, mapping: Mapping, *, progress: Progress = lambda _: None) -> Plan:
    """Read the whole file. Raises `BadFile` and `BadMapping`; a bad row is a refusal in the plan."""
    plan = Plan(mapping=mapping, file_name=path.name, fingerprint=_fingerprint(path, mapping))
    reader = Reader(mapping, {name: codes.labels(name) for name in CODED}, clock.today())
    merger = Merger(mapping, reader)
    found: dict[str, ImportedCase] = {}
    refused: set[str] = set()
    for line, row in read_rows(path, sheet=mapping.sheet, needed=set(mapping.columns.values())):
        if plan.rows == 0:
            _check_columns(mapping, row)
        plan.rows += 1
        if plan.rows % EVERY == 0:
            progress(f"{plan.rows:,} rows read")
        try:
            _keep(plan, found, _case(row, mapping, reader), merger)
            plan.lines.setdefault(_reference(row, mapping), line)
        except Unusable as problem:
            plan.refusals.append(Refusal(line=line, column=problem.column, reason=problem.reason))
            refused.add(_reference(row, mapping))
        plan.kept_without += [Refusal(line=line, column=one.column, reason=one.reason) for one in reader.left_out]
        reader.left_out.clear()
    plan.left_out = sum(found.pop(reference, None) is not None for reference in refused)
    _compare_with_database(plan, found, reader)
    return plan


def _compare_with_database(plan: Plan, found: dict[str, ImportedCase], reader: Reader) -> None:
    """What is here already, what looks like it, whose the new records are, and which values the lists do not have."""
    known = bulk.known_references(list(found))
    plan.known = len(known)
    plan.cases = [case for reference, case in found.items() if reference not in known]
    here = bulk.old_references()
    if not plan.mapping.leading_zeros_count:
        _refuse_other_zeros(plan, here)
    plan.doubles = likely_doubles([case.old_reference for case in plan.cases], here)
    plan.people = bulk_people.match([person for case in plan.cases for person in case.people])
    plan.codes = _new_codes(plan.cases, reader)


def _refuse_other_zeros(plan: Plan, references: list[str]) -> None:
    """Refuse what is here already with more or fewer zeros in front: a spreadsheet shows 123 as 00123 or as 123, and
    an import of before may have read it in the other way."""
    here = {one.lstrip("0"): one for one in references}
    column, new = plan.mapping.columns["old_reference"], []
    for case in plan.cases:
        same = here.get(case.old_reference.lstrip("0"))
        if same is None:
            new.append(case)
            continue
        reason = (
            f"“{case.old_reference}” is here already as “{same}”: if they are two records, "
            "say leading_zeros_count = true in the mapping"
        )
        plan.refusals.append(Refusal(line=plan.lines[case.old_reference], column=column, reason=reason))
    plan.cases = new
    plan.refusals.sort(key=lambda refusal: refusal.line)


def _reference(row: Row, mapping: Mapping) -> str:
    return str(row[mapping.columns["old_reference"]])


def _case(row: Row, mapping: Mapping, reader: Reader) -> ImportedCase:
    reference, received = _needed(row, mapping, reader)
    closed, decided = (_end(row, name, received, reader) for name in ("closed_on", "decided_on"))
    finding = reader.optional("finding", lambda: reader.code(row, "finding"))
    if finding is None and not mapping.decision_without_finding:
        decided = None
    body = reader.optional("investigating_body", lambda: reader.code(row, "investigating_body"))
    state = reader.state(row) if closed is not None else mapping.open_state
    person = reader.person(row)
    return ImportedCase(
        old_reference=reference,
        state=state,
        about=reader.optional("about", lambda: reader.text(row, "about")) or f"Imported record {reference}",
        channel=reader.optional("channel", lambda: reader.code(row, "channel")) or "import",
        received_on=received,
        decided_on=decided,
        closed_on=closed,
        issue=reader.optional("issue", lambda: reader.code(row, "issue")),
        district=reader.optional("district", lambda: reader.code(row, "district")),
        finding=finding,
        investigating_body=body,
        conducted_by_office=reader.is_office(body),
        invalid_reason=_invalid_reason(row, state, reader),
        people=(person,) if person is not None else (),
    )


def _needed(row: Row, mapping: Mapping, reader: Reader) -> tuple[str, dt.date]:
    reference, received = reader.text(row, "old_reference"), reader.day(row, "received_on")
    if not reference:
        raise Unusable(mapping.columns["old_reference"], "is empty: every record needs its old reference")
    if received is None:
        raise Unusable(mapping.columns["received_on"], "is empty: every record needs its day of receipt")
    return reference, received


def _end(row: Row, name: str, received: dt.date, reader: Reader) -> dt.date | None:
    """The day on which it was closed or decided. A row without an end stays open, whatever its status says."""

    def read() -> dt.date | None:
        day = reader.day(row, name)
        if day is not None and day < received:
            column, words = reader.mapping.columns[name], name.removesuffix("_on")
            said = f"{words} on {day.isoformat()}, before it was received on {received.isoformat()}"
            raise Unusable(column, said)
        return day

    return reader.optional(name, read)


def _invalid_reason(row: Row, state: str, reader: Reader) -> str | None:
    if state != "closed_invalid":
        return None
    reason = reader.code(row, "invalid_reason")
    if reason is None:
        column = reader.mapping.columns.get("invalid_reason", "invalid_reason")
        raise Unusable(column, "is empty: why was it invalid?")
    return reason


def _keep(plan: Plan, found: dict[str, ImportedCase], case: ImportedCase, merger: Merger) -> None:
    """A new record, or a repeat of one: merged or refused as the mapping says."""
    before = found.get(case.old_reference)
    if before is None:
        found[case.old_reference] = case
        return
    plan.repeats += 1
    if plan.mapping.repeats == "refuse":
        raise Unusable(plan.mapping.columns["old_reference"], f"“{case.old_reference}” stands in an earlier row too")
    found[case.old_reference] = merger.merge(plan, before, case)


def _new_codes(cases: list[ImportedCase], reader: Reader) -> dict[tuple[str, str], str]:
    """(list, code) -> label of the values of new cases that no list has yet."""
    used = {(name, getattr(case, name)): None for case in cases for name in CODED}
    return {
        (name, code): reader.labels.get((name, code), code)
        for name, code in used
        if code is not None and code not in reader.known_codes[name]
    }


def _check_columns(mapping: Mapping, row: Row) -> None:
    for name, column in mapping.columns.items():
        if column not in row:
            raise BadMapping(f"“columns.{name}”: the register has no column “{column}”. It has: {', '.join(row)}.")


def _fingerprint(path: Path, mapping: Mapping) -> str:
    digest = hashlib.sha256(repr(mapping).encode())
    with path.open("rb") as raw:
        while block := raw.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
