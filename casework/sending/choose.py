"""The adapter that the settings name."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from casework.sending.adapter import Adapter
from casework.sending.folder import FolderAdapter
from casework.sending.smtp import TIMEOUT_SECONDS, SmtpAdapter


def choose(config: Mapping[str, Any]) -> Adapter:
    """A fresh adapter for one batch. The settings were checked when the application started."""
    name, sender = config["MAIL_ADAPTER"], config["MAIL_FROM"]
    timeout = TIMEOUT_SECONDS / config["SENDING_PACE"]
    if name == "notify":
        # imported here because its client is an optional extra, which an office with a mail server need not install
        notify = import_module("casework.sending.notify")
        return cast(
            "Adapter",
            notify.NotifyAdapter(
                config["NOTIFY_API_KEY"], config["NOTIFY_TEMPLATE_ID"], config["NOTIFY_BASE_URL"], timeout=timeout
            ),
        )
    if name == "folder":
        return FolderAdapter(Path(config["OUTGOING_FOLDER"]), sender)
    return SmtpAdapter(config["SMTP_URL"], sender, timeout=timeout)
