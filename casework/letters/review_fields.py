"""The merge fields that only the letters of a review, its decision and its recommendations use."""

from casework.letters.field import Field, text

GROUPS = {"review": "A review", "decision": "The decision"}
FIELDS = (
    text("review.force_reference", "The force's reference", "CO/00001/26"),
    text("review.force", "The force", "Invented Constabulary"),
    text("review.application", "The application as it came", "I do not think that my complaint was looked into."),
    text("review.complaint_made_on", "The day the complaint was made", "1 June 2026"),
    text("review.provided_on", "The day the outcome was given to the complainant", "20 October 2026"),
    text("review.made_on", "The day the application was made", "2 November 2026"),
    text("review.last_day", "The last day for applying", "17 November 2026"),
    text("review.handled", "How the complaint was handled", "otherwise than by investigation"),
    text("review.statutory_basis", "The paragraph of the Act", "paragraph 6A of Schedule 3, Police Reform Act 2002"),
    text("review.information_due_on", "The day the information is due", "4 December 2026"),
    text("review.late_reasons_due_on", "The day the reasons for being late are due", "4 December 2026"),
    text("review.papers_due_on", "The day the papers are due", "4 December 2026"),
    text("review.response_due_on", "The day the force's response is due", "18 December 2026"),
    text("review.referral_due_on", "The day by which the force says whether it refers", "21 November 2026"),
    text("review.completion_due_on", "The day by which we mean to finish", "18 December 2026"),
    text("review.next_update_on", "The day of the next update", "18 December 2026"),
    text("decision.finding", "The finding, in the words of the Act", "was reasonable and proportionate"),
    text("decision.reasons", "The reasons as a whole", "The invented outcome answers each concern."),
    text("decision.learning", "Learning for the force", "Say in the first letter who will call back."),
    Field(name="decision.is_made", label="Whether the review has been decided", kind="flag"),
    text("decision.decided_on", "The day of the decision", "20 November 2026"),
    text("decision.challenge_by", "The last day for judicial review", "20 February 2027"),
    Field(
        name="allegations", label="The allegations, one by one", kind="list",
        parts=(
            ("number", "1"), ("category", "Police action following contact"), ("summary", "Nobody called back."),
            ("force_outcome", "Service provided was acceptable"), ("finding", "was reasonable and proportionate"),
            ("reason", "The log shows two calls."),
        ),
    ),
    Field(
        name="recommendations", label="The recommendations, one by one", kind="list",
        parts=(
            ("number", "1"), ("text", "Apologise for the invented delay."), ("kind", "Remedy: apology"),
            ("addressed_to", "Invented Constabulary"), ("answer", "accepted"), ("answer_text", "We will write."),
        ),
    ),
    Field(
        name="papers", label="The papers that we ask for (section 3.2)", kind="list",
        parts=(("name", "The complaint as it was made"),),
    ),
)  # fmt: skip
