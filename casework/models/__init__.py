"""The tables. Import models from here."""

from casework.models.base import Base
from casework.models.cases import Case, CaseAccess, EnquiryDetail, ReferenceCounter, ReviewDetail
from casework.models.clocks import Clock, ClockEvent, Hold
from casework.models.counts import CountFigure, CountRun
from casework.models.files import Destruction, Document, FileCheck, FileText, RedactionBox, StoredFile
from casework.models.history import AccessLog, CaseEvent, UsedToken
from casework.models.incoming import IncomingMail, NamedInMail
from casework.models.letters import Letter, LetterComment, LetterEnclosure, LetterTemplate, LetterVersion, PreparedMove
from casework.models.meetings import Meeting, MeetingCase, Surgery, SurgeryBooking, SurgeryTime
from casework.models.merging import LikelyDouble, Merge, MergedRow, TwoPeople
from casework.models.messages import Message
from casework.models.office import (
    AreaVersion,
    BankHoliday,
    Code,
    DirectoryEntry,
    FormerLabel,
    ImportBatch,
    KeyVersion,
    PeriodicRun,
    SavedFilter,
    SavedSearch,
    Setting,
)
from casework.models.parts import PARTS, Part
from casework.models.people import (
    Compared,
    ContactLimit,
    EqualityAnswer,
    LimitDecision,
    NameSound,
    Party,
    Person,
    PersonWay,
    Representation,
    RepresentedCase,
)
from casework.models.risks import RiskAction
from casework.models.searching import NameTrigram, SearchBuild, SearchChange, SearchText
from casework.models.signing_in import AccountLink, SignInFailure, UserSession
from casework.models.triage import CaseTag, TriageNote
from casework.models.users import Absence, Team, User, UserRole, known_as
from casework.models.work import (
    Allegation,
    Answer,
    Contact,
    Decision,
    Note,
    PartnerQuestion,
    QuestionDocument,
    Recommendation,
    Task,
)

__all__ = [
    "PARTS",
    "Absence",
    "AccessLog",
    "AccountLink",
    "Allegation",
    "Answer",
    "AreaVersion",
    "BankHoliday",
    "Base",
    "Case",
    "CaseAccess",
    "CaseEvent",
    "CaseTag",
    "Clock",
    "ClockEvent",
    "Code",
    "Compared",
    "Contact",
    "ContactLimit",
    "CountFigure",
    "CountRun",
    "Decision",
    "Destruction",
    "DirectoryEntry",
    "Document",
    "EnquiryDetail",
    "EqualityAnswer",
    "FileCheck",
    "FileText",
    "FormerLabel",
    "Hold",
    "ImportBatch",
    "IncomingMail",
    "KeyVersion",
    "Letter",
    "LetterComment",
    "LetterEnclosure",
    "LetterTemplate",
    "LetterVersion",
    "LikelyDouble",
    "LimitDecision",
    "Meeting",
    "MeetingCase",
    "Merge",
    "MergedRow",
    "Message",
    "NameSound",
    "NameTrigram",
    "NamedInMail",
    "Note",
    "Part",
    "PartnerQuestion",
    "Party",
    "PeriodicRun",
    "Person",
    "PersonWay",
    "PreparedMove",
    "QuestionDocument",
    "Recommendation",
    "RedactionBox",
    "ReferenceCounter",
    "Representation",
    "RepresentedCase",
    "ReviewDetail",
    "RiskAction",
    "SavedFilter",
    "SavedSearch",
    "SearchBuild",
    "SearchChange",
    "SearchText",
    "Setting",
    "SignInFailure",
    "StoredFile",
    "Surgery",
    "SurgeryBooking",
    "SurgeryTime",
    "Task",
    "Team",
    "TriageNote",
    "TwoPeople",
    "UsedToken",
    "User",
    "UserRole",
    "UserSession",
    "known_as",
]
