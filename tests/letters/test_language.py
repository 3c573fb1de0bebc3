"""The language of templates: what it refuses, with the line, and that what it accepts cannot do harm."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.letters import blocks, template_checks
from casework.letters.fields import CATALOGUE, samples
from casework.letters.language import LONGEST, BadTemplate, Prepared, check, gaps, merge
from casework.letters.shipped import texts
from tests.letters.hostile import PAYLOADS
from workflows.letters import FRAME_FIELDS, MUSTS, PARAGRAPHS, Must
from workflows.registry import KINDS

PIECES = (
    "{{", "}}", "{%", "%}", "{#", "#}", "{%-", "-%}", " if ", " else ", " endif ", " for ", " in ", " endfor ", " not ",
    " and ", "recipient.name", "allegations", "a", "a.number", "hold.reason", "person.is_representative", "\n", "\n\n",
    "Dear", "'", '"', "(", ")", "|", ".", "[", "__class__", "raw", "endraw", "**", "- ", "## ", "\\", "\x00", "⟦", "é",
)  # fmt: skip


def said(source: str, code: str = "") -> list[str]:
    return [str(problem) for problem in check(source, KINDS.get(code))]


def saying(must: Must) -> str:
    """The least that says it."""
    if not must.parts:
        return f"{{{{ {must.field} }}}}"
    return f"{{% for x in {must.field} %}}{''.join(f'{{{{ x.{part} }}}}' for part in must.parts)}{{% endfor %}}"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_but_fields_conditions_and_loops(payload: str) -> None:
    source = f"Dear {{{{ recipient.name }}}},\n\n{payload}"
    problems = check(source)
    assert problems
    assert problems[0].line in (0, 3)
    with pytest.raises(BadTemplate):
        merge(source, samples())
    assert check(payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_value_is_text_and_nothing_more(payload: str) -> None:
    merged = merge("{{ person.name }}", {"person.name": payload})
    assert blocks.words(blocks.parse(merged)[0].runs) == payload


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a\n{{ recipient.nam }}", "Line 2: “recipient.nam” is no field. Did you mean “recipient.name”?"),
        ("a\n\n{{ quite.another }}", "Line 3: “quite.another” is no field."),
        ("{% for a in allegations %}{{ a.nothing }}{% endfor %}", "Line 1: “a.nothing” is no field. After “a.” comes"),
        ("{% if hold.reason %}\na", "is not closed: if needs endif"),
        ("a\n{% endif %}", "Line 2: This closes a condition or a loop that was not opened."),
        ("{% else %}", "that was not opened"),
        ("{% for a in allegations %}x", "for needs endfor"),
        ("a\nb {{ recipient.name", "Line 2: "),
        ("{% repeat %}", "There is no such instruction"),
        ("{{ allegations }}", "is a list"),
        ("{{ person.is_representative }}", "is yes or no"),
        ("  \n ", "Write the text"),
        ("x" * (LONGEST + 1), "Shorten the text"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(source: str, expected: str) -> None:
    assert expected in said(source)[0]


@pytest.mark.parametrize(
    "source",
    [
        "{% if hold.reason %}" * 5000,
        "{% if hold.reason %}" * 500 + "{% endif %}" * 500,
        "{% for a in allegations %}" * 300 + "{% endfor %}" * 300,
        "{{ " + "(" * 9000 + ")" * 9000 + " }}",
        "{{ " + "not " * 4000 + "recipient.name }}",
        "{{ recipient" + ".name" * 3000 + " }}",
        "{% if " + " or ".join(["hold.reason"] * 1000) + " %}x{% endif %}",
        "{{" * 9000,
        "{#" * 9000,
        "- " * 9000,
        "> " * 9000,
        "*" * 19000,
        "\\" * 19000,
    ],
)
def test_a_bomb_is_refused_or_comes_out_small(source: str) -> None:
    if not check(source):
        assert len(merge(source, samples())) <= 10 * LONGEST
        blocks.parse(merge(source, samples()))


def test_a_loop_that_grows_too_long_is_stopped() -> None:
    source = "{% for a in allegations %}" + "x" * 10_000 + "{% endfor %}"
    with pytest.raises(BadTemplate, match="too long"):
        merge(source, {"allegations": [{"number": str(number)} for number in range(100)]})


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text(max_size=200))
def test_any_text_has_problems_or_merges(source: str) -> None:
    if check(source):
        with pytest.raises(BadTemplate):
            merge(source, samples())
        return
    for values in (samples(), {}):
        blocks.parse(merge(source, values))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60))
def test_any_value_comes_out_as_it_was(value: str) -> None:
    merged = merge("{{ person.name }}", {"person.name": value})
    (block,) = blocks.parse(merged)
    assert block.kind == "paragraph"
    assert blocks.words(block.runs) == value.replace("⟦", "(").replace("⟧", ")")


def test_a_missing_value_is_a_gap_with_its_label_and_false_in_a_condition() -> None:
    merged = merge("{{ review.force }}{% if hold.reason %}held{% endif %}", {})
    assert gaps(merged) == ["The force"]
    assert "held" not in merged


def test_a_standard_paragraph_keeps_its_lists_and_a_value_does_not() -> None:
    values = {"standard.support": Prepared("- one\n- two"), "person.name": "- one"}
    merged = merge("{{ standard.support }}\n\n{{ person.name }}", values)
    assert [block.kind for block in blocks.parse(merged)] == ["bullets", "paragraph"]


@pytest.mark.parametrize("code", [code for code, kind in KINDS.items() if kind.musts])
def test_every_must_is_missed_when_it_is_not_there_or_stands_in_a_condition(code: str) -> None:
    fields = list(KINDS[code].musts)
    full = "\n".join(map(saying, fields))
    assert said(full, code) == []
    assert len(said("Dear colleague,", code)) == len(fields)
    assert len(said(f"{{% if hold.reason %}}{full}{{% endif %}}", code)) == len(fields)
    assert said(f"{{% if hold.reason %}}{full}{{% else %}}{full}{{% endif %}}", code) == []


@pytest.mark.parametrize("code", [code for code, kind in KINDS.items() if kind.musts])
def test_a_shipped_text_without_one_of_its_musts_is_refused(code: str) -> None:
    """Each one alone taken out of the text as it is, also where the rest of the sentence or the loop stays."""
    body = texts()[code].body
    for must in KINDS[code].musts:
        for gone in must.parts or ("",):
            pattern = rf"{{{{ (part|each|paper)\.{gone} }}}}" if gone else rf"{{{{ {re.escape(must.field)} }}}}"
            (problem,) = check(re.sub(pattern, "something", body), KINDS[code])
            assert must.label in problem.message


@pytest.mark.parametrize(
    "written", ["{{ today or standard.support }}", "{{ not standard.support }}", "{{ standard.support and today }}"]
)
def test_a_field_that_may_not_be_written_is_no_way_round_a_must(written: str) -> None:
    (problem,) = check(written)
    assert "belong in conditions" in problem.message


def test_what_is_answered_with_yes_or_no_is_for_conditions() -> None:
    assert "use it in a condition" in str(check("{{ answers.consent }}")[0])
    assert merge("{% if answers.consent %}Yes.{% endif %}", {"answers.consent": "True"}) == "Yes.\n"


def test_every_field_that_a_letter_must_have_exists() -> None:
    assert {must.field for must in MUSTS.values()} | set(FRAME_FIELDS) <= set(CATALOGUE)
    for must in MUSTS.values():
        assert set(must.parts) <= {part for part, _ in CATALOGUE[must.field].parts}
        assert bool(must.parts) == (CATALOGUE[must.field].kind == "list")


@pytest.mark.parametrize(
    "name", ["person.name", "recipient.name", "case.about", "decision.finding", "review.application"]
)
def test_a_subject_names_no_person_and_no_matter(name: str) -> None:
    (finding,) = template_checks.findings("L-E02", f"About {{{{ {name} }}}}", "Dear colleague,")
    assert (finding.field, name in str(finding)) == ("subject", True)


def test_a_subject_may_carry_the_reference_and_must_not_be_empty() -> None:
    assert template_checks.findings("L-E02", "Your enquiry {{ case.reference }}", "Text") == []
    assert str(template_checks.findings("L-E02", " ", "Text")[0]) == "Subject: Write a subject."


@pytest.mark.parametrize("code", PARAGRAPHS)
def test_a_standard_paragraph_contains_no_other(code: str) -> None:
    (finding,) = template_checks.findings(code, "A label", "One\n{{ standard.support }}")
    assert (finding.problem.line, "standard.support" in str(finding)) == (2, True)
