"""Every kind of event has the template that shows it on the timeline of its case."""

import ast
from collections.abc import Iterator

import pytest

from casework.services.record.history import Kind
from tests.architecture.reading import ROOT, Module, invented, modules

OF_THE_OFFICE = {
    Kind.ABSENCE_ENDED, Kind.ABSENCE_RECORDED, Kind.ACCOUNT_LINK_MADE, Kind.AREA_CHANGED, Kind.BANK_HOLIDAYS_CHANGED, Kind.COUNTS_REQUESTED,
    Kind.DIRECTORY_ADDED, Kind.DIRECTORY_CHANGED, Kind.DIRECTORY_VERIFIED, Kind.EQUALITY_DELETED, Kind.EQUALITY_OPENED, Kind.EQUALITY_RECORDED, Kind.HISTORY_EXPORTED, Kind.JOB_DISMISSED, Kind.JOB_RETRIED,
    Kind.LIST_CHANGED, Kind.LIST_EXPORTED, Kind.MAIL_DISPOSED, Kind.MAIL_SET_ASIDE, Kind.MEETING_CHANGED, Kind.MEETING_RECORDED, Kind.PASSWORD_SET,
    Kind.SATISFACTION_DRAWN, Kind.SATISFACTION_RECORDED, Kind.SETTING_CHANGED, Kind.SURGERY_CHANGED, Kind.SURGERY_PLANNED, Kind.TEAM_ADDED, Kind.TEAM_CHANGED, Kind.TEMPLATE_APPROVED, Kind.TEMPLATE_DRAFTED,
    Kind.TEMPLATE_EDITED, Kind.TEMPLATE_GIVEN_UP, Kind.TEMPLATE_RETIRED, Kind.USER_ADDED, Kind.USER_CHANGED,
    Kind.USER_SIGNED_OUT,
}  # fmt: skip
"""Of no case, and so on no timeline. The history of the office shows them in the words of `pages/office/audit.py`."""


def on_a_case(module: Module) -> Iterator[tuple[str, str]]:
    """(name of the kind, place): kinds of which a function records an event on a case."""
    for function in module.nodes:
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parts = list(ast.walk(function))
            if any(isinstance(part, ast.keyword) and part.arg == "case_id" for part in parts):
                for part in parts:
                    if isinstance(part, ast.Attribute) and ast.unparse(part.value).split(".")[-1] == "Kind":
                        yield part.attr, module.at(part)


def test_every_kind_of_event_of_a_case_has_its_template() -> None:
    shown = {path.stem for path in (ROOT / "templates" / "record" / "timeline").glob("*.html")}
    assert {kind.value for kind in Kind} - shown == {kind.value for kind in OF_THE_OFFICE}
    assert shown - {kind.value for kind in Kind} == set()


def test_what_stands_on_no_timeline_is_recorded_on_no_case() -> None:
    names = {kind.name for kind in OF_THE_OFFICE}
    found = [each for module in modules("casework") for each in on_a_case(module)]
    assert [place for name, place in found if name in names] == []


@pytest.mark.parametrize(
    "text",
    [
        "def end(): history.record(history.Kind.TEAM_ADDED, actor=actor, case_id=case.id)",
        "def end():\n    kind = history.Kind.TEAM_ADDED\n    history.record(kind, actor=actor, case_id=case.id)",
        "def end(): record(Kind.TEAM_ADDED, actor=actor, case_id=case.id)",
    ],
)
def test_an_event_on_a_case_is_seen(text: str) -> None:
    assert [name for name, _ in on_a_case(invented(text))] == ["TEAM_ADDED"]
