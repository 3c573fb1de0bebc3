"""Public surgeries and the appointments at them: events and appointments are two figures (source-facts 1.4, N3)."""

from functools import partial

from casework.statistics.measure import Measure
from casework.statistics.measures.people import ENQUIRY
from casework.statistics.queries import appointments, came_to_a_surgery, surgeries_held

SECTION = "Public surgeries"
TYPE = "surgery_appointment"
OF_DAY = "the day of the surgery"

MEASURES = (
    Measure(
        code="surgeries_held",
        section=SECTION,
        title="Public surgeries held",
        definition="Surgeries that are recorded as held, by the day they were held, in person or from elsewhere. A "
        "planned or cancelled one is none, and how many people came to it does not matter.",
        unit="surgeries",
        dated_by="the day it was held",
        query=surgeries_held,
        record_kind="surgery",
    ),
    Measure(
        code="appointments_booked",
        section=SECTION,
        title="Appointments booked for surgeries of the year",
        definition="Requests of which a time of a surgery of the year was confirmed and not given back: those that "
        "were attended, missed or are still to come. A request with two times in the year is counted once.",
        unit="appointments",
        dated_by=OF_DAY,
        query=partial(appointments, states=("booked", "held", "did_not_attend")),
    ),
    Measure(
        code="appointments_attended",
        section=SECTION,
        title="Appointments attended",
        definition="Requests of which an appointment was held at a surgery of the year.",
        unit="appointments",
        dated_by=OF_DAY,
        query=partial(appointments, states=("held",)),
        breakdowns=("issue", "district"),
    ),
    Measure(
        code="appointments_missed",
        section=SECTION,
        title="Appointments to which nobody came",
        definition="Requests of which an appointment at a surgery of the year was missed. One that was offered again "
        "and then attended is in both lines.",
        unit="appointments",
        dated_by=OF_DAY,
        query=partial(appointments, states=("did_not_attend",)),
    ),
    Measure(
        code="appointments_given_back",
        section=SECTION,
        title="Appointments given back after they were booked",
        definition="Requests of which a confirmed time of a surgery of the year was cancelled or moved.",
        unit="appointments",
        dated_by=OF_DAY,
        query=partial(appointments, states=("freed",)),
    ),
    Measure(
        code="people_surgery_only",
        section=SECTION,
        title="People who came to a surgery and made no enquiry",
        definition="Different people and organisations whose appointment was held at a surgery of the year, and who "
        "contacted us on no enquiry in it. Not a part of the number of members of the public.",
        unit="people",
        dated_by=OF_DAY,
        query=partial(came_to_a_surgery, enquired_on=ENQUIRY, also_enquired=False),
        record_kind="person",
        contacts_on=TYPE,
    ),
    Measure(
        code="people_surgery_and_enquiry",
        section=SECTION,
        title="People who came to a surgery and made an enquiry, too",
        definition="Different people and organisations whose appointment was held at a surgery of the year, and who "
        "contacted us on an enquiry in it. They are among those who contacted the office, too.",
        unit="people",
        dated_by=OF_DAY,
        query=partial(came_to_a_surgery, enquired_on=ENQUIRY, also_enquired=True),
        record_kind="person",
        contacts_on=TYPE,
    ),
)
