"""docs/operations.md describes every setting that the code reads; the words of docs/glossary.md are found by the alphabet."""

import re

from casework import config, config_values
from tests.development.stack import ROOT


def test_every_setting_is_documented_and_no_other() -> None:
    code = "".join((ROOT / "casework" / name).read_text() for name in ("config.py", "config_values.py"))
    read = set(re.findall(r'environ\.get\("([A-Z_]+)"', code))
    text = (ROOT / "docs" / "operations.md").read_text()
    described = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))
    assert read == described
    kept = {**config.Settings.__dataclass_fields__, **config_values.Documents.__dataclass_fields__}
    assert len(read) == len(kept) - len(["documents"])


def test_the_words_of_the_glossary_stand_in_the_order_of_the_alphabet() -> None:
    words = re.findall(r"^\| \*\*(.+?)\*\*", (ROOT / "docs" / "glossary.md").read_text(), re.MULTILINE)
    assert len(words) > 80
    assert words == sorted(words, key=str.casefold)
    assert len(words) == len({word.casefold() for word in words})
