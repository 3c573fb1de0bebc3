"""For whom somebody acts, with what authority, and what they may be told (R2.8, R7.7)."""

from collections.abc import Mapping
from typing import Any

from wtforms import ValidationError

from casework import clock
from casework.forms.base import CaseworkForm, ChoiceField, DayField, LineField, ManyField, TextField, TickField
from casework.services.people.acting.authority import COVERS, STANDINGS
from casework.services.people.acting.representing import ActingEntry
from casework.services.people.people import NO_EMAIL, PersonEntry, is_email

WHO_NEEDED = "Nothing is logged yet. Say whether whoever acts for them has been in touch before."
OF_AUTHORITY = ("authority_on", "scope", "expires_on")
NOBODY_NAMED = "nobody"
"""The answer to "for whom" where nothing is known of them."""
STANDING: Mapping[str, Any] = {
    "label": "How they act for them",
    "kind": "select",
    "choices": tuple(STANDINGS.items()),
}
AUTHORITY_ON: Mapping[str, Any] = {
    "label": "Written authority received",
    "past": True,
    "called": "the day on which it came",
    "hint": (
        "Leave it empty without one. An MP or a councillor needs none on an enquiry (R7.7), only on a review (R2.8)"
    ),
}
SCOPE: Mapping[str, Any] = {
    "label": "What they may be told",
    "longest": 2000,
    "hint": "Stands on every page of the case, for example: the outcome, not the medical papers",
}
EXPIRES_ON: Mapping[str, Any] = {
    "label": "Last day of the authority",
    "called": "the last day",
    "hint": "We are reminded to ask for a new one before it ends",
}
"""What is asked where a case is logged as on the case."""


class RepresentativeForm(CaseworkForm):
    """Whoever is in touch for the person, asked where a case is logged: who they are, how they act, what they may be
    told. Asked at all where the form says so (`is_acted_for`)."""

    acting_who = ChoiceField("Have we heard from whoever acts for them before?", called="Who acts for them")
    acting_name = LineField("Name of whoever acts for them", called="The name")
    standing = ChoiceField(**STANDING)
    acting_organisation = TickField("Whoever acts for them is an organisation")
    acting_phone = LineField("Their phone", longest=40, input_type="tel", width="20", called="The phone number")
    acting_email = LineField("Their e-mail address", longest=254, input_type="email", called="The e-mail address")
    acting_address = TextField("Their postal address", rows=3, longest=1000, called="The postal address")
    acting_postcode = LineField("Their postcode", longest=10, width="10", called="The postcode")
    authority_on = DayField(**AUTHORITY_ON)
    scope = TextField(**SCOPE, rows=2)
    expires_on = DayField(**EXPIRES_ON)

    @property
    def is_acted_for(self) -> bool:
        return bool(self.acting_name.data)

    @property
    def says_who_acts(self) -> bool:
        """Whether something of it is typed or wrong, so that it stands open."""
        names = [name for name in self._fields if name.startswith("acting_")]
        return any(not self[name].is_empty or self[name].errors for name in (*names, *OF_AUTHORITY))

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_acted_for:
            self.acting_name.needed = "Enter the name of whoever acts for them, or what is known of them."
            self.standing.needed = "Choose how they act for them."
        return bool(super().validate(extra_validators))

    def validate_acting_email(self, field: LineField) -> None:
        if field.data and not is_email(field.data.strip()):
            raise ValidationError(NO_EMAIL)

    def offer_who_acts(self, choices: list[tuple[str, str]], hints: dict[str, str]) -> None:
        """Ask which known representative it is. Without an answer the form comes back with the question."""
        self.acting_who.choices, self.acting_who.hints = choices, hints
        self.acting_who.needed = WHO_NEEDED

    def acting_entry(self) -> PersonEntry:
        return PersonEntry(
            full_name=self.acting_name.data,
            kind="organisation" if self.acting_organisation.data else "individual",
            email=self.acting_email.data,
            phone=self.acting_phone.data,
            address=self.acting_address.data,
            postcode=self.acting_postcode.data,
        )

    def how_they_act(self) -> ActingEntry:
        return ActingEntry(standing=self.standing.data, **{name: self[name].data for name in OF_AUTHORITY})


class ActingForm(CaseworkForm):
    for_whom = ChoiceField("For whom they act", kind="select", needed="Choose for whom they act.")
    standing = ChoiceField(**STANDING, needed="Choose how they act for them.")
    authority_on = DayField(**AUTHORITY_ON)
    came_with = ChoiceField("What it came with", kind="select", blank="Nothing that is recorded here")
    scope = TextField(**SCOPE, rows=3)
    covers = ChoiceField(
        "What the authority covers", choices=tuple(COVERS.items()), default="case",
        hint="In another case of theirs that it covers, nobody asks for it again",
    )  # fmt: skip
    cases = ManyField("Their cases that it names")
    expires_on = DayField(**EXPIRES_ON)

    def entry(self) -> ActingEntry:
        number = self.for_whom.data
        return ActingEntry(
            for_id=int(number) if number.isdecimal() else None,
            withdrawn_on=self.withdrawn_on.data if "withdrawn_on" in self else None,
            covers=self.covers.data or "case",
            case_ids=frozenset(int(chosen) for chosen in self.cases.data) if "cases" in self else frozenset(),
            **{name: self[name].data for name in ("standing", "authority_on", "came_with", "scope", "expires_on")},
        )


class ChangedActingForm(ActingForm):
    withdrawn_on = DayField(
        "They act for them no more since", past=True, called="the day", hint="Empty: they still act for them"
    )
    reason = TextField("Why is it put right?", rows=2, longest=1000, needed="Say why it is put right.")


class EndedForm(CaseworkForm):
    withdrawn_on = DayField("Since when", needed="Enter the day.", past=True, called="the day", default=clock.today)
    reason = TextField(
        "Why", rows=2, longest=1000, needed="Say why, for example: the person withdrew the authority on the phone."
    )
