"""Who is in touch: the fields that a contact and an application share."""

from casework.forms.base import CaseworkForm, ChoiceField, LineField, TickField
from casework.services.people import PersonEntry


class WhoForm(CaseworkForm):
    """The person, and once there are likely matches the answer to who it is."""

    full_name = LineField("Name", called="The name")
    email = LineField("E-mail address", longest=254, input_type="email", called="The e-mail address")
    phone = LineField("Phone", longest=40, input_type="tel", width="20", called="The phone number")
    postcode = LineField("Postcode", longest=10, width="10", called="The postcode")
    organisation = TickField("This is an organisation")
    who = ChoiceField("Have we heard from this person before?", called="Who it is")

    def entry(self) -> PersonEntry:
        return PersonEntry(
            full_name=self.full_name.data,
            kind="organisation" if self.organisation.data else "individual",
            email=self.email.data,
            phone=self.phone.data,
            postcode=self.postcode.data,
        )

    def offer(self, choices: list[tuple[str, str]], hints: dict[str, str]) -> None:
        """Ask who it is. Without an answer the form comes back with the question."""
        self.who.choices, self.who.hints = choices, hints

    @property
    def asks_who(self) -> bool:
        return len(self.who.choices) > 1
