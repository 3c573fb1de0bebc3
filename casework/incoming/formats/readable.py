"""Which documents say something that can be read, by what they are."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF, RICH, MAIL = "application/pdf", "application/rtf", "message/rfc822"
WORD = frozenset({f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.wordprocessingml.template"})
EXCEL = frozenset({f"{_OFFICE}.spreadsheetml.sheet", f"{_OFFICE}.spreadsheetml.template"})
TEXT = frozenset({"text/csv", "text/plain"})
READABLE = frozenset({PDF, RICH, MAIL}) | WORD | EXCEL | TEXT
