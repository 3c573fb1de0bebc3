"""Everything that people write about cases is searched, or stands here with the reason why not."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Column, String

from casework.models import Base
from casework.models.searching import WATCHED
from casework.services.search.sources import SOURCES

SHORTEST = 31
"""Signs of a column that people write in. A shorter one has a code."""
ABOUT_NO_CASE = frozenset({
    "access_log", "account_link", "area_version", "bank_holiday", "code", "count_figure", "count_run", "former_label",
    "import_batch", "letter_template", "message", "name_trigram", "periodic_run", "saved_filter", "saved_search",
    "search_change", "search_text", "setting", "sign_in_failure", "stored_file", "team", "used_token", "user_session",
    "users",
})  # fmt: skip
"""Tables of the office, of how it runs, and of what is made of the record."""
CODE = "a code, or what a machine made"
SAID_ELSEWHERE = "the same words are searched where they were first"
OF_A_DAY = "a surgery is found by its month, and who came to it by their case"
NOT_SEARCHED: Mapping[str, str] = {
    "allegation.finding": CODE,
    "allegation.force_outcome": CODE,
    "answer.code": CODE,
    "answer.label": "the question, which the office asks everybody",
    "case_event.kind": CODE,
    "case_tag.tag": CODE,
    "cases.priority": CODE,
    "triage_note.words": "words of a risk are read on their case alone",
    "case_event.from_state": CODE,
    "case_event.to_state": CODE,
    "case_event.trigger": CODE,
    "cases.issue": CODE,
    "cases.next_clock": CODE,
    "cases.state": CODE,
    "clock.calendar_version": CODE,
    "clock.code": CODE,
    "decision.finding": CODE,
    "directory_entry.force": CODE,
    "directory_entry.source": "where somebody looked it up, and nothing of the organisation",
    "document.conditions": "how a paper is handled, and not what it says",
    "destruction.why": "what is left of what was destroyed is not looked for",
    "document.file_sha256": CODE,
    "document.media_type": CODE,
    "document.problem": CODE,
    "file_check.found": CODE,
    "file_check.sha256": CODE,
    "file_text.sha256": CODE,
    "enquiry_detail.signposted_to": SAID_ELSEWHERE,
    "incoming_mail.message_id": CODE,
    "incoming_mail.problem": CODE,
    "incoming_mail.raw_sha256": CODE,
    "incoming_mail.sender_key": SAID_ELSEWHERE,
    "letter.document_sha256": CODE,
    "letter.document_type": CODE,
    "letter.frozen_sha256": CODE,
    "satisfaction_sample.seed": CODE,
    "letter_version.body": "what a letter said before: found is what it says",
    "letter_version.subject": "what a letter said before: found is what it says",
    "likely_double.reason": CODE,
    "merged_row.place": CODE,
    "meeting.kind": CODE,
    "named_in_mail.value": SAID_ELSEWHERE,
    "partner_question.answer": SAID_ELSEWHERE,
    "partner_question.asked_of": SAID_ELSEWHERE,
    "partner_question.escalated_to": SAID_ELSEWHERE,
    "partner_question.text": SAID_ELSEWHERE,
    "person.address": SAID_ELSEWHERE,
    "person.email": SAID_ELSEWHERE,
    "person.name_key": SAID_ELSEWHERE,
    "person.phone": SAID_ELSEWHERE,
    "person_merge.reason": "about two records of a person, of whom one is no more",
    "person_way.ending": SAID_ELSEWHERE,
    "person_way.key": SAID_ELSEWHERE,
    "person_way.source": "where something is known from, and not what",
    "prepared_move.trigger": CODE,
    "review_detail.finding": CODE,
    "review_detail.invalid_reason": CODE,
    "review_detail.investigating_body": CODE,
    "surgery.access": OF_A_DAY,
    "surgery.host": OF_A_DAY,
    "surgery.place": OF_A_DAY,
    "surgery.why": OF_A_DAY,
    "task.detail": CODE,
}


def written() -> Iterator[str]:
    """Table and column of what people may write in."""
    for table in Base.metadata.sorted_tables:
        if table.name not in ABOUT_NO_CASE:
            yield from (f"{table.name}.{column.name}" for column in table.columns if is_text(column))


def is_text(column: Column[object]) -> bool:
    return isinstance(column.type, String) and (column.type.length or SHORTEST) >= SHORTEST


def watched() -> set[str]:
    return {f"{table}.{column}" for table, each in WATCHED.items() for column in each.columns}


def test_every_text_is_searched_or_named_with_the_reason() -> None:
    missing = set(written()) - watched() - NOT_SEARCHED.keys()
    assert missing == set(), "search it (models/searching.py and services/search/sources.py), or say here why not"


def test_nothing_is_named_that_is_searched_or_is_not_there() -> None:
    assert NOT_SEARCHED.keys() & watched() == set()
    assert NOT_SEARCHED.keys() - set(written()) == set()
    assert frozenset(Base.metadata.tables) >= ABOUT_NO_CASE


def test_what_is_searched_of_a_table_is_what_the_database_notes_changes_of() -> None:
    assert {each.source for each in WATCHED.values()} == SOURCES.keys()
    said = {f"{text.table.name}.{text.key}" for source in SOURCES.values() for text in source.texts}
    assert said - watched() == set()
