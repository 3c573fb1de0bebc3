"""The time of a surgery that is kept for a case, or that the step of a letter keeps for it."""

from casework.services.letters.values.occasion import Occasion, Used, Values, asks
from casework.services.types import surgery_times


def fields(occasion: Occasion, used: Used) -> Values:
    if not asks(used, "appointment."):
        return {}
    chosen = occasion.answers.get(surgery_times.FIELD)
    kept = surgery_times.find(chosen) if chosen else surgery_times.of_case(occasion.case.id)
    if kept is None:
        return {}
    return {
        "appointment.when": kept.when,
        "appointment.place": kept.where,
        "appointment.access": kept.access,
        "appointment.host": kept.host,
        "appointment.length": f"{kept.minutes} minutes",
    }
