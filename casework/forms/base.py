"""What all forms share: the token that makes a form count once, the version that was seen, errors of services."""

import secrets
from typing import Any, BinaryIO, cast

from flask import request
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField

from casework.errors import Invalid, TransitionRefused
from casework.forms.days import DayField
from casework.forms.fields import (
    AnotherAnswerField,
    ChoiceField,
    LineField,
    ManyField,
    NumberField,
    PasswordField,
    TextField,
    TickField,
    YesNoField,
)
from casework.forms.times import TimeField
from casework.services.record.tokens import Sent

__all__ = [
    "AnotherAnswerField",
    "CaseworkForm",
    "ChoiceField",
    "DayField",
    "FileField",
    "FilesField",
    "FilterForm",
    "LineField",
    "ManyField",
    "NumberField",
    "PasswordField",
    "TextField",
    "TickField",
    "TimeField",
    "YesNoField",
    "problems",
    "put_error",
    "show_refusal",
]

UNKNOWN_VERSION = -1


class VersionField(HiddenField):  # WTForms has no types
    """The row version of the page that the person saw. Anything else than a number is no version at all, and
    so counts as stale."""

    data: int

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = str(valuelist[0]) if valuelist else ""
        self.data = int(text) if text.isdecimal() and len(text) <= 9 else UNKNOWN_VERSION


class FileField(Field):  # WTForms has no types
    """A file to be sent. It alone takes files: any other field that comes as one counts as not sent."""

    sent: tuple[str, bytes] = ("", b"")
    """Its name and its bytes, both empty where there is none."""

    def process_formdata(self, valuelist: list[Any]) -> None:  # noqa: ARG002
        file = request.files.get(self.name)
        if file is not None:
            self.sent = file.filename or "", file.read()


class FilesField(FileField):
    """Any number of files: the name and the stream of each, which ends with the request."""

    def __init__(self, label: str = "", *, hint: str = "", **given: Any) -> None:
        super().__init__(label, description=hint, **given)
        self.uploads: list[tuple[str, BinaryIO]] = []

    def process_formdata(self, valuelist: list[Any]) -> None:  # noqa: ARG002
        self.uploads = [
            (one.filename, cast("BinaryIO", one.stream)) for one in request.files.getlist(self.name) if one.filename
        ]


class CaseworkForm(FlaskForm):
    """A form that is sent with POST. Templates put its hidden fields in with the macro `hidden(form)`."""

    class Meta(FlaskForm.Meta):  # WTForms has no types
        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """What was typed, and neither files nor JSON: Flask-WTF would put all of it into the same fields."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form if form.is_submitted() else None

    token = HiddenField(default=lambda: secrets.token_urlsafe(24))
    row_version = VersionField(default=0)

    def shown(self) -> list[Field]:
        """The fields that a person sees, in their order: none that has nothing to choose from."""
        return [
            field for field in self if not isinstance(field, HiddenField) and (field.errors or _can_be_answered(field))
        ]

    def sent(self) -> Sent:
        """What a command needs to know of the page that this form stood on."""
        return Sent(self.token.data or "", self.row_version.data)


def _can_be_answered(field: Field) -> bool:
    return getattr(field, "kind", "") != "radios" or bool(getattr(field, "choices", ()))


class FilterForm(FlaskForm):
    """A form that is sent with GET: everything stands in the address and nothing changes."""

    class Meta:
        csrf = False

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formdata": request.args, **given})


def put_error(form: FlaskForm, error: Invalid) -> None:
    """Show what a service refused at the field that it names, or above the whole form."""
    found = form._fields.get(error.field) if error.field else None
    if found is None:
        form.form_errors.append(error.message)
    else:
        found.errors = [*found.errors, error.message]


def show_refusal(form: FlaskForm, refusal: Invalid | TransitionRefused) -> int:
    """Put the sentence on the page, with all that was typed, and give the status of the answer."""
    if isinstance(refusal, Invalid):
        put_error(form, refusal)
        return 422
    form.form_errors.append(refusal.reason)
    return 409


def problems(form: FlaskForm | None) -> list[dict[str, str]]:
    """Every error with the address of its field, in the order of the form: the error summary's items. None on a page
    that asks nothing."""
    if form is None:
        return []
    listed = [{"text": message} for message in form.form_errors]
    for field in form:
        anchor = getattr(field, "anchor", field.id)
        listed += [{"text": message, "href": f"#{anchor}"} for message in field.errors]
    return listed
