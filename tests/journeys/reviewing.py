"""What a reviewer does in a browser, from the application to the force's answer."""

from tests.journeys.people import Somebody
from workflows.review_body import ASKED

TOLD = "Told in person (invented)."


def apply(reviewer: Somebody, name: str = "Gus") -> str:
    """An application of somebody who has not been in touch before."""
    reviewer.goes_to("Log a review application")
    reviewer.fills(
        {
            "Name": f"{name} Invented",
            "E-mail": f"{name.lower()}@invented.example",
            "What it is about": "Outcome about an invented call",
            "What the application says": "Please review this.",
            "What the complaint was": "A call was answered badly.",
        }
    )
    reviewer.picks("How it came", "E-mail")
    reviewer.types_day("When the complaint was made", 60)
    reviewer.types_day("When the outcome was provided", 5)
    reviewer.page.get_by_label("Handled otherwise than by investigation").check()
    reviewer.sends("Log the application")
    reviewer.sees("The application is logged")
    return reviewer.reference


def bring_to_assessment(reviewer: Somebody, reference: str) -> None:
    reviewer.opens(reference)
    reviewer.tab("Review")
    reviewer.follows("Answer the triage questions")
    for question in ASKED:
        passing = "No" if getattr(question, "stops_on", "yes") == "yes" else "Yes"
        reviewer.answers(question.question, passing)
    reviewer.sends("Save")
    reviewer.sees("This office is the review body.")
    reviewer.tab("Overview")
    reviewer.step("Accept as valid")
    reviewer.sends("Accept as valid")
    reviewer.step("Notify the parties and ask for papers")
    reviewer.answers("Have the force", "Yes")
    reviewer.makes_step("Notify the parties and ask for papers")
    reviewer.step("Papers are complete")
    reviewer.answers("Has everything on the list", "Yes")
    reviewer.sends("Papers are complete")


def assess(reviewer: Somebody) -> None:
    reviewer.tab("Review")
    reviewer.follows("Add an allegation")
    reviewer.picks("Category", "Police action following contact")
    reviewer.fills({"What was alleged": "Nobody listened."})
    reviewer.sends("Add an allegation")
    reviewer.follows("Assess allegation 1")
    reviewer.page.get_by_label("The outcome was not reasonable and proportionate").check()
    reviewer.fills({"Reason": "The recording was not heard."})
    reviewer.sends("Assess allegation 1")
    reviewer.tab("Recommendations")
    reviewer.follows("Add a recommendation")
    reviewer.page.get_by_label("Remedy the dissatisfaction").check()
    reviewer.fills({"What is recommended": "Listen to the recording."})
    reviewer.sends("Add a recommendation")


def draft(reviewer: Somebody, reasons: str) -> None:
    reviewer.tab("Overview")
    reviewer.step("Send the draft decision for sign-off")
    reviewer.page.get_by_label("The outcome was not reasonable and proportionate").check()
    reviewer.fills({"Reasons": reasons})
    reviewer.sends("Send the draft decision for sign-off")
    reviewer.sees("Waiting for sign-off")


def answer(reviewer: Somebody, reference: str) -> None:
    """The force's answer, and what shows that it did what it said."""
    reviewer.opens(reference)
    reviewer.tab("Recommendations")
    reviewer.follows("Record: accepted")
    reviewer.fills({"What the force says it will do": "Listen and write again."})
    reviewer.types_day("When the force will have done it", -20)
    reviewer.makes_step("Record: accepted")
    reviewer.follows("Confirm that it was done")
    reviewer.fills({"What shows that it was done": "The new letter."})
    reviewer.makes_step("Confirm that it was done", told=TOLD)
