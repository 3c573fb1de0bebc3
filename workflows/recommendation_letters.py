"""The letters about one recommendation (rulebook 10.2)."""

from workflows.letters import Audience, LetterKind

LETTERS = (
    LetterKind(code="L-C01", purpose="agrees more time for an answer", audiences=(Audience.FORCE,)),
    LetterKind(
        code="L-C02",
        purpose="copies the force's answer",
        audiences=(Audience.PERSON, Audience.INTERESTED, Audience.COMPLAINED_AGAINST),
        copies=True,
    ),
    LetterKind(code="L-C03", purpose="reminds of an overdue answer", audiences=(Audience.FORCE,)),
    LetterKind(code="L-C04", purpose="escalates an overdue answer", audiences=(Audience.FORCE,), signed=True),
    LetterKind(code="L-C05", purpose="confirms that a recommendation was implemented", audiences=(Audience.FORCE,)),
)
