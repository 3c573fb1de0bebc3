"""A manager is told of each document in which a virus was found, as soon as it is on a case."""

from sqlalchemy import String, cast, func, select

from casework import clock
from casework.extensions import db
from casework.models import Case, Document, FileCheck, IncomingMail, Task
from casework.services.deadlines.reminder_people import OfCase, Office
from casework.services.record import tasks
from casework.services.record.files import Check
from casework.services.record.tasks import About, Kind


def untold() -> list[tuple[int, int]]:
    """Documents in which a virus was found and of which no manager was told, with their cases."""
    case_id = func.coalesce(Document.case_id, IncomingMail.case_id)
    told = select(Task.id).where(
        Task.kind == Kind.VIRUS_FOUND.value, Task.case_id == case_id, Task.detail == cast(Document.id, String)
    )
    query = (
        select(Document.id, case_id)
        .select_from(FileCheck)
        .join(Document, Document.file_sha256 == FileCheck.sha256)
        .outerjoin(IncomingMail, IncomingMail.id == Document.incoming_id)
        .where(FileCheck.state == Check.INFECTED.value, case_id.is_not(None), ~told.exists())
    )
    return [(row[0], row[1]) for row in db.session.execute(query.order_by(Document.id))]


def tell(found: list[tuple[int, int]]) -> None:
    """Give a manager of each case the task."""
    office = Office(clock.today())
    for document_id, case_id in found:
        case = db.session.get_one(Case, case_id)
        what = About(detail=str(document_id), owner_id=office.manager(OfCase.of(case)))
        tasks.open_task(Kind.VIRUS_FOUND, case, what)
