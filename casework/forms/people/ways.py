"""One name, e-mail address, phone number or postal address of somebody."""

from collections.abc import Mapping

from casework.forms.base import CaseworkForm, DayField, LineField, TextField, TickField
from casework.services.people.way_changes import NEEDED, WayEntry

UNSAFE = {"label": "It is not safe to use", "hint": "Nothing may be sent or said that way"}


class NameForm(CaseworkForm):
    """What every kind has: whether it is preferred, since when, until when, and where it is known from."""

    value = LineField("Name", needed=NEEDED["name"], called="The name")
    preferred = TickField("This one is preferred", hint="It stands in lists, and letters go to it")
    from_on = DayField("Theirs since", called="the first day")
    until_on = DayField("Theirs no more since", called="the last day", hint="It is kept, and still finds them")
    source = LineField("Where it is known from", hint="For example “their sister, on the phone”")

    def entry(self) -> WayEntry:
        more = {name: self[name].data for name in ("postcode", "unsafe") if name in self}
        own = {name: self[name].data for name in ("value", "preferred", "from_on", "until_on", "source")}
        return WayEntry(**own, **more)


class EmailForm(NameForm):
    value = LineField(
        "E-mail address", longest=254, input_type="email", needed=NEEDED["email"], called="The e-mail address"
    )
    unsafe = TickField(**UNSAFE)


class PhoneForm(NameForm):
    value = LineField(
        "Phone", longest=40, input_type="tel", width="20", needed=NEEDED["phone"], called="The phone number"
    )
    unsafe = TickField(**UNSAFE)


class AddressForm(NameForm):
    value = TextField("Postal address", rows=3, longest=1000, called="The postal address")
    postcode = LineField("Postcode", longest=10, width="10", called="The postcode")
    unsafe = TickField(**UNSAFE)


FORMS: Mapping[str, type[NameForm]] = {
    "name": NameForm,
    "email": EmailForm,
    "phone": PhoneForm,
    "address": AddressForm,
}
"""By the kind of what is known."""
