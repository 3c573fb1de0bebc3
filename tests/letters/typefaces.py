"""Which characters the typefaces of letters have, read from the fonts themselves: those of the package and those that
typst carries inside. `python -m tests.letters.typefaces` writes the table anew after an upgrade of either."""

import json
import re
import struct
import textwrap
from collections.abc import Iterator
from importlib import import_module
from inspect import getfile
from itertools import groupby
from pathlib import Path

import font_source_sans_pro

from casework.letters.pdf import typefaces

HEADS = re.compile(rb"OTTO|\x00\x01\x00\x00\x00")
UPRIGHT = ("Regular", "Book", "Bold")
"""What a letter is set in. A character counts where every one of them has it."""
OVERLOOKED = set(map(ord, "\u2041\u2043\u2053\u211f\u2121\u2123\u2125\u2607\u2608\u26b0\u26b1\u2715\u2716\u2727\u2729"))
"""Characters that typst does not find in the fonts that it carries, though they are there."""
WIDTH = 112


def table() -> str:
    """The table as it stands in the file."""
    found = characters()
    return (
        json.dumps(
            {
                name: textwrap.wrap(" ".join(ranges(found[name])), WIDTH, break_on_hyphens=False)
                for name in typefaces.FAMILIES
            },
            indent=1,
        )
        + "\n"
    )


def characters() -> dict[str, set[int]]:
    """Family -> the code points that its upright regular and bold fonts have in common."""
    found: dict[str, set[int]] = {}
    for family, style, codes in fonts():
        if style in UPRIGHT:
            found[family] = (found[family] & codes if family in found else codes) - OVERLOOKED
    return found


def fonts() -> Iterator[tuple[str, str, set[int]]]:
    folder = Path(font_source_sans_pro.__file__).parent / "files"
    for data in (
        *(path.read_bytes() for path in folder.glob("*.otf")),
        Path(getfile(import_module("typst._typst"))).read_bytes(),
    ):
        for head in HEADS.finditer(data):
            parts = _parts(data, head.start())
            if parts is not None:
                yield (*_name(data, parts[b"name"]), _codes(data, parts[b"cmap"]))


def ranges(codes: set[int]) -> list[str]:
    runs = groupby(enumerate(sorted(codes)), key=lambda pair: pair[1] - pair[0])
    ends = [(run[0][1], run[-1][1]) for run in (list(run) for _, run in runs)]
    return [f"{first:x}-{last:x}" if last > first else f"{first:x}" for first, last in ends]


def _parts(data: bytes, at: int) -> dict[bytes, int] | None:
    """Table -> where it begins. None where this is no font."""
    (amount,) = struct.unpack_from(">H", data, at + 4)
    if not 5 <= amount <= 40 or at + 12 + 16 * amount > len(data):
        return None
    found = [struct.unpack_from(">4sLLL", data, at + 12 + 16 * number) for number in range(amount)]
    parts = {tag: at + offset for tag, _, offset, _ in found}
    return parts if {b"cmap", b"name"} <= parts.keys() else None


def _name(data: bytes, at: int) -> tuple[str, str]:
    """Family and style, by the names for programs that know more than four styles where there are such."""
    _, amount, texts = struct.unpack_from(">HHH", data, at)
    said: dict[int, str] = {}
    for number in range(amount):
        platform, _, _, kind, length, offset = struct.unpack_from(">6H", data, at + 6 + 12 * number)
        if platform == 3:
            start = at + texts + offset
            said.setdefault(kind, data[start : start + length].decode("utf-16-be"))
    return said.get(16, said[1]), said.get(17, said[2])


def _codes(data: bytes, at: int) -> set[int]:
    _, amount = struct.unpack_from(">HH", data, at)
    codes: set[int] = set()
    for number in range(amount):
        platform, _, offset = struct.unpack_from(">HHL", data, at + 4 + 8 * number)
        (form,) = struct.unpack_from(">H", data, at + offset)
        if platform in (0, 3) and form == 4:
            codes |= set(_short(data, at + offset))
        elif platform in (0, 3) and form == 12:
            codes |= set(_long(data, at + offset))
    return codes


def _short(data: bytes, at: int) -> Iterator[int]:
    amount = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends, starts = (struct.unpack_from(f">{amount}H", data, at + 14 + skip) for skip in (0, 2 + 2 * amount))
    steps = struct.unpack_from(f">{amount}h", data, at + 16 + 4 * amount)
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        place = at + 16 + 6 * amount + 2 * number
        (jump,) = struct.unpack_from(">H", data, place)
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = struct.unpack_from(">H", data, place + jump + 2 * (code - first))[0] if jump else code
            if glyph and (glyph + steps[number]) & 0xFFFF:
                yield code


def _long(data: bytes, at: int) -> Iterator[int]:
    (amount,) = struct.unpack_from(">L", data, at + 12)
    for number in range(amount):
        first, last, glyph = struct.unpack_from(">LLL", data, at + 16 + 12 * number)
        yield from (code for code in range(first, last + 1) if glyph + code - first)


if __name__ == "__main__":
    typefaces.TABLE.write_text(table())
