"""A form with a file that is too long, or ends in the middle, is refused and leaves no file open on the server."""

import gc
import io
import warnings

import pytest

from tests.routes.conftest import SignIn

MEGABYTE = 1024 * 1024


def body(*, words: int, ends: bool) -> bytes:
    """A form of one file of a megabyte, which is kept on disk while it comes in, and a text of `words` bytes."""
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="x.txt"\r\n\r\n' + b"a" * MEGABYTE + b"\r\n",
        b'--x\r\nContent-Disposition: form-data; name="summary"\r\n\r\n' + b"b" * words,
        b"\r\n--x--\r\n" if ends else b"",
    )
    return b"".join(parts)


@pytest.mark.parametrize(
    ("words", "ends", "status"), [(5 * MEGABYTE, True, 413), (10, False, 400), (10, True, 400)],
    ids=["too long", "broken off", "without the key of the form"],
)  # fmt: skip
def test_a_file_that_is_refused_half_way_is_not_kept_open(
    signed_in: SignIn, words: int, ends: bool, status: int
) -> None:
    client = signed_in("officer")
    gc.collect()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sent = io.BytesIO(body(words=words, ends=ends))
        with client.post("/contacts/new", input_stream=sent, content_length=len(sent.getvalue()),
                         content_type="multipart/form-data; boundary=x") as answer:  # fmt: skip
            assert answer.status_code == status
        del answer
        gc.collect()
    assert [str(each.message) for each in caught if issubclass(each.category, ResourceWarning)] == []
