"""Checking a register before anything is written: every row is read, refused, merged or planned."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path

from casework import clock
from casework.imports.mapping import CODED, BadMapping, Mapping
from casework.imports.plan import Plan, Refusal
from casework.imports.reading import Row, read_rows
from casework.imports.values import Reader, Unusable
from casework.services.desk import bulk
from casework.services.record import codes
from casework.services.types.imported import ImportedCase

EVERY = 1000
Progress = Callable[[str], None]


def check(path: Path, mapping: Mapping, *, progress: Progress = lambda _: None) -> Plan:
    """Read the whole file. Raises `BadFile` and `BadMapping`; a bad row is a refusal in the plan."""
    plan = Plan(mapping=mapping, file_name=path.name, fingerprint=_fingerprint(path, mapping))
    reader = Reader(mapping, {name: codes.labels(name) for name in CODED}, clock.today())
    found: dict[str, ImportedCase] = {}
    refused: set[str] = set()
    for line, row in read_rows(path, sheet=mapping.sheet):
        if plan.rows == 0:
            _check_columns(mapping, row)
        plan.rows += 1
        if plan.rows % EVERY == 0:
            progress(f"{plan.rows:,} rows read")
        try:
            _keep(plan, found, _case(row, mapping, reader))
        except Unusable as problem:
            plan.refusals.append(Refusal(line=line, column=problem.column, reason=problem.reason))
            refused.add(_reference(row, mapping))
    plan.left_out = sum(found.pop(reference, None) is not None for reference in refused)
    known = bulk.known_references(list(found))
    plan.known = len(known)
    plan.cases = [case for reference, case in found.items() if reference not in known]
    plan.codes = _new_codes(plan.cases, reader)
    return plan


def _reference(row: Row, mapping: Mapping) -> str:
    return str(row[mapping.columns["old_reference"]])


def _case(row: Row, mapping: Mapping, reader: Reader) -> ImportedCase:
    reference = reader.text(row, "old_reference")
    received, closed, decided = (reader.day(row, name) for name in ("received_on", "closed_on", "decided_on"))
    finding = reader.code(row, "finding")
    if not reference:
        raise Unusable(mapping.columns["old_reference"], "is empty: every record needs its old reference")
    if received is None:
        raise Unusable(mapping.columns["received_on"], "is empty: every record needs its day of receipt")
    if finding is None and not mapping.decision_without_finding:
        decided = None
    for name, day, words in (("closed_on", closed, "closed"), ("decided_on", decided, "decided")):
        if day is not None and day < received:
            raise Unusable(
                mapping.columns[name], f"{words} on {day.isoformat()}, before it was received on {received.isoformat()}"
            )
    body, state = reader.code(row, "investigating_body"), _state(row, closed, mapping, reader)
    reason = reader.code(row, "invalid_reason") if state == "closed_invalid" else None
    if state == "closed_invalid" and reason is None:
        raise Unusable(mapping.columns.get("invalid_reason", "invalid_reason"), "is empty: why was it invalid?")
    return ImportedCase(
        old_reference=reference,
        state=state,
        about=reader.text(row, "about") or f"Imported record {reference}",
        channel=reader.code(row, "channel") or "import",
        received_on=received,
        decided_on=decided,
        closed_on=closed,
        issue=reader.code(row, "issue"),
        district=reader.code(row, "district"),
        finding=finding,
        investigating_body=body,
        conducted_by_office=mapping.office_bodies is None or body in mapping.office_bodies,
        invalid_reason=reason,
    )


def _state(row: Row, closed: dt.date | None, mapping: Mapping, reader: Reader) -> str:
    """A row without an end stays open, whatever its status says."""
    if closed is None:
        return mapping.open_state
    status = reader.text(row, "status")
    return mapping.states.get(status, mapping.closed_state)


def _keep(plan: Plan, found: dict[str, ImportedCase], case: ImportedCase) -> None:
    """A new record, or a repeat of one: merged or refused as the mapping says."""
    before = found.get(case.old_reference)
    if before is None:
        found[case.old_reference] = case
        return
    plan.repeats += 1
    if plan.mapping.repeats == "refuse":
        raise Unusable(plan.mapping.columns["old_reference"], f"“{case.old_reference}” stands in an earlier row too")
    found[case.old_reference] = _merge(plan, before, case)


def _merge(plan: Plan, first: ImportedCase, second: ImportedCase) -> ImportedCase:
    """The earliest receipt, the latest closing, the first decision, else the first value that is not empty."""
    for name in ("issue", "district", "finding", "investigating_body", "received_on"):
        one, other = getattr(first, name), getattr(second, name)
        plan.contradictions[name] += one is not None and other is not None and one != other
    plan.contradictions["closed_on"] += first.closed_on != second.closed_on  # also where one has no end
    closings = [day for day in (first.closed_on, second.closed_on) if day]
    decisions = [day for day in (first.decided_on, second.decided_on) if day]
    body = first.investigating_body or second.investigating_body
    return dataclasses.replace(
        first,
        received_on=min(first.received_on, second.received_on),
        closed_on=max(closings, default=None),
        decided_on=min(decisions, default=None),
        state=first.state if first.closed_on else second.state,
        issue=first.issue or second.issue,
        district=first.district or second.district,
        finding=first.finding or second.finding,
        invalid_reason=first.invalid_reason or second.invalid_reason,
        investigating_body=body,
        conducted_by_office=first.conducted_by_office if first.investigating_body else second.conducted_by_office,
    )


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
