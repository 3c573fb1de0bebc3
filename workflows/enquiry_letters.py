"""The letters of an enquiry (rulebook 10.3)."""

from workflows.letters import Audience, LetterKind, Must, musts

LETTERS = (
    LetterKind(code="L-E00", purpose="automatic receipt of an enquiry", automatic=True),
    LetterKind(
        code="L-E01", purpose="acknowledges an enquiry and says who will be asked", musts=musts("who_will_be_asked")
    ),
    LetterKind(code="L-E02", purpose="says who can help with what is outside our remit"),
    LetterKind(code="L-E03", purpose="says that the enquiry goes on as another type of case"),
    LetterKind(code="L-E04", purpose="asks the force or a partner", audiences=(Audience.PARTNER,)),
    LetterKind(code="L-E05", purpose="says that an answer is still awaited"),
    LetterKind(code="L-E06", purpose="replies to an enquiry", signed_if_sensitive=True, by_step=True),
    LetterKind(
        code="L-E08",
        purpose="asks the person for what is missing",
        musts=(Must(label="what is missing", field="answers.missing"),),
    ),
    LetterKind(code="L-E07", purpose="tells of a restriction for unreasonable contact", signed=True, on_any_case=True),
    LetterKind(
        code="L-E09", purpose="says that a restriction for unreasonable contact is kept", signed=True, on_any_case=True
    ),
    LetterKind(
        code="L-E10",
        purpose="says that a restriction for unreasonable contact has ended",
        signed=True,
        on_any_case=True,
    ),
)
