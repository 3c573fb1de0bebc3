"""The headings under which the risk of a matter is thought through (THRIVE), each with what to ask oneself."""

from collections.abc import Mapping

HEADINGS: Mapping[str, tuple[str, str]] = {
    "threat": ("Threat", "Who or what threatens whom"),
    "harm": ("Harm", "What was done to whom, and how bad it is"),
    "risk": ("Risk", "How likely it is to happen, or to happen again"),
    "investigation": ("Investigation", "What the police were told, and what they do about it"),
    "vulnerability": ("Vulnerability", "Who needs more care, support or protection, and why"),
    "engagement": ("Engagement", "How they want to be kept in touch, and what stands in the way"),
}
LONGEST = 300
"""Characters: a few words, not the story."""
