"""The letters of an anti-social behaviour case review (table 10.5): what each is for, whom it goes to and what it must say.

The rulebook calls them L-A01 to L-A08; those letters belong to subject access requests here. L-B09 takes what we recommend to
the body that must consider it.
"""

from workflows.letters import Audience, LetterKind, Must

THE_REASONS = Must(label="the reasons", field="answers.reasons")
LETTERS = (
    LetterKind(code="L-B01", purpose="acknowledges an application for an anti-social behaviour case review"),
    LetterKind(code="L-B02", purpose="says that we review how an anti-social behaviour case was dealt with"),
    LetterKind(
        code="L-B03", purpose="says why we cannot review an anti-social behaviour case, and who can help",
        musts=(THE_REASONS, Must(label="who can help", field="answers.who_can_help")),
    ),
    LetterKind(
        code="L-B04", purpose="asks a body for its records of an anti-social behaviour case", audiences=(Audience.PARTNER,),
        musts=(Must(label="what we ask for", field="answers.records"),),
    ),
    LetterKind(
        code="L-B05", purpose="gives our decision on an anti-social behaviour case, with what we recommend",
        musts=(THE_REASONS, Must(label="what we recommend", field="answers.recommendations")),
    ),
    LetterKind(code="L-B06", purpose="gives our decision on an anti-social behaviour case, without recommendations", musts=(THE_REASONS,)),
    LetterKind(
        code="L-B07", purpose="tells the person what the body answered",
        musts=(Must(label="the answer", field="answers.response"),),
    ),
    LetterKind(code="L-B08", purpose="confirms that an anti-social behaviour case review is withdrawn"),
    LetterKind(
        code="L-B09", purpose="sends our recommendations on an anti-social behaviour case to the body", audiences=(Audience.PARTNER,),
        musts=(Must(label="what we recommend", field="answers.recommendations"),),
    ),
)  # fmt: skip
