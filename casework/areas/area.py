"""What an area file says: the office, its local policing body, its forces, the lists that it keeps, its partners.

What a file leaves out is empty here and stays as it is where the file is loaded.
"""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """How people reach the office. `address`: its lines. `privacy_notice`, `complaints`: where to read them."""

    name: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    website: str = ""
    privacy_notice: str = ""
    complaints: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicingBody:
    """The local policing body in the words of letters. `title` stands after "the", `deputy` too; `office` is how it is
    called where its office and not the person is meant."""

    name: str = ""
    title: str = ""
    deputy: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One value of a list. It may be chosen from `valid_from` to `valid_to`, both days included."""

    code: str
    name: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue(Entry):
    relates_to_policing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class District(Entry):
    """`force`: the code of the force that polices it. `postcodes`: what those in it begin with, like ZZ1 or ZZ1 2."""

    force: str = ""
    postcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Force(Entry):
    """A police force, with its department for professional standards: who letters to the force go to."""

    department: str = ""
    email: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority(Entry):
    """`issues`: the codes of those for which it is suggested."""

    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Entry):
    """A police and crime plan with its priorities, which begin and end with it."""

    priorities: tuple[Priority, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualityQuestion(Entry):
    """A question of equality data, with what can be answered besides "prefer not to say"."""

    answers: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRow(Entry):
    """Where a matter belongs: what it `concerns`, its issue and its district, in codes, and the step that is suggested.
    `name` says why. `sent_to`: whom the person is signposted to; `target`: the type of case that it becomes."""

    concerns: str = ""
    issue: str = ""
    district: str = ""
    step: str
    sent_to: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingKind(Entry):
    """`group`: the code of the group under which the report counts such meetings."""

    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An organisation that the office writes to or sends people to. `kind`: iopc, policing_body, partner or support.
    `district`: the code of its district, and `issues` those of the issues that it is for; empty for all of them.
    `source`: where this was found, as long as nobody has verified it."""

    kind: str
    name: str
    email: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    website: str = ""
    district: str = ""
    issues: tuple[str, ...] = ()
    source: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A whole area file. `name` is that of the area."""

    name: str = ""
    office: Office = field(default_factory=Office)
    policing_body: PolicingBody = field(default_factory=PolicingBody)
    forces: tuple[Force, ...] = ()
    districts: tuple[District, ...] = ()
    issues: tuple[Issue, ...] = ()
    tags: tuple[Entry, ...] = ()
    channels: tuple[Entry, ...] = ()
    plans: tuple[Plan, ...] = ()
    meeting_groups: tuple[Entry, ...] = ()
    meetings: tuple[MeetingKind, ...] = ()
    routes: tuple[RouteRow, ...] = ()
    not_casework: tuple[Entry, ...] = ()
    equality: tuple[EqualityQuestion, ...] = ()
    partners: tuple[Partner, ...] = ()
