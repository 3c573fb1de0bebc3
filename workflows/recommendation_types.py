"""What may be recommended after which type of review (rulebook 3.4)."""

from collections.abc import Mapping

P6A = "p6a_non_inv"
P25 = "p25_inv"
REVIEW_TYPES: Mapping[str, str] = {
    P6A: "Handled otherwise than by investigation (paragraph 6A)",
    P25: "Investigated by the force (paragraph 25)",
}
LEARNING = "OVERSIGHT_LEARNING"
"""Outside statute: no clock in law, but the force is asked to answer."""

TYPES: Mapping[str, str] = {
    "REFER_IOPC": "Refer the complaint to the IOPC",
    "INVESTIGATE": "Investigate the complaint",
    "REINVESTIGATE": "Investigate the complaint again",
    "CASE_TO_ANSWER": "Find a case to answer",
    "PERFORMANCE_FINDING": "Find that performance was unsatisfactory",
    "PROCEEDINGS": "Bring disciplinary proceedings",
    "RPRP": "Use the reflective practice review process",
    "NOTIFY_DPP": "Notify the Director of Public Prosecutions",
    "REMEDY_28ZA": "Remedy the dissatisfaction (paragraph 28ZA)",
    LEARNING: "Organisational learning (not statutory)",
}

ALLOWED: Mapping[str, frozenset[str]] = {
    P6A: frozenset({"REFER_IOPC", "INVESTIGATE", "REMEDY_28ZA", LEARNING}),
    P25: frozenset(
        {
            "REINVESTIGATE",
            "CASE_TO_ANSWER",
            "PERFORMANCE_FINDING",
            "PROCEEDINGS",
            "RPRP",
            "NOTIFY_DPP",
            "REMEDY_28ZA",
            LEARNING,
        }
    ),
}
