"""The wording that comes with the program: complete, allowed, without holes, kind, and careful with other people."""

import itertools
import re
from collections.abc import Sequence

import pytest

from casework.letters.blocks import Block, parse, words
from casework.letters.fields import CATALOGUE, GAP_CLOSE, GAP_OPEN, samples
from casework.letters.language import check, fields_of, gaps, merge
from casework.letters.shipped import texts
from tests import walking
from tests.letters.shipped_cases import ALWAYS, BY_HAND, NEEDED, combinations, full, own_answers, with_paragraphs
from workflows.engine import Workflow
from workflows.letters import PARAGRAPHS, Audience
from workflows.registry import KINDS, WORKFLOWS

COLLEAGUES = frozenset({Audience.FORCE, Audience.IOPC, Audience.POLICING_BODY, Audience.PARTNER})
FORBIDDEN = (
    "alleged", "alleges", "claims that", "upheld", "dear sir", "dear madam", "his or her", "he/she", "vexatious",
    "regret to inform", "please be advised", "pursuant", "hereby", "aforementioned", "unfortunately", "dismissed",
    "unsubstantiated", "unfounded", "as you are aware", "directed by us", "we guarantee", "asap", "e.g.", "i.e.",
    "suffer", "ladies", "gentlemen", "\u2014",
)  # fmt: skip
"""Words that hurt, that are not the words of the Act, or that nobody says."""
SIGN_OFF = "Yours sincerely,\n\n{{ sender.name }}\n{{ office.name }}\n"
SIMPLE = pytest.mark.parametrize("workflow", walking.SIMPLE.values(), ids=list(walking.SIMPLE))
LETTERS = pytest.mark.parametrize("code", list(KINDS))
EVERY = pytest.mark.parametrize("code", [*KINDS, *PARAGRAPHS])


def test_every_letter_and_every_standard_paragraph_has_a_text() -> None:
    assert list(texts()) == [*KINDS, *PARAGRAPHS]


@EVERY
def test_the_text_is_allowed_and_says_what_its_letter_must_say(code: str) -> None:
    text = texts()[code]
    assert check(text.subject) == []
    assert check(text.body, KINDS.get(code)) == []


@EVERY
def test_the_subject_is_short_and_names_nobody(code: str) -> None:
    """The subject is the heading of the letter, and may become that of a mail: no person, no matter."""
    subject = merge(texts()[code].subject, samples())
    assert len(subject) <= 100
    assert fields_of(texts()[code].subject) <= {"case.reference"}
    assert not subject.strip().endswith(".")


@LETTERS
def test_a_letter_greets_and_ends(code: str) -> None:
    body = texts()[code].body
    greeting = "Dear colleague," if COLLEAGUES.issuperset(KINDS[code].audiences) else "Dear {{ recipient.name }},"
    assert body.startswith(f"{greeting}\n\n")
    ending = SIGN_OFF.replace("{{ sender.name }}\n", "") if KINDS[code].automatic else SIGN_OFF
    assert body.endswith(f"\n\n{ending}")


@EVERY
def test_the_words_are_kind_and_those_of_the_act(code: str) -> None:
    text = f"{texts()[code].subject}\n{texts()[code].body}".lower()
    assert [word for word in FORBIDDEN if re.search(rf"(?<!\w){re.escape(word)}", text)] == []


@LETTERS
def test_a_case_with_everything_leaves_no_gap(code: str) -> None:
    letter = merge(texts()[code].body, full())
    assert len(gaps(letter)) == BY_HAND.get(code, 0)
    assert_well_made(letter)


@LETTERS
def test_a_case_with_only_what_its_step_asks_leaves_no_gap(code: str) -> None:
    for answers in own_answers(code):
        there = ALWAYS | NEEDED.get(code, frozenset()) | answers
        letter = merge(
            texts()[code].body, with_paragraphs({name: value for name, value in full().items() if name in there})
        )
        assert len(gaps(letter)) == BY_HAND.get(code, 0)
        assert_well_made(letter)


@LETTERS
def test_whatever_a_case_has_or_lacks_no_line_is_broken(code: str) -> None:
    for values in combinations(code):
        letter = merge(texts()[code].body, values)
        assert len(gaps(letter)) == BY_HAND.get(code, 0)
        assert_well_made(letter)


@pytest.mark.parametrize("code", list(NEEDED))
def test_a_letter_without_what_it_is_for_has_a_gap(code: str) -> None:
    """It would otherwise go out without its decision, its reasons or its day."""
    for name in NEEDED[code]:
        values = {key: value for key, value in full().items() if key != name}
        found = gaps(merge(texts()[code].body, values))
        assert (CATALOGUE[name].label in found, len(found)) == (True, 1 + BY_HAND.get(code, 0))


def test_a_decision_without_the_reasons_for_one_part_has_a_gap() -> None:
    unreasoned = [{"number": "1", "category": "Custody", "summary": "Cold.", "finding": "was reasonable"}]
    for code in ("L-R20", "L-R21", "L-R23", "L-R24"):
        assert gaps(merge(texts()[code].body, full() | {"allegations": unreasoned})) != []


def test_a_limit_on_contact_is_told_with_all_that_was_decided() -> None:
    """What, why, how long, when it is looked at again, who decided, how to challenge; and what it does not take."""
    letter = merge(texts()["L-E07"].body, full())
    for name in ("what", "reasons", "until_on", "review_on", "decider", "challenge"):
        assert full()[f"limit.{name}"] in letter
    assert "You can still apply for a review" in letter


def test_the_automatic_receipt_says_nothing_of_the_matter() -> None:
    used = fields_of(texts()["L-E00"].body) | fields_of(texts()["L-E00"].subject)
    assert used <= {"case.reference", "recipient.name", "sender.name", "office.name", "enquiry.reply_due_on"}
    assert "999" in texts()["L-E00"].body
    assert "101" in texts()["L-E00"].body


def test_no_field_tells_how_to_reach_the_applicant() -> None:
    assert {name for name in CATALOGUE if name.startswith("person.")} == {
        "person.name", "person.complainant", "person.is_representative",
    }  # fmt: skip


def test_letters_to_others_say_no_more_of_a_person_than_they_need() -> None:
    """Names and the application go to the force and the IOPC, which has to find the applicant; reasons to the force."""
    for code, kind in KINDS.items():
        if kind.audiences == (Audience.PERSON,):
            continue
        used = fields_of(texts()[code].body)
        assert code in {"L-R12", "L-R02b"} or not {name for name in used if name.startswith("person.")}
        assert code in {"L-R12", "L-R02b"} or "review.application" not in used
        assert "case.about" not in used
        assert code in {"L-R21", "L-R24"} or not used & {"allegations", "decision.reasons", "decision.learning"}


@pytest.mark.parametrize("code", ["L-R13", "L-R14", "L-R22", "L-C02"])
def test_copies_carry_nothing_that_one_person_said_of_another(code: str) -> None:
    secret = "Probe words that belong to one person"
    values = full() | {
        "person.name": secret, "person.complainant": secret, "case.about": secret, "review.application": secret,
        "decision.reasons": secret, "decision.learning": secret, "answers.reason": secret,
        "allegations": [dict.fromkeys(("number", "category", "summary", "force_outcome", "finding", "reason"), secret)],
    }  # fmt: skip
    assert secret not in merge(texts()[code].body, values)


@pytest.mark.parametrize("code", ["L-R08", "L-R20", "L-R23"])
def test_a_decision_names_the_court_and_its_time_limit_and_where_to_find_support(code: str) -> None:
    for values in (full(), {name: value for name, value in full().items() if name != "decision.challenge_by"}):
        letter = merge(texts()[code].body, with_paragraphs(values))
        for said in ("judicial review", "promptly", "within three months", "999", "Samaritans", "not a new investig"):
            assert said in letter


def test_the_applicant_learns_both_facts_when_the_review_is_passed_on() -> None:
    letter = merge(texts()["L-R02"].body, full())
    assert "must do this review, and we may not" in letter
    assert "We have passed your application on to the IOPC" in letter


WAYS_ON = {
    "L-F04": ("internal review", "within 40 working days", "Information Commissioner's Office"),
    "L-F06": ("last step", "Information Commissioner's Office"),
    "L-F07": ("within 40 working days", "Information Commissioner's Office"),
    "L-A03": ("Complain to us", "Information Commissioner's Office", "Go to court"),
    "L-A04": ("Complain to us", "Information Commissioner's Office", "Go to court", "Samaritans"),
    "L-A05": ("Complain to us", "Information Commissioner's Office", "Go to court"),
    "L-D03": ("Information Commissioner's Office", "court"),
    "L-V02": ("ask us to look at your complaint again",),
    "L-V04": ("last word", "Local Government and Social Care Ombudsman", "12 months"),
}


@pytest.mark.parametrize("code", list(WAYS_ON))
def test_whoever_does_not_agree_learns_where_to_go_next(code: str) -> None:
    for values in combinations(code):
        letter = merge(texts()[code].body, values)
        assert [said for said in WAYS_ON[code] if said not in letter] == []


@pytest.mark.parametrize("code", ["L-V01", "L-V04"])
def test_a_complaint_about_our_service_says_that_it_changes_no_review(code: str) -> None:
    assert "cannot change the decision of a review" in texts()[code].body


@SIMPLE
def test_who_can_be_reached_where_is_for_the_office_to_say(workflow: Workflow) -> None:
    """The Information Commissioner and the ombudsman are named, and never with an address that may have changed."""
    for kind in workflow.letters:
        assert re.search(r"@|www|https?:|\w\.(uk|org|com)\b|\d{4,}", texts()[kind.code].body) is None


@EVERY
def test_sentences_are_short(code: str) -> None:
    """Not more than 20 words on average and 36 in the longest, without what stands in fields."""
    text = re.sub(r"\{%.*?%\}", "", texts()[code].body)
    text = re.sub(r"\{\{.*?\}\}", "something", text)
    lengths = [
        len(sentence.split())
        for line in text.splitlines()
        if not line.startswith(("#", "- ", "Dear"))
        for sentence in re.split(r"(?<=[.:?!])\s", line)
        if len(sentence.split()) > 1
    ]
    assert sum(lengths) / len(lengths) <= 20
    assert max(lengths) <= 36


def assert_well_made(letter: str) -> None:
    """No hole, no broken line, no empty section, no markup left in the words."""
    assert "  " not in letter
    assert re.search(r" [.,;:]|\.\.(?!\.)|,,|\(\)|[{}]|None", letter) is None
    blocks = parse(letter)
    assert_blocks(blocks)
    assert blocks[-1].kind == "paragraph"
    assert words(blocks[-2].runs) == "Yours sincerely,"
    for here, after in itertools.pairwise(blocks):
        assert not (here.kind == "heading" and after.kind == "heading" and after.level <= here.level)
        assert not (here.kind == "heading" and words(after.runs) == "Yours sincerely,")
    assert [block for block in blocks[:-1] if any(run.text == "\n" for run in block.runs)] == []


def assert_blocks(blocks: Sequence[Block]) -> None:
    for block in blocks:
        if block.kind in ("bullets", "numbers"):
            assert block.items
            for item in block.items:
                assert item
                assert_blocks(item)
        else:
            said = words(block.runs).strip()
            assert said
            assert not said.startswith(("#", ",", ".", "**")) or said.startswith("- ")
            assert "**" not in said.replace(GAP_OPEN, "").replace(GAP_CLOSE, "")


GOES_OUT = re.compile("goes into the (letter|acknowledgement)|is copied to")


def test_whoever_answers_a_step_is_told_that_somebody_outside_reads_it() -> None:
    """Words written between colleagues would otherwise stand in a letter to the applicant."""
    for flow in WORKFLOWS.values():
        for move in flow.moves:
            used = set().union(*(fields_of(texts()[code].body) for code in move.letters))
            for question in move.asks:
                if f"answers.{question.code}" in used and question.kind in ("text", "line"):
                    assert GOES_OUT.search(question.hint), move.label


@SIMPLE
def test_whoever_logs_a_case_is_told_that_somebody_outside_reads_it(workflow: Workflow) -> None:
    used = set().union(*(fields_of(texts()[kind.code].body) for kind in workflow.letters))
    for question in workflow.opening_asks:
        assert (f"logged.{question.code}" in used) == bool(GOES_OUT.search(question.hint)), question.label


@SIMPLE
def test_what_a_step_says_goes_into_the_letter_stands_in_it(workflow: Workflow) -> None:
    for move in workflow.moves:
        told = {f"answers.{question.code}" for question in move.asks if GOES_OUT.search(question.hint)}
        assert told <= set().union(*(fields_of(texts()[code].body) for code in move.letters)), move.label


@SIMPLE
def test_a_letter_names_the_days_of_its_own_type_alone(workflow: Workflow) -> None:
    """Of another type's clock or question there is never a value, and what it says would never be said."""
    own = {f"due.{name.rpartition('.')[2]}" for name in workflow.clock_rules}
    own |= {f"logged.{question.code}" for question in workflow.opening_asks}
    for kind in workflow.letters:
        used = fields_of(texts()[kind.code].body)
        assert {name for name in used if name.startswith(("due.", "logged."))} <= own


@SIMPLE
def test_a_letter_tells_no_more_of_an_answer_than_its_own_step_asks(workflow: Workflow) -> None:
    for kind in workflow.letters:
        asked = {f"answers.{q.code}" for move in workflow.moves if kind.code in move.letters for q in move.asks}
        assert {name for name in fields_of(texts()[kind.code].body) if name.startswith("answers.")} <= asked
