"""What a letter that goes out is made of, as bytes: its text with the frame around it, or an office's own Word file
with the values that stand in it. Its document is made of this alone, whenever that is, and so is always the same."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from casework.letters.fields import Value
from casework.letters.frame import Frame, Office
from casework.letters.language import Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """`wording`: the code and version that it came from, e.g. "L-E01 3". `word_file`: the SHA-256 of Word's file."""

    wording: str
    frame: Frame
    body: str
    word_file: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


def to_bytes(frozen: Frozen) -> bytes:
    """The same letter always gives the same bytes."""
    content = {
        **asdict(frozen),
        "prepared": [name for name, said in frozen.values.items() if isinstance(said, Prepared)],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, default=_spoken).encode("utf-8", "replace")


def of_bytes(raw: bytes) -> Frozen:
    content: dict[str, Any] = json.loads(raw)
    frame, prepared = content.pop("frame"), content.pop("prepared")
    office = Office(**frame.pop("office"))
    dated_on = dt.date.fromisoformat(frame.pop("dated_on"))
    values = {name: Prepared(said) if name in prepared else said for name, said in content.pop("values").items()}
    return Frozen(frame=Frame(office=office, dated_on=dated_on, **frame), values=values, **content)


def _spoken(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
