"""The tables. Import models from here."""

from casework.models.base import Base
from casework.models.cases import Case, CaseAccess, EnquiryDetail, ReferenceCounter, ReviewDetail
from casework.models.clocks import Clock, ClockEvent, Hold
from casework.models.counts import CountFigure, CountRun
from casework.models.history import AccessLog, CaseEvent, UsedToken
from casework.models.messages import Message
from casework.models.office import BankHoliday, Code, ImportBatch, SavedSearch, Setting
from casework.models.people import Party, Person
from casework.models.users import Team, User, UserRole
from casework.models.work import Allegation, Answer, Contact, Decision, Note, Recommendation

__all__ = [
    "AccessLog",
    "Allegation",
    "Answer",
    "BankHoliday",
    "Base",
    "Case",
    "CaseAccess",
    "CaseEvent",
    "Clock",
    "ClockEvent",
    "Code",
    "Contact",
    "CountFigure",
    "CountRun",
    "Decision",
    "EnquiryDetail",
    "Hold",
    "ImportBatch",
    "Message",
    "Note",
    "Party",
    "Person",
    "Recommendation",
    "ReferenceCounter",
    "ReviewDetail",
    "SavedSearch",
    "Setting",
    "Team",
    "UsedToken",
    "User",
    "UserRole",
]
