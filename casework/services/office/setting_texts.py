"""A setting as a person types and reads it: yes or no, numbers with commas. Lengths of clocks are read alone."""

from typing import Any

from casework.errors import Invalid
from casework.services.record.settings import DEFINITIONS
from workflows.registry import clock_title


def to_text(value: Any) -> str:
    """How a setting's value is shown and typed."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{clock_title(name)}: {days}" for name, days in value.items()) or "none"
    return str(value)


def in_words(name: str, value: Any) -> str:
    """How the list of settings says it: what a yes or a no means, and that nothing differs."""
    if isinstance(value, bool):
        return DEFINITIONS[name].words[0 if value else 1]
    return "As shipped" if value == {} else to_text(value)


def from_text(name: str, text: str) -> Any:
    """The value that was typed, of the kind of the setting's default (no lengths). Raises `Invalid` at `value`."""
    default = DEFINITIONS[name].default
    if isinstance(default, str):
        return " ".join(text.split())
    if isinstance(default, bool):
        return _answer(text)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if isinstance(default, list):
        return [_whole(part) for part in parts]
    return _whole(text)


def _answer(text: str) -> bool:
    """Yes or no."""
    kept = text.strip().lower()
    if kept not in ("yes", "no"):
        raise Invalid("value", "Answer yes or no.")
    return kept == "yes"


def _whole(text: str) -> int:
    kept = text.strip()
    digits = kept.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 4):
        raise Invalid("value", f"“{kept[:40]}” is not a whole number. Give whole numbers, like 3 or -5.")
    return int(kept)
