"""A bucket of a store that speaks S3, with files under their SHA-256. Needs the extra `objects`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from casework.errors import StoreAway
from casework.storing.folder import PIECE, Lying, long_ago

PART = 8 * 1024 * 1024
"""Bytes of a large file that go at once; two parts are in memory."""
REGION = "us-east-1"


@dataclass(frozen=True)
class Objects:
    """At `https://key:secret@host/bucket?region=...`. What is read from there waits in `folder`, so that no file is in
    memory whole. Raises `StoreAway`."""

    url: str = field(repr=False)
    folder: Path

    def add(self, source: BinaryIO, sha256: str) -> None:
        """Keep what is read from `source`: whole or not at all. The same file again renews its time."""
        with _in_our_words():
            source.seek(0)
            obstore.put(self._bucket, _key(sha256), source, chunk_size=PART, max_concurrency=2)

    def open(self, sha256: str) -> BinaryIO:
        with _in_our_words():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = TemporaryFile(dir=self.folder)  # noqa: SIM115 - whoever opens it closes it
            try:
                for piece in obstore.get(self._bucket, _key(sha256)).stream(min_chunk_size=PIECE):
                    file.write(piece)
                file.seek(0)
            except BaseException:
                file.close()
                raise
        return cast("BinaryIO", file)

    def lying(self, start: str) -> list[Lying]:
        """The files whose hash starts with these two signs."""
        with _in_our_words():
            found = [each for some in obstore.list(self._bucket, prefix=start) for each in some]
        lying = (Lying(sha256=each["path"].replace("/", ""), kept_at=_seconds(each)) for each in found)
        return sorted(lying, key=lambda each: each.sha256)

    def remove(self, sha256: str) -> bool:
        """Remove what belongs to no row, unless somebody has kept the same file meanwhile."""
        with _in_our_words():
            if _seconds(obstore.head(self._bucket, _key(sha256))) > long_ago():
                return False
            obstore.delete(self._bucket, _key(sha256))
        return True

    @cached_property
    def _bucket(self) -> Any:
        parts = urlsplit(self.url)
        return S3Store(
            parts.path.strip("/"),
            endpoint=f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
            access_key_id=unquote(parts.username or ""),
            secret_access_key=unquote(parts.password or ""),
            region=parse_qs(parts.query).get("region", [REGION])[0],
            virtual_hosted_style_request=False,
            client_options={"allow_http": parts.scheme == "http", "connect_timeout": "5s", "timeout": "120s"},
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
        )


def _key(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:]}"


def _seconds(what: Mapping[str, Any]) -> float:
    kept_at: datetime = what["last_modified"]
    return kept_at.timestamp()


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as problem:
        raise StoreAway from problem
