"""What services may raise. `casework/error_pages.py` maps each to one HTTP status and page.

Every message is a sentence that a person reads and that says what to do next.
"""

from workflows.engine import TransitionRefused as TransitionRefused


class CaseworkError(Exception):
    """The parent of all refusals that are nobody's bug."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(CaseworkError):
    """A value cannot be used (422). `field` is the form field that it belongs to, or "" for the whole form."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotAllowed(CaseworkError):
    """The person may not do this (403)."""


class NotFound(CaseworkError):
    """No such thing, or a restricted case that is not yours (404): the page is the same for both."""

    def __init__(self, message: str = "There is no such page, or you may not see it.") -> None:
        super().__init__(message)


class Conflict(CaseworkError):
    """Somebody else changed the record first (409). The message says who and when."""


class Damaged(CaseworkError):
    """A kept file is not what it was when it was kept (500): somebody changed the database by hand, or a disk did."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            "This file is not the one that was kept, so it is not shown. Nothing was changed now. "
            f"Tell whoever runs Casework to compare file {sha256[:12]} with a backup."
        )
        self.sha256 = sha256


class StoreAway(CaseworkError):
    """Files cannot be kept or read just now (503): their disk is full, or their folder cannot be reached."""

    def __init__(self) -> None:
        super().__init__(
            "The place where files are kept is full or out of reach. Nothing was saved and nothing is lost. "
            "Tell whoever runs Casework, and try again later."
        )


class KeptShut(CaseworkError):
    """A file that nobody may open (409): it waits for the virus scanner, or a virus was found in it."""


class Replayed(CaseworkError):
    """The same form was sent twice (409). The first sending counted; nothing was done again. `reference`: of the case
    that it was about or opened, if any."""

    def __init__(self, message: str, *, reference: str = "") -> None:
        super().__init__(message)
        self.reference = reference


class TooManyTries(CaseworkError):
    """Too many passwords were wrong (429): the next one counts after `seconds`."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        wait = "Wait a minute" if minutes == 1 else f"Wait {minutes} minutes"
        super().__init__(
            f"Too many tries went wrong. {wait}, then try again, or use a device on which you have signed in before. "
            "An administrator can send you a link to set a new password."
        )
        self.seconds = seconds


class SignedOut(CaseworkError):
    """A form came from somebody whose session has ended (401): they sign in, and what they typed comes back."""

    def __init__(self) -> None:
        super().__init__("You have been signed out meanwhile.")
