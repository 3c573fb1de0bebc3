"""Files that a browser sends: nothing of them stays open after the answer, also where the sending broke off."""

from typing import IO, Any

from flask import Request


class UploadingRequest(Request):
    """Werkzeug closes the files of a form that it could read to its end: these are closed whatever became of it."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._sent: list[IO[bytes]] = []

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        stream = super()._get_file_stream(total_content_length, content_type, filename, content_length)
        self._sent.append(stream)
        return stream

    def close(self) -> None:
        super().close()
        for stream in self._sent:
            stream.close()
