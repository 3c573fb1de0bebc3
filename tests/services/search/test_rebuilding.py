"""Everything is made findable anew while people work, and what was interrupted goes on."""

import pytest
from sqlalchemy import delete, func, select, update

from casework.access import Actor
from casework.extensions import db
from casework.jobs import searching
from casework.models import NameTrigram, SearchBuild, SearchText
from casework.pages.search import results
from casework.pages.search.results import Limits
from casework.services.people.people import PersonEntry
from casework.services.record import notes
from casework.services.search import rebuilding
from casework.services.search.rebuilding import Progress
from casework.transaction import unit_of_work
from tests import factories
from tests.incoming import mails
from tests.incoming.taking_in import receive

pytestmark = pytest.mark.usefixtures("context")
Staff = dict[str, Actor]
Kept = list[tuple[str, int, int, tuple[str, ...]]]


class StoppedError(Exception):
    """Somebody stopped it."""


def office(staff: Staff) -> None:
    factories.review_decided(staff)
    for name in ("Ottoline Zephyrine", "Bertram Madeupton"):
        factories.enquiry(staff["officer"], entry=PersonEntry(full_name=name))
    receive(mails.plain())


def kept() -> Kept:
    rows = db.session.execute(select(SearchText.source, SearchText.row_id, SearchText.part, SearchText.terms))
    return sorted((source, number, part, tuple(sorted(set(terms)))) for source, number, part, terms in rows)


def everything_lost() -> None:
    with unit_of_work():
        db.session.execute(delete(SearchText))
        db.session.execute(delete(NameTrigram))


def hits(words: str, actor: Actor) -> int:
    return results.find(words, Limits(), actor=actor).amount


def test_all_that_was_lost_is_found_again(staff: Staff) -> None:
    office(staff)
    before = kept()
    everything_lost()
    told = list[Progress]()
    assert searching.rebuild(told.append) is False
    assert kept() == before
    assert told[-1].done == told[-1].total > 0
    assert hits("zephirine", staff["officer"]) == 1
    with unit_of_work():
        assert not rebuilding.is_needed()


def test_what_was_interrupted_goes_on_where_it_was(staff: Staff) -> None:
    office(staff)
    before = kept()
    everything_lost()

    def stop(progress: Progress) -> None:
        if progress.done > 2:
            raise StoppedError

    with pytest.raises(StoppedError):
        searching.rebuild(stop)
    half = len(kept())
    assert 0 < half < len(before)
    with unit_of_work():
        assert rebuilding.is_needed()
    _somebody_works(staff)
    assert searching.rebuild(lambda _: None) is True
    assert {row[:2] for row in kept()} >= {row[:2] for row in before}


def _somebody_works(staff: Staff) -> None:
    case = factories.enquiry(staff["officer"])
    with unit_of_work():
        notes.write(case, "note", "A quokka meanwhile.", actor=staff["officer"], field="text")


def test_what_is_kept_of_nothing_goes_and_so_do_names_that_nobody_bears(staff: Staff) -> None:
    office(staff)
    with unit_of_work():
        db.session.execute(
            update(SearchText).where(SearchText.source == "person").values(row_id=SearchText.row_id + 500)
        )
        db.session.execute(delete(SearchText).where(SearchText.source == "note"))
        db.session.add(NameTrigram(trigram="xyz", word="xyzzy"))
    searching.rebuild(lambda _: None)
    assert hits("zephyrine", staff["officer"]) == 1
    assert db.session.scalar(select(func.count()).select_from(NameTrigram).where(NameTrigram.word == "xyzzy")) == 0


def test_another_way_of_making_words_begins_again(staff: Staff) -> None:
    office(staff)
    searching.rebuild(lambda _: None)
    with unit_of_work():
        db.session.execute(update(SearchBuild).values(version=0))
    assert rebuilding.is_needed()
