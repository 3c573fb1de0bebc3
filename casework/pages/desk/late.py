"""The module of this room that brings in openpyxl, when the first sheet is made: most web processes make none.
`late.sheet.write(...)`, as in `casework.letters.late`."""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.pages.desk import sheet as sheet
else:

    def __getattr__(name: str) -> ModuleType:
        if name != "sheet":
            raise AttributeError(name)
        return import_module("casework.pages.desk.sheet")
