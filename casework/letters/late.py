"""The modules of this room that bring in large packages (typst, python-docx), each when it is used for the first time:
most web processes make no document, and no command that is quick may wait for them. `late.word.render(...)`."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.letters import word as word
    from casework.letters import word_template as word_template
    from casework.letters.pdf import typesetting as typesetting
else:
    MODULES = {"typesetting": "pdf.typesetting", "word": "word", "word_template": "word_template"}

    def __getattr__(name: str) -> ModuleType:
        if name not in MODULES:
            raise AttributeError(name)
        return import_module(f"casework.letters.{MODULES[name]}")
