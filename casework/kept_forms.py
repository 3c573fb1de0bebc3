"""A form that came after its session had ended: kept on the page where one signs in again, signed and packed, and shown
with all that was typed to the same person afterwards."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

LASTS_SECONDS = 24 * 60 * 60
FIELD = "kept"
ROOM = 16 * 1024
"""Bytes that the form for signing in needs beside what is kept."""
OURS = ("token", "row_version")
LEFT_OUT = ("csrf_token", FIELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """Where it was sent, and its fields in their order. Files cannot be kept: whether there were any is."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What a person typed, without the fields of ours."""
        shown = (each for each in self.fields if each[0] not in OURS and each[1].strip())
        return [(name.replace("_", " ").replace("-", " ").strip()[:60].capitalize(), value) for name, value in shown]


def sent() -> KeptForm:
    """The form of this request."""
    fields = tuple(each for each in request.form.items(multi=True) if each[0] not in LEFT_OUT)
    had_files = any(each.filename for each in request.files.values())
    return KeptForm(path=request.full_path.rstrip("?"), fields=fields, had_files=had_files)


def pack(form: KeptForm, user_id: int | None) -> str:
    """A form for this person alone; None where the cookie that said who they are is gone. Empty where it would be more
    than may be sent at once: packed it can be larger than it came."""
    packed = _serializer().dumps([user_id, form.path, form.fields, form.had_files])
    return packed if len(packed) + ROOM <= current_app.config["MAX_CONTENT_LENGTH"] else ""


def unpack(user_id: int) -> KeptForm | None:
    """The form that the page of signing in has kept, or None: there was none, or it was somebody else's."""
    try:
        kept: Any = _serializer().loads(request.form.get(FIELD, ""), max_age=LASTS_SECONDS)
    except BadSignature:
        return None
    owner, path, fields, had_files = kept
    if owner not in (user_id, None):
        return None
    return KeptForm(path=path, fields=tuple((name, value) for name, value in fields), had_files=had_files)


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="kept forms")
