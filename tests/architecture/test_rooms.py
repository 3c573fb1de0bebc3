"""Rooms by subject (docs/adr/0013-rooms-by-subject.md): the same names in every layer, each room uses those before it."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.reading import ROOT, Module, imports, invented, modules, name_of, sources

ROOMS = (
    "record", "documents", "people", "running", "mail", "office", "deadlines", "types", "matters", "letters", "desk", "triage", "steps", "partners", "reviews", "surgeries", "corrections", "search", "reports",
)  # fmt: skip
LAYERS = ("services", "pages", "forms", "routes")
MOST_MODULES = 20
AT_THE_ROOT = {
    "casework.forms.base": "what forms of every room are made of",
    "casework.forms.days": "what forms of every room are made of",
    "casework.forms.times": "what forms of every room are made of",
    "casework.forms.fields": "what forms of every room are made of",
    "casework.forms.questions": "what forms of every room are made of",
}
"""Modules of a layer that stand in no room."""
NO_ROOM = {"casework": "the layers themselves", "workflows": "one file or more for each type"}
OTHER_FOLDERS = {"macros": "what pages of every room are made of", "errors": "pages of no room"}

SHOWS_ALL = "a page of the case shows what other rooms keep of it"
CHANGES_ALL = "the forms of a case change what other rooms keep of it"
LATER: dict[tuple[str, str], str] = {
    ("casework.pages.mail.messages", "deadlines"): "the list of messages has the notices of deadlines among them",
    ("casework.pages.record.case", "deadlines"): SHOWS_ALL,
    ("casework.pages.record.changed", "people"): SHOWS_ALL,
    ("casework.pages.record.parts", "people"): SHOWS_ALL,
    ("casework.pages.record.timeline", "mail"): SHOWS_ALL,
    ("casework.forms.people.people", "office"): "a choice of codes is read by the page of codes",
    ("casework.forms.record.activities", "desk"): CHANGES_ALL,
    ("casework.forms.record.activities", "office"): CHANGES_ALL,
    ("casework.routes.desk.common", "steps"): "a contact that is logged may reopen its case",
    ("casework.routes.record.activities", "people"): CHANGES_ALL,
    ("casework.routes.record.activities", "deadlines"): CHANGES_ALL,
    ("casework.routes.record.activities", "desk"): CHANGES_ALL,
    ("casework.routes.record.activities", "reviews"): CHANGES_ALL,
    ("casework.routes.record.case", "deadlines"): SHOWS_ALL,
    ("casework.routes.record.case", "desk"): SHOWS_ALL,
    ("casework.routes.record.case", "mail"): SHOWS_ALL,
    ("casework.routes.record.case", "office"): SHOWS_ALL,
    ("casework.routes.record.case", "types"): SHOWS_ALL,
    ("casework.routes.record.case", "reviews"): SHOWS_ALL,
    ("casework.routes.record.case", "triage"): SHOWS_ALL,
    ("casework.routes.record.tasks", "office"): SHOWS_ALL,
}
"""Modules that use a room after their own. None of them is a service, and the list is only ever shortened."""


def room_of(module: str) -> str | None:
    """The room of a module of a layer; "" at the root of the layer; None for a module of no layer."""
    words = module.split(".")
    if words[0] != "casework" or len(words) < 2 or words[1] not in LAYERS:
        return None
    return words[2] if len(words) > 2 and (ROOT / "casework" / words[1] / words[2]).is_dir() else ""


def is_after(room: str, other: str) -> bool:
    return room in ROOMS and other in ROOMS and ROOMS.index(other) > ROOMS.index(room)


def uses_later(module: Module) -> Iterator[tuple[str, str, str]]:
    """(module, room, line) where a module uses a room after its own."""
    room = room_of(module.name)
    for name, node in imports(module):
        other = room_of(name)
        if room and other and is_after(room, other):
            yield module.name, other, f"{module.at(node)} uses {name}"


def without_room(names: list[str]) -> list[str]:
    """Modules of the layers that lie in no room, or in one that has no name."""
    rooms = {name: room_of(name) for name in names if len(name.split(".")) > 2}
    return [name for name, room in rooms.items() if room is not None and room not in ROOMS and name not in AT_THE_ROOT]


def too_full(paths: list[Path]) -> list[str]:
    """Folders with too many modules; a folder within counts as one."""
    counts = Counter(path.parent for path in paths if path.name != "__init__.py")
    counts.update(path.parent.parent for path in paths if path.name == "__init__.py")
    return [str(folder) for folder, count in counts.items() if count > MOST_MODULES and folder.name not in NO_ROOM]


def test_a_room_uses_those_before_it() -> None:
    found = [each for module in modules("casework") for each in uses_later(module)]
    assert [line for name, room, line in found if (name, room) not in LATER] == []
    assert LATER.keys() - {(name, room) for name, room, _ in found} == set()
    assert [name for name, _ in LATER if name.startswith("casework.services.")] == []


def test_every_module_of_a_layer_lies_in_a_room() -> None:
    assert without_room([module.name for module in modules("casework")]) == []


@pytest.mark.parametrize("folder", ["templates", *(f"tests/{layer}" for layer in LAYERS)])
def test_templates_and_tests_have_the_same_rooms(folder: str) -> None:
    there = {path.name for path in (ROOT / folder).iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert there - {*ROOMS, *OTHER_FOLDERS} == set()


def test_a_test_lies_in_the_room_of_what_it_tests() -> None:
    """Where a layer has a module of that name, in one room alone."""
    wrong = []
    for layer in LAYERS:
        where: dict[str, set[str]] = {}
        for path in sources(f"casework/{layer}"):
            where.setdefault(path.stem, set()).add(room_of(name_of(path)) or "")
        for path in sources(f"tests/{layer}"):
            rooms = where.get(path.stem.removeprefix("test_"), set())
            if path.parent.name != layer and rooms and path.parent.name not in rooms:
                wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def test_no_room_is_too_full() -> None:
    assert too_full(sources("casework", "workflows")) == []


@pytest.mark.parametrize(
    "text",
    [
        "from casework.services.steps import moves",
        "import casework.services.steps.moves as doing",
        "from ..steps.moves import make_move",
        "def later():\n    from casework.services.steps.moves import make_move",
    ],
)
def test_a_service_that_uses_a_later_room_is_seen(text: str) -> None:
    module = invented(text, name="casework.services.record.notes")
    assert [room for _, room, _ in uses_later(module)] == ["steps"]
    assert list(uses_later(invented(text, name="casework.services.reviews.newcomer"))) == []


def test_a_module_outside_the_rooms_is_seen() -> None:
    assert without_room(["casework.services.newcomer", "casework.services.record.notes"]) == [
        "casework.services.newcomer"
    ]


def test_a_full_room_is_seen() -> None:
    room = Path("casework/services/record")
    files = [room / f"module_{number}.py" for number in range(MOST_MODULES)]
    assert too_full([*files, room / "__init__.py"]) == []
    assert too_full([*files, room / "values" / "__init__.py"]) == [str(room)]
