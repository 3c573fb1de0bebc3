"""The language of templates: text with fields, conditions and loops. Jinja in a sandbox, and no more of it.

A template is checked before it is ever run: a construct that is not in the list below, or a field that is not in
the catalogue, is refused with its line. What is left cannot call, import, compute or reach anything.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from jinja2 import Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from casework.letters.characters import printable
from casework.letters.fields import CATALOGUE, GAP_CLOSE, GAP_OPEN, Value, complete
from workflows.letters import LetterKind

LONGEST = 20_000
"""Characters of a template, and ten times that of a letter."""
WORDINGS = 512
"""Wordings, subjects and paragraphs whose program is kept: all that an office has in force several times over."""
MOST_NESTED = 4
DEEPEST = 40
"""Conditions within conditions, or parts of one: far below where Python itself gives up."""
ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.If, nodes.For, nodes.Not,
    nodes.And, nodes.Or,
)  # fmt: skip
WORDS = {
    "Include": "include other files", "Import": "import anything", "FromImport": "import anything",
    "Call": "call functions", "Macro": "define macros", "Filter": "use filters", "Assign": "set values",
    "Getitem": "use square brackets", "Extends": "extend other templates", "Block": "define blocks",
    "Const": "use values of its own",
}  # fmt: skip
MARKUP = re.compile(r"([\\*])|(?<![^\W_])(_)|(_)(?![^\W_])")
LINE_START = re.compile(r"^(\s*)([#>+-])|^(\s*\d{1,9})([.)])", re.MULTILINE)
GAP = re.compile(f"{GAP_OPEN}([^{GAP_CLOSE}]*){GAP_CLOSE}")


class Prepared(str):
    """Text that is ours and approved, with its own headings and lists: a standard paragraph."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a template, as a sentence, with its line (0: the whole)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.message}" if self.line else self.message


class BadTemplate(Exception):
    """A template that cannot be used. `problems` says why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def check(source: str, kind: LetterKind | None = None) -> list[Problem]:
    """Everything that is wrong with a template: unknown fields, unbalanced conditions, forbidden constructs, and what
    a letter of this kind must say (10.7) but does not. An empty list when it may be used."""
    if len(source) > LONGEST:
        return [Problem(line=0, message=f"Shorten the text to {LONGEST:,} characters or fewer.")]
    if not source.strip():
        return [Problem(line=0, message="Write the text of the letter.")]
    try:
        tree = _environment().parse(source)
    except (TemplateSyntaxError, RecursionError) as error:
        return [_syntax(error)]
    if _is_too_deep(tree):
        return [_syntax(RecursionError())]
    problems = list(_walk(tree, {}, 0))
    if not problems and kind is not None:
        problems = missing_musts(_always(tree.body), kind)
    return problems


def missing_musts(used: set[str], kind: LetterKind) -> list[Problem]:
    """What a letter of this kind must say and these fields do not."""
    return [
        Problem(line=0, message=f"Say {must.label}: use {must.how}, outside conditions.")
        for must in kind.musts
        if not must.names <= used
    ]


def merge(source: str, flat: Mapping[str, Value]) -> str:
    """The text with the values in it. What stands in a value is text, whatever it looks like.

    Raises `BadTemplate`; a value that is missing leaves a gap that `gaps` finds.
    """
    merged = _program(source).render(complete(flat))
    if len(merged) > 10 * LONGEST:
        raise BadTemplate([Problem(line=0, message="The letter becomes too long. Shorten the text.")])
    return tidy(merged)


@lru_cache(maxsize=WORDINGS)
def _program(source: str) -> Template:
    """A wording, checked and compiled once. Raises `BadTemplate`."""
    problems = check(source)
    if problems:
        raise BadTemplate(problems)
    return _environment().from_string(source)


def gaps(text: str) -> list[str]:
    """The labels of what is still to be filled in."""
    return list(dict.fromkeys(GAP.findall(text)))


@lru_cache(maxsize=WORDINGS)
def fields_of(source: str) -> frozenset[str]:
    """The dotted names of the fields that a template uses. Raises `BadTemplate`."""
    try:
        tree = _environment().parse(source)
    except (TemplateSyntaxError, RecursionError) as error:
        raise BadTemplate([_syntax(error)]) from None
    found = (_dotted(node) or "" for node in tree.find_all((nodes.Getattr, nodes.Name)))
    return frozenset(name for name in found if name in CATALOGUE)


def always_used(source: str) -> set[str]:
    """The fields that a template uses whatever its conditions. Raises `BadTemplate`."""
    try:
        return _always(_environment().parse(source).body)
    except (TemplateSyntaxError, RecursionError) as error:
        raise BadTemplate([_syntax(error)]) from None


def plain(value: object) -> object:
    """A value as text of the letter: nothing in it is taken for a heading, a list or bold type."""
    if isinstance(value, Prepared):
        return value
    if not isinstance(value, str):
        return str(value)
    kept = value.replace("\r\n", "\n").replace("\r", "\n").replace(GAP_OPEN, "(").replace(GAP_CLOSE, ")")
    return escaped(printable(kept))


def escaped(text: str) -> str:
    """Text in which nothing is taken for a heading, a list or bold type."""
    return LINE_START.sub(_escaped, MARKUP.sub(r"\\\g<0>", text))


def tidy(text: str) -> str:
    """No trailing spaces, never more than one empty line."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, autoescape=False, finalize=plain, extensions=(), cache_size=0
    )


def _is_too_deep(tree: nodes.Node) -> bool:
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.iter_child_nodes()]
    return bool(level)


def _walk(node: nodes.Node, lines: Mapping[str, str], depth: int) -> Iterator[Problem]:
    """Problems of a node and what is in it. `lines`: the names of loops, each with its list."""
    if not isinstance(node, ALLOWED):
        what = WORDS.get(type(node).__name__, "do this")
        yield Problem(line=node.lineno or 0, message=f"A letter cannot {what}. Use fields, conditions and loops alone.")
        return
    if isinstance(node, (nodes.Name, nodes.Getattr)):
        yield from _field(node, lines)
        return
    if isinstance(node, nodes.For):
        yield from _loop(node, lines, depth)
        return
    if isinstance(node, nodes.Output):
        yield from _output(node)
    for child in node.iter_child_nodes():
        yield from _walk(child, lines, depth)


def _output(node: nodes.Output) -> Iterator[Problem]:
    for each in node.nodes:
        field = CATALOGUE.get(_dotted(each) or "")
        if field is not None and field.kind == "list":
            yield Problem(line=each.lineno, message=f"“{field.name}” is a list: write a loop over it.")
        elif field is not None and field.kind == "flag":
            yield Problem(line=each.lineno, message=f"“{field.name}” is yes or no: use it in a condition.")
        elif isinstance(each, (nodes.And, nodes.Or, nodes.Not)):
            yield Problem(line=each.lineno, message="Write one field. “and”, “or” and “not” belong in conditions.")


def _field(node: nodes.Name | nodes.Getattr, lines: Mapping[str, str]) -> Iterator[Problem]:
    name = _dotted(node)
    if name is None:
        yield Problem(line=node.lineno, message="Write the name of a field between the brackets.")
        return
    root, _, part = name.partition(".")
    if root in lines:
        parts = [each for each, _ in CATALOGUE[lines[root]].parts]
        if part not in parts:
            yield Problem(line=node.lineno, message=f"“{name}” is no field. After “{root}.” comes {_or(parts)}.")
    elif name not in CATALOGUE:
        yield Problem(line=node.lineno, message=f"“{name}” is no field.{_nearest(name)}")


def _loop(node: nodes.For, lines: Mapping[str, str], depth: int) -> Iterator[Problem]:
    source, target = _dotted(node.iter), _dotted(node.target)
    known = CATALOGUE.get(source or "")
    if known is None or known.kind != "list":
        lists = [name for name, field in CATALOGUE.items() if field.kind == "list"]
        yield Problem(line=node.lineno, message=f"A loop goes over a list: {_or(lists)}.")
    elif target is None or "." in target or target in {name.partition(".")[0] for name in CATALOGUE}:
        yield Problem(line=node.lineno, message="Give each line of the list a short name of its own.")
    elif node.recursive or node.test is not None or depth >= MOST_NESTED or source in lines.values():
        yield Problem(line=node.lineno, message="This loop is too complicated. Write one loop over one list.")
    else:
        inside = {**lines, target: known.name}
        for child in (*node.body, *node.else_):
            yield from _walk(child, inside, depth + 1)


def _always(body: list[nodes.Node]) -> set[str]:
    """The fields that are written whatever the conditions. A loop counts as writing its list, and as list and part
    what it writes of every line."""
    used: set[str] = set()
    for node in body:
        if isinstance(node, nodes.If):
            branches = [_always(node.body), *(_always(each.body) for each in node.elif_), _always(node.else_)]
            used |= set.intersection(*branches)
        elif isinstance(node, nodes.For):
            source, line = _dotted(node.iter) or "", f"{_dotted(node.target)}."
            inside = {name.removeprefix(line) for name in _always(node.body) if name.startswith(line)}
            used |= {source, *(f"{source}.{part}" for part in inside)}
        elif isinstance(node, nodes.Output):
            used |= {name for each in node.nodes if (name := _dotted(each)) is not None}
    return used


def _dotted(node: nodes.Node) -> str | None:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        before = _dotted(node.node)
        return None if before is None else f"{before}.{node.attr}"
    return None


def _escaped(found: re.Match[str]) -> str:
    before, mark, number, after = found.groups()
    return f"{number}\\{after}" if number is not None else f"{before}\\{mark}"


def _syntax(error: TemplateSyntaxError | RecursionError) -> Problem:
    if isinstance(error, RecursionError):
        return Problem(line=0, message="The conditions are nested too deeply.")
    said = error.message or ""
    if "end of template" in said or "Unexpected end" in said:
        opened = re.search(r"innermost block that needs to be closed is '(\w+)'", said)
        what = {"if": "condition", "for": "loop"}.get(opened.group(1) if opened else "", "part")
        return Problem(line=error.lineno, message=f"A {what} is not closed: if needs endif, for needs endfor.")
    if "Encountered unknown tag 'end" in said or "unknown tag 'else'" in said or "unknown tag 'elif'" in said:
        return Problem(line=error.lineno, message="This closes a condition or a loop that was not opened.")
    if "unknown tag" in said:
        return Problem(line=error.lineno, message="There is no such instruction. Use if, else, endif, for and endfor.")
    return Problem(line=error.lineno, message="This cannot be read. Look at the brackets, like {{ a field }}.")


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, CATALOGUE, n=1, cutoff=0.6)
    return f" Did you mean “{near[0]}”?" if near else " Choose one from the list of fields."


def _or(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
