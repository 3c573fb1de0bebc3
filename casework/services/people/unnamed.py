"""Somebody who gave no name: what they are called on pages and in letters until one is known."""

from casework.models import Person

NAME = "Name not given"
IN_LETTERS = "Sir or Madam"


def written_name(person: Person) -> str:
    """What a letter calls somebody."""
    return IN_LETTERS if person.unnamed else person.full_name
