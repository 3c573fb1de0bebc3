"""The counts of the real register made straight from its file. Shares nothing with the project, on purpose."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

OFFICE = ("IPRA", "COPA")


def records(file: Path) -> list[dict[str, str]]:
    """One record for each reference: the earliest receipt, the latest end, else the first value that is there."""
    rows = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            rows[row["complaint_ref"]].append(row)
    merged = []
    for group in rows.values():
        record = {name: next((row[name] for row in group if row[name]), "") for name in group[0]}
        record["received_on"] = min(row["received_on"] for row in group)
        record["closed_on"] = max(row["closed_on"] for row in group)
        merged.append(record)
    return merged


def year_of(day: str) -> int:
    """The year in which the reporting year of an ISO date began."""
    year, month, _ = day.split("-")
    return int(year) - (int(month) < 4)


def tables(found: list[dict[str, str]], year: int) -> dict[tuple[str, str], Counter[str]]:
    """(what, by which column) -> value -> how many, of one reporting year; "" where the register says nothing."""
    received = [one for one in found if year_of(one["received_on"]) == year]
    ended = [one for one in found if one["closed_on"] and year_of(one["closed_on"]) == year]
    decided = [one for one in ended if one["finding"]]
    groups = {
        "received": received,
        "conducted": [one for one in decided if one["investigated_by"] in OFFICE],
        "elsewhere": [one for one in decided if one["investigated_by"] not in OFFICE],
        "otherwise": [one for one in ended if not one["finding"]],
    }
    return {
        (name, column): Counter(one[column] for one in group)
        for name, group in groups.items()
        for column in ("investigated_by", "finding", "category_code")
    }


def open_at_end(found: list[dict[str, str]], year: int) -> int:
    """Received by 31 March and not ended by then."""
    end = f"{year + 1}-04-01"
    return sum(one["received_on"] < end and not ("" < one["closed_on"] < end) for one in found)
