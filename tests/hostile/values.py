"""What somebody types who means harm, or whose program is broken."""

import random
import string

from tests.client import PROBE

TEXTS = (
    "", " ", "\t\r\n", "\0", "a\0b", "\x07\x1b[31m", "\ufeff", "\u202etxt.exe", "\u200b\u200d", "e\u0301" * 400, "👮🏽‍♀️" * 50,
    "null", "None", "undefined", "NaN", "true", "[]", "{}", "[object Object]", "-0", "1e309", "0x10", "١٢٣", "½",
    PROBE, "<img src=x onerror=alert(1)>", "javascript:alert(1)", "{{ 7 * 7 }}", "{% for x in y %}", "${7*7}", "#{7*7}",
    "{{ config }}", "%s%s%n", "%00", "%2e%2e%2f", "../../etc/passwd", "..\\..\\boot.ini", "file:///etc/passwd",
    "'; DROP TABLE cases; --", "\" OR 1=1 --", "') UNION SELECT password_hash FROM user --", "%' AND '%'='", "_%_%",
    "=cmd|'/c calc'!A1", "@SUM(1+1)", "+44", "-2+3", "a@b", "a@b\r\nBcc: victim@invented.example", "\r\nSet-Cookie: a=b",
    "Pat <pat@invented.example>", "a@" + "b" * 300 + ".example", "http://evil.example/", "//evil.example", "http://[::1",
    "]]>", "<!--", "&#x3C;", "\\", "\\u0000", "\ud7ff", "\U0010ffff", "ﷺ" * 100, "ß" * 100, "İ" * 100, "ı", "K",
)  # fmt: skip
NUMBERS = (
    "0", "-1", "1", "2", "3", "99", "2147483647", "2147483648", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "99999999999999999999999", "1.5", "1e3", "0x1", " 1", "1 ", "1,000", "٣", "१",
)  # fmt: skip
DAYS = (
    "", "0", "1", "29", "30", "31", "32", "2", "12", "13", "1582", "1752", "1900", "1951", "2024", "2025", "2026", "2027",
    "9999", "10000", "-1", "99999", "1.0", "x", "٣",
)  # fmt: skip
CODES = (
    "enquiry",
    "complaint_review",
    "system",
    "closed",
    "new",
    "yes",
    "no",
    "on",
    "E-2026-00001",
    "R-1999-99999",
    "L-E01",
)
LONG = (200, 5_000, 70_000, 300_000)


def hostile(pick: random.Random, name: str) -> str:
    """A value for a field or a part of an address of that name."""
    if name.endswith(("-day", "-month", "-year")) and pick.random() < 0.8:
        return pick.choice(DAYS)
    kind = pick.random()
    if kind < 0.5:
        return pick.choice(TEXTS)
    if kind < 0.75:
        return pick.choice(NUMBERS)
    if kind < 0.85:
        return pick.choice(CODES)
    if kind < 0.95:
        return "".join(pick.choices(string.printable + "éß漢🚨\u202e\0", k=pick.randrange(1, 40)))
    return pick.choice(("x", "é", "<", "漢", " ", "\n", "word ")) * pick.choice(LONG)
