"""Parts of a case with a life of their own: a recommendation, a question to another organisation."""

from sqlalchemy.orm import Mapped

from casework.models.base import Stateful

PARTS: "dict[str, type[Part]]" = {}
"""Every kind of part by the name of its workflow, which its table has too."""


class Part(Stateful):
    """A part of a case, numbered within it, that steps are made on.

    Clocks, letters and prepared steps of a part carry its id in a column of their own, "recommendation_id" for
    instance; a new kind of part adds that column to each of the three tables.
    """

    __tablename__: str
    id: Mapped[int]
    case_id: Mapped[int]
    number: Mapped[int]
    category: Mapped[str]
    workflow_version: Mapped[int]
    row_version: Mapped[int]

    def __init_subclass__(cls, **given: object) -> None:
        super().__init_subclass__(**given)
        PARTS[cls.__tablename__] = cls
