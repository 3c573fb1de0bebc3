"""Settings, from the environment alone. An unnamed environment is production, and fails closed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from casework import config_values, kept_environment
from casework.config_values import BadSetting as BadSetting
from casework.config_values import Documents

HOME = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("production", "development", "test")
MAIL_ADAPTERS = ("smtp", "notify", "folder")
SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
FILE = "sqlite:///"
SENDER = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
AUTHSERV_ID = re.compile(r"[A-Za-z0-9._-]{1,200}")
NO_ADDRESS = "http://127.0.0.1:5000"
"""Where BASE_URL is not set: links lead to this machine, and any host is answered for."""
NOTIFY_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
"""The end of an API key: the id of the service and the secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Every setting of the application. Each is described in docs/operations.md, which a test compares."""

    environment: str
    secret_key: str
    instance_path: Path
    database_url: str
    redis_url: str
    smtp_url: str
    mail_from: str
    base_url: str
    office_name: str
    log_level: str
    sending_pace: int
    mail_adapter: str
    notify_api_key: str
    notify_base_url: str
    notify_template_id: str
    incoming_url: str
    incoming_authserv_id: str
    trusted_proxies: int
    documents: Documents

    @property
    def mail_stays_here(self) -> bool:
        """Whether no mail leaves this machine. What a mail server on it does in production nobody can say."""
        if self.environment == "production":
            return False
        return self.mail_adapter == "folder" or urlsplit(self.smtp_url).hostname in THIS_MACHINE

    def flask_config(self) -> dict[str, Any]:
        """As Flask and its extensions name them."""
        production = self.environment == "production"
        return {
            "CASEWORK_ENV": self.environment,
            "SECRET_KEY": self.secret_key,
            "TESTING": self.environment == "test",
            "DEBUG": False,  # Flask would take it from FLASK_DEBUG
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # an error of the database names nobody
            "REDIS_URL": self.redis_url,
            "SMTP_URL": self.smtp_url,
            "MAIL_FROM": self.mail_from,
            "MAIL_STAYS_HERE": self.mail_stays_here,
            "MAIL_FOLDER": str(self.instance_path / "mail"),
            "BASE_URL": self.base_url.rstrip("/"),
            "OFFICE_NAME": self.office_name,
            "SENDING_PACE": self.sending_pace,  # times
            "MAIL_ADAPTER": self.mail_adapter,
            "NOTIFY_API_KEY": self.notify_api_key,
            "NOTIFY_BASE_URL": self.notify_base_url,
            "NOTIFY_TEMPLATE_ID": self.notify_template_id,
            "INCOMING_URL": self.incoming_url,
            "INCOMING_AUTHSERV_ID": self.incoming_authserv_id,
            "OUTGOING_FOLDER": str(self.instance_path / "outgoing"),
            "TRUSTED_PROXIES": self.trusted_proxies,
            "OUR_HOST": urlsplit(self.base_url).hostname if self.base_url != NO_ADDRESS else None,
            "PREFERRED_URL_SCHEME": "https" if production else "http",
            "SESSION_COOKIE_NAME": "__Host-casework" if production else "casework",
            "SESSION_COOKIE_SECURE": production,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": 24 * 60 * 60,  # seconds; the row of the session ends it before
            "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session, so that a long form can be sent
            **self.documents.flask_config(),
            "MAX_CONTENT_LENGTH": 4 * 1024 * 1024,  # bytes
            "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,  # bytes
        }


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Raises `BadSetting` with one sentence."""
    instance = config_values.folder("INSTANCE_PATH", environ.get("INSTANCE_PATH") or str(HOME / "instance"))
    own_database = f"sqlite:///{instance / 'casework.db'}"
    try:
        environ = kept_environment.completed(environ, instance, own_database)
    except kept_environment.NotForProduction as problem:
        raise BadSetting(str(problem)) from None
    environment = environ.get("CASEWORK_ENV") or "production"
    if environment not in ENVIRONMENTS:
        raise BadSetting(f"CASEWORK_ENV must be one of {', '.join(ENVIRONMENTS)}, not {environment!r}.")
    return Settings(
        environment=environment,
        secret_key=_secret_key(environ, environment),
        instance_path=instance,
        database_url=_database_url(environ.get("DATABASE_URL") or own_database),
        redis_url=_redis_url(environ.get("REDIS_URL") or "") or f"unix://{instance / 'queue.sock'}",
        smtp_url=_smtp_url(environ.get("SMTP_URL") or "smtp://127.0.0.1:2525"),
        mail_from=_mail_from(environ.get("MAIL_FROM") or "Casework <casework@localhost.example>"),
        base_url=_web_address("BASE_URL", environ.get("BASE_URL") or NO_ADDRESS),
        office_name=config_values.office_name(environ.get("OFFICE_NAME") or "Policing and Crime Casework"),
        log_level=config_values.log_level(environ.get("LOG_LEVEL") or "INFO"),
        sending_pace=config_values.sending_pace(environ.get("SENDING_PACE") or "1", environment),
        mail_adapter=_mail_adapter(environ),
        notify_api_key=environ.get("NOTIFY_API_KEY") or "",
        notify_base_url=_web_address(
            "NOTIFY_BASE_URL", environ.get("NOTIFY_BASE_URL") or "https://api.notifications.service.gov.uk"
        ),
        notify_template_id=environ.get("NOTIFY_TEMPLATE_ID") or "",
        incoming_url=_incoming_url(environ.get("INCOMING_URL") or ""),
        incoming_authserv_id=_authserv_id(environ.get("INCOMING_AUTHSERV_ID") or ""),
        trusted_proxies=config_values.trusted_proxies(environ.get("TRUSTED_PROXIES") or "0"),
        documents=config_values.documents(environ, instance),
    )


def _secret_key(environ: Mapping[str, str], environment: str) -> str:
    key = environ.get("SECRET_KEY", "")
    if environment == "production" and len(key) < 32:
        raise BadSetting("Set SECRET_KEY to a random text of at least 32 characters before starting in production.")
    return key or "not a secret: development and tests only"


def _mail_adapter(environ: Mapping[str, str]) -> str:
    name = environ.get("MAIL_ADAPTER") or "smtp"
    if name not in MAIL_ADAPTERS:
        raise BadSetting(f"MAIL_ADAPTER must be one of {', '.join(MAIL_ADAPTERS)}, not {name!r}.")
    if name != "notify":
        return name
    if not NOTIFY_KEY.search(environ.get("NOTIFY_API_KEY") or ""):
        raise BadSetting("Set NOTIFY_API_KEY to the whole API key of your GOV.UK Notify service, or MAIL_ADAPTER=smtp.")
    if not environ.get("NOTIFY_TEMPLATE_ID"):
        raise BadSetting("Set NOTIFY_TEMPLATE_ID to the id of the e-mail template that docs/operations.md describes.")
    if find_spec("notifications_python_client") is None:
        raise BadSetting("Install casework[notify] to send through GOV.UK Notify, or set MAIL_ADAPTER=smtp.")
    return name


def _smtp_url(url: str) -> str:
    """A name of the way that is not known would be sent in the clear. The messages do not repeat the address, which
    may hold a password."""
    parts = _parts(url)
    if parts is None or not parts.hostname or parts.scheme not in SMTP_SCHEMES or parts.path not in ("", "/"):
        raise BadSetting(
            "SMTP_URL must be smtp://host:25, smtp+starttls://user:password@host:587 or "
            "smtps://user:password@host:465, with %40 for an @ and %2F for a / in the password."
        )
    if parts.scheme == "smtp" and parts.username and parts.hostname not in THIS_MACHINE:
        raise BadSetting("SMTP_URL would send a password in the clear: use smtp+starttls:// or smtps://.")
    return url


def _mail_from(sender: str) -> str:
    if not SENDER.fullmatch(parseaddr(sender)[1]) or not sender.isprintable():
        raise BadSetting(
            "MAIL_FROM must be an address like casework@office.example or Casework <casework@office.example>; "
            "put quotation marks around a name that has a comma in it."
        )
    return sender


def _incoming_url(url: str) -> str:
    """The message does not repeat the address, which holds a password."""
    usable = re.fullmatch(r"(imaps|imap\+starttls)://[^/?#@]*@[^/?#@:]+(:\d{1,5})?(/[^?#]*)?|maildir:/.+", url)
    if url and (not usable or (url.startswith("imap") and _parts(url) is None)):
        raise BadSetting(
            "INCOMING_URL must be imaps://user:password@host/INBOX, imap+starttls://user:password@host/INBOX "
            "or maildir:/path, with signs like @ / ? # of the password as %40 %2F %3F %23."
        )
    return url


def _authserv_id(name: str) -> str:
    if name and not AUTHSERV_ID.fullmatch(name):
        raise BadSetting(
            "INCOMING_AUTHSERV_ID must be the name that your mail server writes first in Authentication-Results, like "
            "mx.office.example."
        )
    return name


def _database_url(url: str) -> str:
    """`postgres://` and `postgresql://` mean the driver that we ship. The messages do not repeat the address, which may
    hold a password."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    if url.startswith(FILE) and len(url) > len(FILE):
        return url
    parts = _parts(url)
    if parts is None or parts.scheme != "postgresql+psycopg" or not (parts.netloc or parts.path):
        raise BadSetting(
            "DATABASE_URL must be postgresql+psycopg://user:password@host/name or sqlite:////path/of/the/file.db, "
            "with signs like @ / ? # of the password as %40 %2F %3F %23."
        )
    if find_spec("psycopg") is None:
        raise BadSetting("Install casework[postgres] to use PostgreSQL, or leave DATABASE_URL out to use SQLite.")
    return url


def _redis_url(url: str) -> str:
    """The message does not repeat the address, which may hold a password."""
    if not url or re.match(r"unix:///.", url):
        return url
    parts = _parts(url)
    is_server = parts is not None and parts.scheme in ("redis", "rediss") and bool(parts.hostname)
    if is_server and parts is not None and re.fullmatch(r"(/\d{0,4})?", parts.path):
        return url
    raise BadSetting("REDIS_URL must be redis://host:6379/0, rediss://user:password@host:6379/0 or unix:///path.")


def _web_address(name: str, url: str) -> str:
    parts = _parts(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise BadSetting(f"{name} must be an address like https://casework.office.example, not {url[:200]!r}.")
    return url


def _parts(url: str) -> SplitResult | None:
    """An address in its parts; None where it is none, or its port is no port."""
    try:
        parts = urlsplit(url)
        if parts.port == 0 or not url.isprintable() or " " in url:
            return None
    except ValueError:
        return None
    return parts
