"""People: the questions about a person that contacts, applications and the People tab share."""

from collections.abc import Mapping
from typing import Any

from wtforms import ValidationError

from casework.forms.base import CaseworkForm, ChoiceField, LineField, ManyField, TextField, TickField
from casework.pages.office import codes
from casework.services.people.people import CIRCUMSTANCES, NO_EMAIL, PersonEntry, is_email

MORE = (
    "address",
    "adjustment_codes",
    "adjustments",
    "email_unsafe",
    "post_unsafe",
    "phone_unsafe",
    "safe_contact",
    "circumstances",
)
"""What is asked of few people, and folded away where somebody is on the phone."""


WHO_NEEDED = "Nothing is logged yet. Say whether this is somebody who has been in touch before."


class PartField(CaseworkForm):
    part = ChoiceField("Part in the case", kind="select", needed="Choose their part in the case.")


class PersonForm(CaseworkForm):
    """All that is kept of a person."""

    full_name = LineField("Name", called="The name")
    email = LineField("E-mail address", longest=254, input_type="email", called="The e-mail address")
    phone = LineField("Phone", longest=40, input_type="tel", width="20", called="The phone number")
    postcode = LineField("Postcode", longest=10, width="10", called="The postcode")
    organisation = TickField("This is an organisation")
    address = TextField("Postal address", rows=3, longest=1000, called="The postal address")
    adjustment_codes = ManyField("Adjustments they need", choices=lambda: codes.choices("adjustment"))
    adjustments = TextField(
        "Adjustments in words", rows=2, longest=2000, hint="For example which language, or which colours they read best"
    )
    circumstances = ManyField("Does one of these apply to them?", choices=tuple(CIRCUMSTANCES.items()))
    email_unsafe = TickField("E-mail is not safe for them")
    post_unsafe = TickField("Post is not safe for them")
    phone_unsafe = TickField("The phone is not safe for them")
    safe_contact = TextField(
        "How it is safe to contact them",
        rows=2,
        longest=2000,
        hint="Whoever writes or rings reads this first. Nothing is sent to them by itself",
    )

    def entry(self) -> PersonEntry:
        return PersonEntry(
            full_name=self.full_name.data,
            kind="organisation" if self.organisation.data else "individual",
            email=self.email.data,
            phone=self.phone.data,
            postcode=self.postcode.data,
            **{name: self[name].data for name in MORE},
        )

    @property
    def has_more(self) -> bool:
        """Whether the part that is folded away has something in it, so that it stands open."""
        return any(not self[name].is_empty or self[name].errors for name in MORE)


class NewPersonForm(PersonForm):
    """Somebody who may not be known yet: an address that no mail arrives at is said while they can still be asked."""

    def validate_email(self, field: LineField) -> None:
        if field.data and not is_email(field.data.strip()):
            raise ValidationError(NO_EMAIL)


class WhoForm(NewPersonForm):
    """The person, and once there are likely matches the answer to who it is. `find` is the box: whatever they say first
    of themselves."""

    find = LineField("Phone, name, reference or e-mail", called="What you look for")
    name_needed = "Enter the person's name."
    who = ChoiceField("Have we heard from this person before?", called="Who it is")

    def offer(self, choices: list[tuple[str, str]], hints: dict[str, str]) -> None:
        """Ask who it is. Without an answer the form comes back with the question."""
        self.who.choices, self.who.hints = choices, hints
        self.who.needed = WHO_NEEDED

    def validate_full_name(self, field: LineField) -> None:
        """Said with everything else that is wrong. Of somebody known the name is known."""
        if not field.data and not self.is_nameless and self.who.data in ("", "new"):
            raise ValidationError(self.name_needed)

    @property
    def is_nameless(self) -> bool:
        return False

    @property
    def is_looking(self) -> bool:
        """Whether somebody is looked for and nothing else is typed: Enter in the box logs nothing."""
        typed = (self[name].data for name in ("who", "full_name", "about", "details") if name in self)
        return bool(self.find.data) and not any(typed)

    def fill_in(self, typed: Mapping[str, str]) -> None:
        """What was typed into the box, where nobody was found by it: in the field that it belongs to."""
        for name, text in typed.items():
            if self[name].is_empty:
                self[name].data = text

    @property
    def asks_who(self) -> bool:
        return len(self.who.choices) > 1


class NamedPersonForm(PersonForm):
    """Somebody in a case is never anonymous."""

    def __init__(self, *given: Any, **values: Any) -> None:
        super().__init__(*given, **values)
        self.full_name.needed = "Enter the name."


class PartyForm(PartField, NamedPersonForm, NewPersonForm):
    """Somebody who is added to a case."""


class ChangedPersonForm(NamedPersonForm):
    """Somebody whose details are put right. Codes that are offered no more stay where they were chosen."""

    def keep(self, chosen: list[str]) -> None:
        offered = dict(self.adjustment_codes.choices)
        known = codes.labels("adjustment")
        kept = [(code, known.get(code, code)) for code in chosen if code not in offered]
        self.adjustment_codes.choices = (*self.adjustment_codes.choices, *kept)
