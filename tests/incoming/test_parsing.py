"""Whatever comes is read as far as it can be, and nothing is raised."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.incoming import attachments, parsing, parts, text
from casework.incoming.formats import pages
from casework.incoming.parsing import parse
from casework.incoming.process import told
from casework.incoming.reading import read
from tests.incoming import mails

PIECES = st.sampled_from(
    [
        b"From: ",
        b"Subject: =?utf-8?q?",
        b"Subject: =?utf-8?b?A",
        b"?=",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
        b"Content-Type: message/delivery-status\n",
        b"Content-Type: message/rfc822\n",
        b"Content-Type: text/html; charset=",
        b"Content-Disposition: attachment; filename*0*=utf-8''%",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"Content-Transfer-Encoding: x-uuencode\n",
        b"Return-Path: <>\n",
        b"Action: failed\n",
        b"\n--b\n",
        b"\n--b--\n",
        b"\n\n",
        b"<p",
        b"<!--",
        b"&#x110000;",
        b"begin 644 x\n",
    ]
)
MAILS = st.lists(st.one_of(PIECES, st.binary(max_size=30)), max_size=30).map(b"".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.binary(max_size=2000), MAILS))
def test_any_bytes_are_read_and_can_be_stored(raw: bytes) -> None:
    mail = parse(raw)
    found = read(raw)
    assert told.of_bytes(told.to_bytes(found)) == found
    for shown in (mail.text, mail.subject, mail.sender, mail.sender_name, *(one.file_name for one in mail.attachments)):
        assert not text.UNSTORABLE.search(shown)
        shown.encode("utf-8")
    assert len(mail.subject) <= 300
    assert len(mail.sender) <= 254
    assert all(0 < len(one.file_name) <= 200 for one in mail.attachments)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_any_name_becomes_safe(name: str) -> None:
    safe = attachments.safe_name(name)
    assert 0 < len(safe) <= attachments.LONGEST_NAME
    assert not set(safe) & set('/\\\x00\r\n"<>|:*?')
    assert not safe.startswith((".", " "))
    assert attachments.safe_name(safe) == safe


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=300), st.text(alphabet='<>!-/ab"= \n&;', max_size=300)))
def test_any_page_becomes_text(html: str) -> None:
    assert isinstance(pages.read(html)[0], str)


def test_a_mail_of_a_person_is_read_in_full() -> None:
    mail = parse(mails.plain("Caf\u00e9", content_type="text/plain; charset=utf-8", in_reply_to="<a@b.example>"))
    assert (mail.sender, mail.sender_name) == ("pat@known.example", "Pat Invented")
    assert (mail.subject, mail.text, mail.message_id) == ("A question", "Caf\u00e9", "<m1@known.example>")
    assert mail.answers == ("<a@b.example>",)
    assert mail.written_at is not None
    assert mail.written_at.isoformat() == "2026-11-20T10:00:00+00:00"
    assert mail.problem is None


def test_words_of_other_alphabets_in_headers_are_read() -> None:
    raw = mails.plain(
        subject="=?utf-8?b?WsO8cmljaA==?= =?iso-8859-1?q?caf=E9?=", sender="=?utf-8?q?Zo=C3=AB?= <z@x.example>"
    )
    mail = parse(raw)
    assert (mail.subject, mail.sender_name) == ("Zürichcafé", "Zoë")


def test_plain_text_is_preferred_and_a_page_becomes_text_without_its_scripts() -> None:
    page = "<head><title>no</title><style>p {}</style></head><p>One</p><script>alert(1)</script><p>Two<br>three</p>"
    alone = parse(mails.plain(page, content_type="text/html"))
    assert alone.text == "One\n\nTwo\nthree"
    both = (
        b"From: a@b.example\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nPlain\n"
        b"--x\nContent-Type: text/html\n\n<p>Page</p>\n--x--\n"
    )
    assert parse(both).text == "Plain"
    assert parse(both).attachments == ()


def test_a_link_keeps_its_address_and_a_script_address_does_not() -> None:
    assert pages.read('<a href="https://x.example/a">here</a>')[0] == "here <https://x.example/a>"
    assert "javascript" not in pages.read('<a href="javascript:alert(1)">here</a>')[0]


def test_a_long_text_is_cut_and_says_so() -> None:
    mail = parse(mails.plain("word " * 50_000))
    assert len(mail.text) <= text.LONGEST_TEXT
    assert mail.text.endswith(text.CUT)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", parsing.NOTHING_IN_IT),
        (b"no headers at all", parsing.NO_SENDER),
        (mails.HOSTILE["nested 2,000 deep"], parsing.TOO_NESTED),
        (mails.HOSTILE["mail in mail in mail"], parsing.NOT_A_MAIL),
        (mails.HOSTILE["unknown charset"], parts.WRONG_CHARSET),
        (mails.HOSTILE["wrong charset"], parts.WRONG_CHARSET),
        (mails.HOSTILE["half of base64"], parts.WRONG_ENCODING),
    ],
)
def test_what_was_wrong_is_said(raw: bytes, problem: str) -> None:
    assert parse(raw).problem == problem


def test_parts_within_parts_are_found() -> None:
    assert parse(mails.nested(90)).text == "At the bottom"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("papers.pdf", b"%PDF-1.7 x", None),
        ("papers.pdf", b"MZ\x90\x00", attachments.MAY_RUN),
        ("papers.pdf", b"\xff\xd8\xff\xe0\x00\x10JFIF", attachments.DIFFERS),
        ("papers.txt", b"<html><script>", attachments.MAY_RUN),
        ("picture.svg", b"<svg>", attachments.MAY_RUN),
        ("page.html", b"hello", attachments.MAY_RUN),
        ("papers.pdf.exe", b"hello", attachments.MAY_RUN),
        ("papers.exe\u200b", b"hello", attachments.MAY_RUN),
        ("papers.pif", b"hello", attachments.MAY_RUN),
        ("disk.img", b"hello", attachments.MAY_RUN),
        ("winmail.dat", b"\x78\x9f\x3e\x22", None),
        ("bomb.zip", b"PK\x03\x04" + b"\x00" * 1000, None),
        ("macro.docm", b"PK\x03\x04", attachments.MAY_RUN),
        ("papers.pdf", b"", attachments.EMPTY),
        ("notes.txt", b"a\x00b", attachments.DIFFERS),
        ("notes.txt", b"hello", None),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, problem: str | None) -> None:
    found = attachments.describe(name, content)
    assert found.problem == problem
    assert found.problem is None or found.media_type == attachments.OCTETS


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\papers.pdf", "papers.pdf"),
        ("...hidden.pdf", "hidden.pdf"),
        ("a\x00b\r\nc.pdf", "ab c.pdf"),
        ("papers\u202efdp.exe", "papersfdp.exe"),
        ("con.txt", "_con.txt"),
        ("COM\u00b9 .txt", "_COM\u00b9 .txt"),
        ("conin$", "_conin$"),
        ("papers.exe\u200b", "papers.exe"),
        ("papers.exe \u00a0. ", "papers.exe"),
        ("papers\u061cfdp.exe", "papersfdp.exe"),
        ("....//....//etc/passwd", "passwd"),
        ("papers\u2028.pdf", "papers .pdf"),
        ("", "attachment"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert attachments.safe_name(name) == safe


def test_a_name_in_the_mail_is_made_safe_too() -> None:
    (file,) = parse(mails.with_file(b"%PDF-1.7", "../../x\x07.pdf")).attachments
    assert file.file_name == "x.pdf"


@pytest.mark.parametrize(
    "sender",
    [
        "=?utf-8?q?Pat_=3Cpat=40known=2Eexample=3E?= <sam@else.example>",
        "=?utf-8?q?pat=40known=2Eexample=2C?= <sam@else.example>",
        "=?utf-8?b?cGF0QGtub3duLmV4YW1wbGU=?= <sam@else.example>",
        '"pat@known.example" <sam@else.example>',
        "sam@else.example (pat@known.example)",
    ],
)
def test_an_address_inside_a_name_is_no_sender(sender: str) -> None:
    mail = parse(mails.plain(sender=sender))
    assert (mail.sender, mail.sender_is_plain) == ("sam@else.example", True)


@pytest.mark.parametrize(
    "mail",
    [
        mails.plain(sender="pat@known.example, sam@else.example"),
        mails.plain(sender="<pat@known.example> <sam@else.example>"),
        mails.plain(sender="pat@known.example\nFrom: sam@else.example"),
        mails.plain(sender="=?utf-8?q?pat=40known=2Eexample?="),
        mails.plain(
            authentication_results="mx.office.example; spf=pass; dmarc=fail (p=none) header.from=known.example"
        ),
    ],
)
def test_a_sender_who_is_not_certain_is_said_so(mail: bytes) -> None:
    assert not parse(mail).sender_is_plain


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("=?utf-8?q?Invented=2C_Pat?= <pat@known.example>", "Invented, Pat"),
        ('"Invented, Pat" <pat@known.example>', "Invented, Pat"),
        ("pat@known.example (Pat Invented)", "Pat Invented"),
        ("pat@known.example", ""),
    ],
)
def test_a_name_is_read_as_its_owner_wrote_it(sender: str, name: str) -> None:
    mail = parse(mails.plain(sender=sender))
    assert (mail.sender, mail.sender_name) == ("pat@known.example", name)


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        ("iso-8859-1", "cp1252", "don\u2019t \u201cstop\u201d"),
        ("us-ascii", "cp1252", "don\u2019t"),
        ("unknown-8bit", "cp1252", "caf\u00e9"),
        ("cp-1252", "cp1252", "\u2019"),
        ("gb2312", "gb18030", "\u9555"),
        ("shift_jis", "cp932", "\u2460"),
        ("ks_c_5601-1987", "cp949", "\ub620"),
        ("koi8-r", "koi8-r", "\u041f\u0440\u0438"),
        ("iso-2022-jp", "iso-2022-jp", "\u3053\u3093"),
        ("windows-874", "cp874", "\u0e01"),
        ("utf-8", "utf-8-sig", "words"),
    ],
)
def test_a_charset_is_read_as_programs_mean_it(charset: str, codec: str, words: str) -> None:
    raw = mails.plain("", content_type=f"text/plain; charset={charset}") + words.encode(codec)
    assert parse(raw).text == words


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><meta charset=utf-8><body><p>One",
        "<title>One",
        "<p>One<svg>",
        "<p>One<o:p></o:p></p><st1:place></st1:place>",
        "<!--[if mso]><p>no</p><![endif]-->One<img src='https://x.example/pixel.gif'>",
    ],
)
def test_a_page_of_odd_tags_loses_no_words(page: str) -> None:
    assert pages.read(page)[0] == "One"


def of_parts(kind: str, *given: tuple[str, str]) -> bytes:
    body = "".join(f"--x\nContent-Type: {media_type}\n\n{words}\n" for media_type, words in given)
    return mails.plain(f"{body}--x--\n", content_type=f"multipart/{kind}; boundary=x")


def test_a_page_with_a_plain_line_below_it_is_read_and_an_alternative_is_not_read_twice() -> None:
    page, plain = ("text/html", "<p>The words"), ("text/plain", "Checked for viruses.")
    assert parse(of_parts("mixed", page, plain)).text == "The words\n\nChecked for viruses."
    assert parse(of_parts("alternative", plain, page)).text == "Checked for viruses."
    assert parse(of_parts("alternative", ("text/plain", " "), page)).text == "The words"


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n\n", b"From pat@known.example Fri Nov 20 10:00:00 2026\n"])
def test_what_a_program_puts_before_a_mail_hides_no_headers(before: bytes) -> None:
    assert parse(before + mails.plain()).sender == "pat@known.example"


def test_an_encrypted_mail_says_what_to_do() -> None:
    sealed = mails.plain(
        "AAAA", content_type="application/pkcs7-mime; name=smime.p7m", content_transfer_encoding="base64"
    )
    assert parse(sealed).problem == parsing.IS_ENCRYPTED
    assert [file.file_name for file in parse(sealed).attachments] == ["smime.p7m"]
    signed = of_parts("signed; protocol=x", ("text/plain", "Signed words."), ("application/pkcs7-signature", "AAAA"))
    assert (parse(signed).text, parse(signed).problem) == ("Signed words.", None)


def test_a_mail_with_very_many_parts_shows_the_first() -> None:
    mail = parse(mails.HOSTILE["10,000 parts"])
    assert mail.problem == parts.TOO_MANY
    assert mail.text.startswith("x")


@pytest.mark.parametrize("name", ["a mail of line ends", "a report of empty lines", "90 boundaries and many lines"])
def test_a_mail_that_would_take_minutes_is_not_taken_apart(name: str) -> None:
    assert parse(mails.HOSTILE[name]).problem in (parsing.TOO_LARGE, parsing.TOO_NESTED)
