"""Mail as it really is: written against the rules, by old programs, in charsets that nobody names."""

import base64
import struct
from pathlib import Path

import pytest
from compressed_rtf import compress

from casework.incoming import parsing, parts, reading, references
from casework.incoming.formats import outlook, pages
from casework.incoming.parsing import parse
from casework.incoming.reading import read
from tests.incoming import mails

GIVEN = Path(__file__).parents[1] / "inputs"


def given(name: str) -> bytes:
    """A mail of `tests/inputs`, by the beginning of its name."""
    (file,) = GIVEN.glob(f"{name}*.eml")
    return file.read_bytes()


def head(*lines: str, body: str = "My answer.", charset: str = "utf-8") -> bytes:
    return "\n".join(["From: Pat Invented <pat@known.example>", *lines, "", body]).encode(charset)


def of_parts(*parts_of_it: bytes, kind: str = "mixed") -> bytes:
    """A mail of parts, each with a head of its own."""
    top = f'From: pat@known.example\nMIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="cut"\n\n'.encode()
    return top + b"".join(b"--cut\n" + each + b"\n" for each in parts_of_it) + b"--cut--\n"


WORDS = b"Content-Type: text/plain\n\nSee the file."


@pytest.mark.parametrize(
    ("name", "subject", "text", "files"),
    [
        ("m01", "Re: E-2026-00001", "The photo of the gate is attached.", ["visits.csv"]),
        ("m04", "A new matter", "Hello.", []),
        ("m05", "Re: E-2026-00001", "Hello again.", []),
        ("m09", "My photos", "See the file.", ["Photos.zip"]),
        ("m21", "My letter", "This is the whole of my letter. The gate is broken.", ["message.txt"]),
        ("m23", "The café", "The café owner said “£5 each” – twice. It\ufffds wrong.", []),
        ("m25", "From a form", "Name:    Pat Invented\nStreet:  1 Invented Street\nMatter:  the gate", []),
        ("m27", "My letter", "This is the whole of my *letter*.", []),
        ("m29", "My notes", "My notes are below.", ["notes.txt"]),
        ("m30", "My letter", "This is the whole of my letter.", ["notes.txt"]),
        ("m31", "My statement", "See the file.", ["Zoë statement.pdf"]),
    ],
)
def test_what_somebody_wrote_is_read(name: str, subject: str, text: str, files: list[str]) -> None:
    mail = parse(given(name))
    assert (mail.subject, mail.text, [file.file_name for file in mail.attachments]) == (subject, text, files)
    assert mail.problem == (parts.WRONG_CHARSET if name == "m23" else None)


@pytest.mark.parametrize(
    ("line", "guessed"),
    [
        ("X-Scan Result : clean", False),
        ("Subject : Another", False),
        ("X-Fred :dead", False),
        ("a line that is none of a head", True),
        ("\u00fcber: x", True),
    ],
)
@pytest.mark.parametrize("where", ["top", "part"])
def test_a_line_against_the_rules_costs_no_other_line_of_the_head(line: str, guessed: bool, where: str) -> None:
    if where == "top":
        mail = parse(head(line, "Subject: The gate", "Message-ID: <a@b.example>", "Content-Type: text/plain"))
        assert (mail.text, mail.message_id) == ("My answer.", "<a@b.example>")
    else:
        part = f"{line}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n".encode()
        mail = parse(of_parts(part + base64.b64encode(b"My answer.")))
        assert (mail.text, mail.attachments) == ("My answer.", ())
    assert bool(mail.problem) is guessed


def test_a_wrapped_subject_without_its_blank_stays_whole() -> None:
    mail = parse(head("Subject: About the gate and", "the lamp beside it", "Message-ID: <a@b.example>"))
    assert (mail.subject, mail.message_id) == ("About the gate and the lamp beside it", "<a@b.example>")


def test_a_text_without_an_empty_line_before_it_is_a_text() -> None:
    mail = parse(b"From: pat@known.example\nSubject: The gate\nDear all,\nplease help: it is broken.\n\nPat")
    assert (mail.subject, mail.text) == ("The gate", "Dear all,\nplease help: it is broken.\n\nPat")


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (of_parts(WORDS).replace(b"--cut--\n", b""), parts.CUT_OFF),
        (
            head("Content-Type: multipart/mixed", body="--other\nContent-Type: text/plain\n\nMy answer.\n--other--"),
            None,
        ),
        (head("Content-Type: multipart/mixed; boundary=cut", body="My answer."), parts.NO_PARTS),
    ],
)
def test_parts_that_are_not_where_they_should_be_are_read_and_it_is_said(raw: bytes, problem: str | None) -> None:
    mail = parse(raw)
    assert mail.text in ("See the file.", "My answer.")
    assert mail.problem == problem


@pytest.mark.parametrize(
    ("writer", "name", "address", "is_plain"),
    [
        ("Pat Invented pat@known.example", "Pat Invented", "pat@known.example", True),
        ("<Pat Invented> pat@known.example", "Pat Invented", "pat@known.example", True),
        ("Invented, Pat <pat@known.example>", "Invented, Pat", "pat@known.example", True),
        ("pat@known.example (Pat Invented)", "Pat Invented", "pat@known.example", True),
        ("Pat Invented [mailto:pat@known.example]", "Pat Invented", "pat@known.example", True),
        ("pat@known.example <pat@known.example>", "", "pat@known.example", True),
        ("Pat <pat.o'neill@known.example>", "Pat", "pat.o'neill@known.example", True),
        ("pat@known.example <sam@else.example>", "", "sam@else.example", False),
        ("pat@known.example sam@else.example", "", "pat@known.example", False),
        ('"pat@known.example" <sam@else.example>', "", "sam@else.example", True),
        ("=?utf-8?q?pat=40known.example?= <sam@else.example>", "pat@known.example", "sam@else.example", True),
        ("Pat <@known.example>", "Pat", "", False),
    ],
)
def test_who_wrote_is_found_however_it_is_written(writer: str, name: str, address: str, is_plain: bool) -> None:
    mail = parse(mails.plain(sender=writer))
    assert (mail.sender_name, mail.sender, mail.sender_is_plain) == (name, address, is_plain)


@pytest.mark.parametrize("charset", ["latin-1", "utf-8", "windows-1252"])
def test_a_name_in_plain_bytes_keeps_its_letters(charset: str) -> None:
    mail = parse(head("Reply-To: Zoë Håkansson <zoe@known.example>", "Subject: Zoë", charset=charset))
    assert (mail.reply_to_name, mail.subject) == ("Zoë Håkansson", "Zoë")


def test_bytes_without_a_charset_are_read_in_that_of_the_text() -> None:
    raw = head("Subject: Приветствие", "Content-Type: text/plain; charset=koi8-r", body="Привет", charset="koi8-r")
    assert (parse(raw).subject, parse(raw).text) == ("Приветствие", "Привет")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('filename="Zoë statement.pdf"'.encode(), "Zoë statement.pdf"),
        ('filename="Zoë statement.pdf"'.encode("latin-1"), "Zoë statement.pdf"),
        (b"filename*=us-ascii''Zo%EB.pdf", "Zoë.pdf"),
        (b"filename*=''Zo%C3%AB.pdf", "Zoë.pdf"),
        (b"filename*=x-none''Zo%EB.pdf", "Zoë.pdf"),
        (b"filename*0*=utf-8''Zo%C3; filename*1*=%AB.pdf", "Zoë.pdf"),
        (b"filename*=iso-8859-2''%A3ukasz.pdf", "Łukasz.pdf"),
        (b"filename*=utf-8''Zo\xc3\xab.pdf", "Zoë.pdf"),
        (b'filename="=?iso-8859-1?q?Zo=EB.pdf?="', "Zoë.pdf"),
        (b"filename==?utf-8?b?Wm/Dqy5wZGY=?=", "Zoë.pdf"),
    ],
)
def test_the_name_of_a_file_keeps_its_letters(written: bytes, name: str) -> None:
    file = b"Content-Type: application/pdf\nContent-Disposition: attachment; " + written + b"\n\n%PDF-1.7"
    (found,) = parse(of_parts(WORDS, file)).attachments
    assert found.file_name == name


@pytest.mark.parametrize(
    ("kind", "disposition"),
    [
        ('text/plain; name="message.txt"', "inline"),
        ('text/html; name="ATT00001.htm"', "inline"),
        ("text/plain", "attachment"),
        ("text/x-unknown", ""),
        ("plain/text", ""),
        ("text/enriched", ""),
        ("application/octet-stream", ""),
        ("text", ""),
    ],
)
def test_a_letter_of_any_kind_is_shown_where_nothing_else_is_to_be_read(kind: str, disposition: str) -> None:
    lines = [f"Content-Type: {kind}", *([f"Content-Disposition: {disposition}"] if disposition else [])]
    mail = parse(head(*lines, body="<p>My letter.</p>" if "html" in kind else "My letter."))
    assert mail.text == "My letter."
    assert [file.problem for file in mail.attachments if file.problem] == []


def test_a_text_file_beside_a_letter_is_a_file() -> None:
    file = b'Content-Type: text/plain; name="notes.txt"\nContent-Disposition: attachment\n\nMy notes.'
    inline = file.replace(b"attachment", b"inline")
    for raw in (of_parts(WORDS, file), of_parts(WORDS, inline)):
        mail = parse(raw)
        assert (mail.text, [each.file_name for each in mail.attachments]) == ("See the file.", ["notes.txt"])


def test_a_part_of_the_letter_that_exchange_gave_a_name_to_is_of_the_letter() -> None:
    rest = b'Content-Type: text/plain; name="ATT00001.txt"\nContent-Disposition: inline\n\nAnd more.'
    mail = parse(of_parts(WORDS, rest))
    assert (mail.text, mail.attachments) == ("See the file.\n\nAnd more.", ())


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<pre>Name:    Pat\n\n  Street</pre>", "Name:    Pat\n\n  Street"),
        ("<table><tr><th>Name</th><th>Street</th></tr></table>", "Name Street"),
        (
            "<table><tr><td><p>Name</p></td><td><div>Pat</div></td></tr><tr><td>Street<td>1</table>",
            "Name Pat\nStreet 1",
        ),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("It was <s>never</s> twice", "It was [struck out: never] twice"),
    ],
)
def test_a_page_keeps_the_lines_of_its_tables_and_forms(page: str, text: str) -> None:
    assert parse(mails.plain(page, content_type="text/html")).text == text


def test_words_behind_a_style_that_never_ends_are_said_to_be_missing() -> None:
    mail = parse(mails.plain("<p>One</p><style>p {<p>Two</p>", content_type="text/html"))
    assert (mail.text, mail.problem) == ("One", pages.HIDDEN)


@pytest.mark.parametrize("charset", ["utf-8", "us-ascii", ""])
@pytest.mark.parametrize("end", [b"\x92", b"\xc3"])
def test_one_bad_byte_costs_one_sign(charset: str, end: bytes) -> None:
    kind = f"text/plain; charset={charset}" if charset else "text/plain"
    mail = parse(head(f"Content-Type: {kind}", body="The café “said” £5") + end)
    assert mail.text == "The café “said” £5\ufffd"


def test_a_letter_in_windows_signs_that_says_utf_8_is_read() -> None:
    mail = parse(mails.plain("", content_type="text/plain; charset=utf-8") + "It’s a café".encode("cp1252"))
    assert mail.text == "It’s a café"


def test_a_file_with_the_words_of_a_scanner_below_it_is_whole() -> None:
    coded = base64.encodebytes(b"%PDF-1.7 invented" * 20)
    file = b'Content-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\n'
    for below in (b"\n-- \nScanned for viruses: none found.\n", b"\n\n"):
        (found,) = parse(of_parts(WORDS, file + coded + below)).attachments
        assert (found.content, found.problem) == (b"%PDF-1.7 invented" * 20, None)


def test_a_mail_that_came_as_a_file_is_read_with_its_files() -> None:
    inner = mails.with_file(b"%PDF-1.7 invented", "photo.pdf", subject="The old matter")
    for kind in (b"message/rfc822", b'application/octet-stream; name="old.eml"'):
        found = read(of_parts(WORDS, b"Content-Type: " + kind + b"\n\n" + inner)).mail
        assert "See the file." in found.text
        assert "Subject: The old matter" in found.text
        assert "Thank you." in found.text
        assert [file.file_name for file in found.attachments][1:] == ["photo.pdf"]


def of_outlook(*properties: bytes) -> bytes:
    """A mail that is a winmail.dat alone, with these MAPI properties of the message."""
    packed = struct.pack("<I", len(properties)) + b"".join(properties)
    body = struct.pack("<BIII", 1, 0x00069003, len(packed), 0)[:9] + packed + struct.pack("<H", sum(packed) & 0xFFFF)
    content = base64.encodebytes(struct.pack("<IH", 0x223E9F78, 1) + body + b"\x00" * 12)
    lines = ('Content-Type: application/ms-tnef; name="winmail.dat"', "Content-Transfer-Encoding: base64")
    return head(*lines, body=content.decode())


def binary(name: int, value: bytes) -> bytes:
    """One MAPI property of bytes."""
    return struct.pack("<HHII", 0x0102, name, 1, len(value)) + value + b"\x00" * (-len(value) % 4)


@pytest.mark.parametrize("broken", [False, True])
def test_a_letter_that_outlook_packed_as_rtf_is_read(broken: bool) -> None:
    packed = compress(rb"{\rtf1\ansi The gate is broken.\par And the lamp.}")
    mail = parse(of_outlook(binary(0x1009, packed[:-8] if broken else packed)))
    assert mail.text == ("" if broken else "The gate is broken.\nAnd the lamp.")
    assert mail.problem == (outlook.ONLY_OUTLOOK if broken else None)


def test_a_winmail_that_cannot_be_read_says_what_to_ask_for() -> None:
    mail = parse(head('Content-Type: application/ms-tnef; name="winmail.dat"', body="nothing of Outlook"))
    assert mail.problem == outlook.ONLY_OUTLOOK
    assert [file.file_name for file in mail.attachments] == ["winmail.dat"]


def test_several_headers_of_a_thread_are_one_thread() -> None:
    lines = ("References: <first@known.example>", f"References: {mails.OURS}", "In-Reply-To: last@known.example")
    assert parse(head(*lines)).answers == ("<last@known.example>", mails.OURS, "<first@known.example>")


@pytest.mark.parametrize("kind", ["E", "R", "F", "A", "D", "S"])
@pytest.mark.parametrize(
    "written",
    [
        "{}-2026-00012", "{}–2026–00012", "{}\u200b-\u200b2026\u200b-\u200b00012", "{}202600012", "{}/2026/00012",
        "{} - 2026 - 00012", "Ref: {}-2026-00012.", "({}-2026-00012)", "{}_2026_00012", "{}-2026-12", "{}‑2026‑00012",
        "{}\u00ad-2026-\u206000012", "Ｅ－２０２６－０００１２".replace("Ｅ", "{}"), "{}.2026.00012",
    ],
)  # fmt: skip
def test_a_reference_is_found_in_any_spelling(kind: str, written: str) -> None:
    for letters in (kind, kind.lower()):
        text = written.format(letters)
        assert list(references.named_in(f"Re: {text}")) == [f"{kind}-2026-00012"]
        assert references.only_one(text) == f"{kind}-2026-00012"


@pytest.mark.parametrize("written", ["E-\n2026-00012", "E-2026-\r\n00012", "> E -\n> 2026-00012", "E-2026\n-00012"])
def test_a_reference_that_is_broken_over_a_line_is_found(written: str) -> None:
    assert list(references.named_in(f"It is about {written}\nand no other.")) == ["E-2026-00012"]
    assert list(reading.read(mails.plain(f"It is about {written}.")).mentioned) == ["E-2026-00012"]


def test_a_reference_in_the_name_of_a_file_is_found() -> None:
    assert list(reading.read(mails.with_file(b"x", "scan_E-2026-00012(1).txt")).mentioned) == ["E-2026-00012"]


def test_days_and_numbers_are_no_references() -> None:
    for text in ("on 2026-11-20", "a 2026-01-05", "ring 0113 2026 12345", "ME2026000123456", "E-2026-00000012"):
        assert list(references.named_in(text)) == []


def test_the_largest_and_oddest_mails_say_why_they_are_shown_as_they_came() -> None:
    assert parse(mails.nested(2000)).problem == parsing.TOO_NESTED
