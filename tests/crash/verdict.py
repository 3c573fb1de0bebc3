"""Compares what the database says with what the mail server took."""

from collections import Counter
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import Row, ScalarSelect, func, select

from casework.extensions import db
from casework.models import Letter, Message, Task
from tests.crash.hostile_post_office import HostilePostOffice, Receipt
from tests.crash.office import OURS

FINAL = ("sent", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of the messages. `problems` is empty when the promise was kept."""

    states: dict[str, Counter[str]]
    """Of `reminders` and of `letters`."""
    again: dict[str, int]
    """How many of each the server took more than once."""
    uncertain_received: int
    """Of the uncertain letters: how many arrived in truth."""
    problems: list[str]


def judge(app: Flask, office: HostilePostOffice, *, expected: int) -> Verdict:
    """Look at every message once no more is sent."""
    with app.app_context():
        rows = db.session.execute(
            select(
                Message.id, Message.message_id, Message.letter_id, Message.state, Message.last_error,
                Message.to_address, Letter.document_sha256, _open_tasks().label("open_tasks"),
            ).outerjoin(Letter, Letter.id == Message.letter_id).where(OURS)
        ).all()  # fmt: skip
        known = set(db.session.scalars(select(Message.message_id)))
        db.session.rollback()
    taken: dict[str, list[Receipt]] = {}
    for receipt in office.journal:
        taken.setdefault(receipt.message_id, []).append(receipt)
    problems = [f"{expected} messages were written, and there are {len(rows)}."] if len(rows) != expected else []
    problems += [f"Mail that is no message of ours: {stranger}." for stranger in taken.keys() - known]
    states: dict[str, Counter[str]] = {"reminders": Counter(), "letters": Counter()}
    again = {"reminders": 0, "letters": 0}
    for row in rows:
        kind, receipts = "letters" if row.letter_id else "reminders", taken.get(row.message_id, [])
        states[kind][row.state] += 1
        again[kind] += len(receipts) > 1
        problems += [f"Message {row.id} ({kind}, {row.state}): {found}" for found in _problems(row, receipts, office)]
    uncertain = [row for row in rows if row.letter_id and row.state == "uncertain"]
    return Verdict(
        states=states,
        again=again,
        uncertain_received=sum(row.message_id in taken for row in uncertain),
        problems=problems,
    )


def _open_tasks() -> ScalarSelect[int]:
    """A letter that did not go out, or may not have, is exactly one task of a person; any other is none."""
    query = select(func.count()).select_from(Task).where(Task.message_id == Message.id, Task.done_at.is_(None))
    return query.scalar_subquery()


def _problems(row: Row[*tuple[object, ...]], receipts: list[Receipt], office: HostilePostOffice) -> list[str]:
    """What is wrong with one message, in words."""
    found = []
    is_letter = row.letter_id is not None
    if row.state not in FINAL and not (is_letter and row.state == "uncertain"):
        found.append("it was not settled")
    if row.state == "sent" and not receipts:
        found.append("lost: it never arrived")
    if row.state in ("uncertain", "failed") and not row.last_error:
        found.append("no reason is given")
    if is_letter and row.open_tasks != (row.state in ("uncertain", "failed")):
        found.append(f"{row.open_tasks} tasks are open")
    if row.state == "failed" and receipts and is_letter:
        found.append("it is said to have failed, and arrived")
    wanted = row.message_id not in office.refused_for_good and row.to_address not in office.refused_addresses
    if row.state == "failed" and wanted:
        found.append(f"it failed, though nobody refused it for good ({row.last_error})")
    if is_letter and len(receipts) > 1:
        found.append(f"a letter to the public arrived {len(receipts)} times")
    if len({receipt.content for receipt in receipts}) > 1:
        found.append("its copies differ")
    if is_letter and any(receipt.attachments != (row.document_sha256,) for receipt in receipts):
        found.append("the document did not arrive as it was kept")
    return found


def print_table(verdict: Verdict) -> None:
    """The figures, and every problem."""
    print(f"  {'':<22}{'reminders':>10}{'letters':>10}")
    for state in ("sent", "uncertain", "failed", "given_up", "pending", "claimed"):
        print(f"  {state:<22}" + "".join(f"{verdict.states[kind][state]:>10}" for kind in ("reminders", "letters")))
    print(f"  {'received twice':<22}{verdict.again['reminders']:>10}{verdict.again['letters']:>10}")
    lost = sum("lost" in problem or "not settled" in problem for problem in verdict.problems)
    print(f"  lost: {lost}; of the uncertain letters {verdict.uncertain_received} had arrived")
    for problem in verdict.problems[:20]:
        print(f"  PROBLEM  {problem}")
    if len(verdict.problems) > 20:
        print(f"  ... and {len(verdict.problems) - 20} more")
    print(f"  {'The promise was broken.' if verdict.problems else 'The promise was kept.'}", flush=True)
