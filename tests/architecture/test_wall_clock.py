"""One module reads the wall clock, so that a test can say what day it is and a day in law is a day in London."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.reading import OURS, Module, invented, modules, texts, used

THE_CLOCK = "casework.clock"
READS = {
    "now", "utcnow", "today", "localtime", "gmtime", "ctime", "current_timestamp", "current_date", "current_time",
    "localtimestamp", "sysdate", "time_ns",
}  # fmt: skip
OF = ("datetime", "time", "sqlalchemy", "func")
SPELLED = re.compile(r"\bcurrent_(timestamp|date|time)\b|\bnow\(\)|\('now'|getdate\(\)", re.IGNORECASE)


def reads(module: Module) -> Iterator[str]:
    """Where the wall clock is read: by Python's clocks under any name, or by the database's."""
    for name, node in used(module):
        words = name.split(".")
        if words[0] in OF and (words[-1] in READS or name == "time.time"):
            yield module.at(node)
    yield from (module.at(node) for node in texts(module) if SPELLED.search(str(node.value)))


def test_only_the_clock_reads_the_wall_clock() -> None:
    assert [line for module in modules(*OURS) if module.name != THE_CLOCK for line in reads(module)] == []


@pytest.mark.parametrize(
    "text",
    [
        "import datetime as dt\nat = dt.datetime.now(dt.UTC)",
        "import datetime as dt\nat = dt.datetime.today()",
        "from datetime import datetime as moment\nat = moment.utcnow()",
        "from datetime import date\non = date.today()",
        "from datetime import date\nmapped_column(default=date.today)",
        "import datetime\non = getattr(datetime.date, 'today')()",
        "import time\nat = time.time()",
        "from time import time as seconds\nat = seconds()",
        "import time as t\nat = t.localtime()",
        "from sqlalchemy import func\nquery.where(Case.logged_at < func.now())",
        "from sqlalchemy import func as f\nupdate(Case).values(logged_at=f.current_timestamp())",
        "import sqlalchemy as sa\nsa.func.current_date()",
        "from sqlalchemy import text\nconnection.execute(text('UPDATE cases SET logged_at = CURRENT_TIMESTAMP'))",
        "from sqlalchemy.sql.functions import now\nnow()",
        "connection.execute(\"SELECT date('now')\")",
    ],
)
def test_another_clock_is_seen(text: str) -> None:
    assert list(reads(invented(text))) != []


@pytest.mark.parametrize(
    "text",
    [
        "from casework import clock\nclock.today()",
        "from casework import clock as wall\nwall.now()",
        "import time\ntime.monotonic()",
        "context.today",
    ],
)
def test_the_clock_of_ours_and_durations_are_left_alone(text: str) -> None:
    assert list(reads(invented(text))) == []
