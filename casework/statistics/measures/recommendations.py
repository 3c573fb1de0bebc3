"""Recommendations made with decisions, and the answers to them."""

from casework.models import Recommendation
from casework.statistics.measure import Measure
from casework.statistics.queries import recommendations

SECTION = "Recommendations"

MEASURES = (
    Measure(
        code="recommendations_made",
        section=SECTION,
        title="Recommendations made",
        definition="Recommendations issued in the year.",
        unit="recommendations",
        dated_by="the day of issue",
        query=recommendations(Recommendation.issued_on),
        record_kind="recommendation",
        breakdowns=("rec_type",),
    ),
    Measure(
        code="recommendations_answered",
        section=SECTION,
        title="Recommendations answered",
        definition="Recommendations that were answered in the year, whenever they were made.",
        unit="recommendations",
        dated_by="the day of the first answer",
        query=recommendations(Recommendation.responded_on),
        record_kind="recommendation",
        breakdowns=("response",),
    ),
)
