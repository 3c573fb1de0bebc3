"""The forms of letters: text, comment, who it goes to, the send."""

from casework.forms.base import CaseworkForm, ChoiceField, LineField, TextField, TickField


class NewLetterForm(CaseworkForm):
    code = ChoiceField("What it is for", kind="select", needed="Choose what the letter is for.", blank="Choose one")
    to = ChoiceField(
        "Who gets it",
        kind="select",
        blank="Whoever such a letter goes to",
        hint="Choose only where it goes to somebody else, for example a partner from the directory",
    )


class LetterForm(CaseworkForm):
    subject = LineField("Heading", needed="Give the letter a heading.", longest=200)
    body = TextField(
        "Text",
        needed="Write the text of the letter.",
        rows=24,
        longest=200_000,
        hint="An empty line begins a paragraph. “## ” makes a heading, “- ” a list, **two stars** bold",
    )


class LockForm(CaseworkForm):
    """A button that begins to edit."""


class CommentForm(CaseworkForm):
    text = TextField("Comment", needed="Write the comment.", rows=3)


class SendBackForm(CaseworkForm):
    text = TextField("What should be changed", needed="Say what should be changed.", rows=4)


class DropForm(CaseworkForm):
    reason = TextField("Why it is not sent", needed="Say why it is not sent.", rows=3)


class ChannelForm(CaseworkForm):
    channel = ChoiceField(
        "How it goes", needed="Choose one.", choices=(("email", "By e-mail"), ("post", "By post, printed here"))
    )
    to = ChoiceField("Who gets it", kind="select", blank="As it is")


class ConfirmedForm(CaseworkForm):
    """What somebody confirms before letters go."""

    safe_contact = TickField("I have read the note on safe contact")
    harm = TickField("Telling these people what concerns somebody else does no harm to anybody")


class StepForm(ConfirmedForm):
    """The last page of a step: send its letters, or say why none goes."""

    unsent_reason = TextField(
        "Why no letter is sent", rows=2, hint="For example: told on the phone, or the letter went out by hand"
    )
