"""Every figure of the annual counts: its words, its definition, its unit and where its date comes from.

`docs/counting.md` says the same for readers. One file per section, in the order in which they are shown.
"""

from collections.abc import Mapping

from casework.statistics.measure import Measure
from casework.statistics.measures import (
    asb_case_reviews,
    enquiries,
    flows,
    people,
    recommendations,
    reviews,
    surgeries,
)

MEASURES: tuple[Measure, ...] = (
    *people.MEASURES,
    *enquiries.MEASURES,
    *reviews.MEASURES,
    *recommendations.MEASURES,
    *asb_case_reviews.MEASURES,
    *surgeries.MEASURES,
    *flows.MEASURES,
)

BY_CODE: Mapping[str, Measure] = {measure.code: measure for measure in MEASURES}

BALANCES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    enquiries.BALANCE,
    reviews.BALANCE,
    *flows.BALANCES,
)
"""What was there and came in equals what went out and is there (contract 3.5, point 3)."""
