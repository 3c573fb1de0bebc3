"""Restricting a case: who may, who must remain, and that the owner of a restricted case can see it."""

import pytest
from sqlalchemy import select

from casework.access import Actor
from casework.errors import Invalid, NotAllowed, NotFound
from casework.extensions import db
from casework.models import Case, CaseEvent, Note
from casework.services.desk import assignment
from casework.services.office import accounts
from casework.services.office.accounts import UserEntry
from casework.services.record import cases, restriction
from casework.transaction import unit_of_work
from tests import factories
from workflows.roles import Role

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]


def ids(staff: Staff, *names: str) -> list[int]:
    return [staff[name].user_id or 0 for name in names]


def restrict(case: Case, actor: Actor, named: list[int], reason: str = "An invented reason") -> Case:
    with unit_of_work():
        return restriction.restrict(case.reference, named, reason, sent=factories.sent(), actor=actor)


def assign(case: Case, actor: Actor, owner_id: int | None) -> Case:
    with unit_of_work():
        return assignment.assign(case.reference, owner_id=owner_id, team_id=None, sent=factories.sent(), actor=actor)


def entry(*roles: Role, enabled: bool = True) -> UserEntry:
    return UserEntry(
        name="Manager (invented)", email="manager@test.example", roles=roles, team_id=None, enabled=enabled
    )


@pytest.mark.parametrize("who", ["officer", "manager"])
def test_the_owner_or_a_manager_restricts_with_a_reason(staff: Staff, who: str) -> None:
    case = factories.enquiry(staff["officer"])
    restrict(case, staff[who], ids(staff, "officer", "manager"))
    last = db.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert last is not None
    assert (last.kind, last.data) == ("case_restricted", {"users": sorted(ids(staff, "officer", "manager"))})
    assert db.session.get_one(Note, last.note_id).text == "An invented reason"
    with pytest.raises(NotFound):
        cases.load(case.reference, actor=staff["reviewer"])


def test_naming_others_replaces_who_was_named(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    restrict(case, staff["manager"], ids(staff, "officer", "manager"))
    restrict(case, staff["manager"], ids(staff, "reviewer", "manager"))
    assert cases.load(case.reference, actor=staff["reviewer"]).restricted
    with pytest.raises(NotFound):
        cases.load(case.reference, actor=staff["officer"])


def test_lifted_everybody_sees_it_again(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    restrict(case, staff["manager"], ids(staff, "manager"))
    with unit_of_work():
        restriction.lift(case.reference, "It is over", sent=factories.sent(), actor=staff["manager"])
    assert not cases.load(case.reference, actor=staff["reviewer"]).restricted
    with pytest.raises(Invalid, match="not restricted"):
        restriction.lift(case.reference, "Again", sent=factories.sent(), actor=staff["manager"])


@pytest.mark.parametrize(("named", "reason"), [((), "x"), (("officer",), "x"), (("manager",), " ")])
def test_without_a_manager_or_a_reason_nothing_is_restricted(staff: Staff, named: tuple[str, ...], reason: str) -> None:
    case = factories.enquiry(staff["officer"])
    with pytest.raises(Invalid):
        restrict(case, staff["officer"], ids(staff, *named), reason)
    assert not cases.load(case.reference, actor=staff["reviewer"]).restricted


def test_somebody_else_may_not_restrict(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    with pytest.raises(NotAllowed):
        restrict(case, staff["reviewer"], ids(staff, "manager"))


def test_the_last_named_manager_keeps_role_and_account(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    restrict(case, staff["manager"], ids(staff, "officer", "manager"))
    user = accounts.load_user(ids(staff, "manager")[0])
    for wanted in (entry(Role.REVIEWER), entry(Role.MANAGER, enabled=False)):
        with pytest.raises(Invalid, match="only manager named on 1 restricted case"):
            accounts.change_user(user.id, wanted, sent=factories.sent(user.row_version), actor=staff["administrator"])
    restrict(case, staff["manager"], ids(staff, "manager", "second_manager"))
    with unit_of_work():
        accounts.change_user(
            user.id, entry(Role.REVIEWER), sent=factories.sent(user.row_version), actor=staff["administrator"]
        )
    assert cases.load(case.reference, actor=staff["second_manager"]).restricted


def test_the_owner_of_a_restricted_case_is_named_on_it_first(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    restrict(case, staff["manager"], ids(staff, "officer", "manager"))
    with pytest.raises(Invalid, match="Name them first"):
        assign(case, staff["manager"], *ids(staff, "reviewer"))
    assert assign(case, staff["manager"], *ids(staff, "manager")).owner_id == staff["manager"].user_id


@pytest.mark.parametrize("name", ["administrator", "auditor"])
def test_a_case_is_owned_by_somebody_with_a_casework_role(staff: Staff, name: str) -> None:
    case = factories.enquiry(staff["officer"])
    with pytest.raises(Invalid, match="sign in and work on cases"):
        assign(case, staff["officer"], *ids(staff, name))


def test_assigning_keeps_who_had_it_before(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    assert assign(case, staff["officer"], *ids(staff, "reviewer")).owner_id == staff["reviewer"].user_id
    last = db.session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
    assert last is not None
    assert (last.data["owner_before"], last.data["owner"]) == tuple(ids(staff, "officer", "reviewer"))
    assert assign(case, staff["officer"], None).owner_id is None
