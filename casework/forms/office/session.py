"""Signing in and one's own password."""

from casework.forms.base import CaseworkForm, LineField, PasswordField


class SignInForm(CaseworkForm):
    email = LineField(
        "E-mail address", needed="Enter your e-mail address.", longest=254, input_type="email", autocomplete="username"
    )
    password = PasswordField("Password", needed="Enter your password.", autocomplete="current-password")


class ElsewhereForm(CaseworkForm):
    """A button."""


class SetPasswordForm(CaseworkForm):
    password = PasswordField(
        "New password",
        needed="Enter a new password.",
        hint="At least 12 characters. Three or four words that have nothing to do with each other are good",
        longest=200,
        autocomplete="new-password",
    )
    again = PasswordField(
        "The new password again", needed="Enter the new password a second time.", autocomplete="new-password"
    )


class ChangePasswordForm(SetPasswordForm):
    current = PasswordField(
        "Your password now", needed="Enter the password that you have now.", autocomplete="current-password"
    )
