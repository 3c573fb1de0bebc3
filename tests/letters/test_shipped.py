"""The wording that comes with the program: complete, allowed, without holes, kind, and careful with other people."""

import itertools
import re
from collections.abc import Sequence

import pytest

from casework.letters.blocks import Block, parse, words
from casework.letters.fields import CATALOGUE, GAP_CLOSE, GAP_OPEN, samples
from casework.letters.language import check, fields_of, gaps, merge
from casework.letters.shipped import texts
from tests.letters.shipped_cases import ALWAYS, BY_HAND, NEEDED, combinations, full, own_answers, with_paragraphs
from workflows.letters import PARAGRAPHS, Audience
from workflows.registry import KINDS, WORKFLOWS

TO_COLLEAGUES = {"L-E04", "L-R02b", "L-R12", "L-R15", "L-R16", "L-R21", "L-R24", "L-C01", "L-C03", "L-C04", "L-C05"}
FORBIDDEN = (
    "alleged", "alleges", "claims that", "upheld", "dear sir", "dear madam", "his or her", "he/she", "vexatious",
    "regret to inform", "please be advised", "pursuant", "hereby", "aforementioned", "unfortunately", "dismissed",
    "unsubstantiated", "unfounded", "as you are aware", "directed by us", "we guarantee", "asap", "e.g.", "i.e.",
    "suffer", "ladies", "gentlemen", "\u2014",
)  # fmt: skip
"""Words that hurt, that are not the words of the Act, or that nobody says."""
SIGN_OFF = "Yours sincerely,\n\n{{ sender.name }}\n{{ office.name }}\n"
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
    greeting = "Dear colleague," if code in TO_COLLEAGUES else "Dear {{ recipient.name }},"
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


def test_what_a_restriction_says_is_written_by_hand() -> None:
    """What, why, how long, when it is looked at again, who decided, how to challenge; and what it does not take."""
    letter = merge(texts()["L-E07"].body, full())
    asked = " ".join(gaps(letter)).lower()
    for word in ("limited", "why", "ends", "look at it again", "who decided", "manager who decided"):
        assert word in asked or word in letter.lower()
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


def test_whoever_answers_a_step_is_told_that_somebody_outside_reads_it() -> None:
    """Words written between colleagues would otherwise stand in a letter to the applicant."""
    for flow in WORKFLOWS.values():
        for move in flow.moves:
            used = set().union(*(fields_of(texts()[code].body) for code in move.letters))
            for question in move.asks:
                if f"answers.{question.code}" in used and question.kind in ("text", "line"):
                    assert re.search("goes into the (letter|acknowledgement)|is copied to", question.hint), move.label
