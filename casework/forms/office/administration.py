"""Accounts, teams and settings."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from casework.forms.base import CaseworkForm, ChoiceField, LineField, ManyField, TickField
from casework.pages.office.administration import SettingRow
from workflows.roles import ROLE_LABELS, Role

LENGTH = re.compile(r"[1-9]\d?|[1-3]\d\d|400", re.ASCII)

ROLES = tuple((role.value, ROLE_LABELS[role]) for role in Role if role is not Role.SYSTEM)
ROLE_HINTS = {
    Role.CASEWORK_OFFICER.value: "Logs contacts and answers enquiries",
    Role.REVIEWER.value: "Does complaint reviews and drafts decisions",
    Role.MANAGER.value: "Signs off what somebody else wrote, holds and restricts cases, asks for counts",
    Role.ADMINISTRATOR.value: "Looks after accounts and settings, and sees no case",
    Role.AUDITOR.value: "Reads cases and their history, and changes nothing",
}


class UserForm(CaseworkForm):
    name = LineField("Name", needed="Enter the person's name.", longest=100)
    email = LineField(
        "E-mail address",
        needed="Enter the person's e-mail address.",
        longest=254,
        input_type="email",
        hint="They sign in with it, and reminders go to it",
    )
    roles = ManyField(
        "Roles",
        needed="Choose at least one role.",
        choices=ROLES,
        hints=ROLE_HINTS,
        hint="Somebody with several roles may do what any of them may",
    )
    team = ChoiceField("Team", kind="select", blank="No team")


class NewUserForm(UserForm):
    """Its owner sets the password, by a link that goes to the address."""


TEAM, STAYS = "team", "stays"
OTHERWISE = (
    (TEAM, "Nobody: anybody of the team can take it"),
    (STAYS, "It stays in this name, marked as of a closed account"),
)


class ChangedUserForm(UserForm):
    """`hands_to` is asked where somebody with open cases or tasks stops working on cases."""

    enabled = TickField("May sign in")
    hands_to = ManyField("If the account is closed: who gets what they have in hand", hint="Several get it in turn")

    has_work = False

    def put_work(self, words: str, colleagues: Sequence[tuple[str, str]]) -> None:
        """What there is to hand over; none without words."""
        self.has_work = bool(words)
        self.hands_to.choices = [*colleagues, *OTHERWISE]
        if words:
            self.hands_to.description = f"{words}. Several get it in turn"

    @property
    def asks_who_gets_it(self) -> bool:
        """Also where there is nothing to hand over and what was sent cannot be used: its error stands at the field."""
        return self.has_work or bool(self.hands_to.errors)

    def handed_to(self) -> list[int] | None:
        """The ids of those who get it, none of them for the team; None where it stays."""
        chosen = self.hands_to.data
        return None if STAYS in chosen or not chosen else [int(one) for one in chosen if one != TEAM]

    def says_who_gets_it(self) -> bool:
        """Somebody, or one of the other answers alone."""
        others = {TEAM, STAYS}.intersection(self.hands_to.data)
        return bool(self.hands_to.data) and (not others or len(self.hands_to.data) == 1)


class ButtonForm(CaseworkForm):
    """A button."""


class TeamForm(CaseworkForm):
    name = LineField("Name of the team", needed="Enter the name of the team.", longest=100)


class ChangedTeamForm(TeamForm):
    active = TickField("In use: cases and people can be given to this team")


class SettingForm(CaseworkForm):
    value = LineField("Value", needed="Enter a value.", called="the value", longest=500)


class LengthsForm(CaseworkForm):
    """One line for each clock whose length is the office's to set."""

    clocks: Mapping[str, str] = {}

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        wrong = [self[name] for name in self.clocks if self[name].data and not LENGTH.fullmatch(self[name].data)]
        for field in wrong:
            field.errors = ["Give a whole number from 1 to 400, or leave it empty."]
        return is_valid and not wrong

    def new(self) -> dict[str, int]:
        return {code: int(self[name].data) for name, code in self.clocks.items() if self[name].data}


def form_of_setting(setting: SettingRow) -> SettingForm | LengthsForm:
    """As the office has it."""
    if setting.lengths is None:
        return SettingForm(data={"value": setting.text})
    fields, clocks, given = {}, {}, {}
    for each in setting.lengths:
        name = each.code.replace(".", "_")
        fields[name] = LineField(each.title, hint=f"As shipped: {each.shipped}", longest=4, width="3")
        clocks[name], given[name] = each.code, each.length
    form_class = type("LengthsForm", (LengthsForm,), {**fields, "clocks": clocks})
    form: LengthsForm = form_class(data=given)
    return form
