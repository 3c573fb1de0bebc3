"""A type of case that no office has, known only while a test runs. Its clocks have names that other types use too."""

from enum import StrEnum

from workflows.clocks import Basis, ClockRule, Reminded, Unit
from workflows.engine import ALL_MET, Category, Move, Workflow, start
from workflows.roles import OFFICER


class State(StrEnum):
    RECEIVED = "received"
    ANSWERED = "answered"


class Trigger(StrEnum):
    ANSWER = "answer"


INVENTED = Workflow(
    name="invented",
    version=1,
    label="Invented matter",
    plural="Invented matters",
    states=State,
    triggers=Trigger,
    initial=State.RECEIVED,
    moves=(
        Move(
            trigger=Trigger.ANSWER, source=State.RECEIVED, target=State.ANSWERED, roles=OFFICER,
            label="Answer", follows="Closes the case.", clocks=(ALL_MET,),
        ),
    ),
    labels={State.RECEIVED: "Received", State.ANSWERED: "Answered"},
    categories={State.RECEIVED: Category.NEW, State.ANSWERED: Category.CLOSED},
    clocks=(
        ClockRule(
            code="acknowledge", label="Acknowledge the invented matter", basis=Basis.LAW, unit=Unit.DAYS, length=30,
            rule="an invented Act", start_label="Received", stopped_by_hold=False,
        ),
        ClockRule(
            code="answer", label="Answer the invented matter", basis=Basis.LAW, unit=Unit.MONTHS, length=1,
            rule="an invented Act", start_label="Received", stopped_by_hold=False, moves_to_working_day=True,
        ),
        ClockRule(
            code="comeback", label="Come back to it", basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=20,
            rule="an invented policy", start_label="Received",
        ),
        ClockRule(
            code="papers", label="Read the papers", basis=Basis.POLICY, unit=Unit.WORKING_DAYS, length=10,
            rule="an invented policy", start_label="Received",
        ),
        ClockRule(
            code="judicial_review", label="Nothing after closing", basis=Basis.POLICY, unit=Unit.MONTHS, length=3,
            rule="an invented policy", start_label="Received", reminded=Reminded.DIARY,
        ),
    ),
    opening_clocks=(start("acknowledge"),),
)  # fmt: skip
