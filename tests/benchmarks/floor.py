"""The floor: what a bare Flask and Flask-SQLAlchemy page costs over the same rows, without permissions, history or mail.

It is as quick as such a page is when it is written with care: templates compiled once, the list by the product's own
filter and index. What it writes is what any such system must: somebody signed in, the case, one entry of its history,
and the token that makes a form count once.
"""

import datetime as dt
import os
import secrets
from collections.abc import Sequence

from flask import Flask, abort, request, session
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from casework.models import Base, Case, CaseEvent, Contact, Person, PersonWay, UsedToken, User

YEAR = dt.timedelta(days=365)

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
db.init_app(app)
LIST = app.jinja_env.from_string(
    """<!doctype html><title>Cases</title><h1>Cases</h1><table>{% for case in page.items %}<tr><td>{{ case.reference }}
<td>{{ case.about }}<td>{{ case.state }}<td>{{ case.next_due_on }}{% endfor %}</table><p>{{ page.total }}"""
)
ONE = app.jinja_env.from_string(
    """<!doctype html><title>{{ case.reference }}</title><h1>{{ case.about }}</h1><p>{{ case.state }}
{% for event in events %}<p>{{ event.kind }} {{ event.at }}{% endfor %}"""
)
FOUND = app.jinja_env.from_string(
    """<!doctype html><title>Found</title>{% for person in people %}<h2>{{ person.full_name }}</h2>{% endfor %}
{% for case in cases %}<p>{{ case.reference }} {{ case.about }} {{ case.state }}{% endfor %}"""
)
PERSON = app.jinja_env.from_string(
    """<!doctype html><title>{{ person.full_name }}</title>{% for way in ways %}<p>{{ way.kind }} {{ way.value }}
{% endfor %}{% for case in cases %}<p>{{ case.reference }} {{ case.about }} {{ case.state }}{% endfor %}
{% for each in contacts %}<p>{{ each.happened_on }} {{ each.summary }}{% endfor %}"""
)
COUNTS = app.jinja_env.from_string(
    "<!doctype html><table>{% for row in rows %}<tr><td>{{ row[0] }}<td>{{ row[1] }}<td>{{ row[2] }}{% endfor %}</table>"
)


@app.get("/sign-in")
def sign_in() -> str:
    session["user_id"] = db.session.scalars(select(User.id).order_by(User.id).limit(1)).one()
    return ""


@app.get("/cases")
def index() -> str:
    query = select(Case).where(Case.category == "open").order_by(Case.next_due_on, Case.id)
    if "district" in request.args:
        query = query.where(Case.district == request.args["district"], Case.issue == request.args["issue"])
    return LIST.render(page=db.paginate(query, per_page=50))


@app.get("/work")
def work() -> str:
    mine = select(Case).where(Case.owner_id == _somebody().id, Case.category.in_(("new", "open")))
    return LIST.render(page=db.paginate(mine.order_by(Case.next_due_on, Case.id), per_page=50))


@app.get("/find")
def find() -> str:
    """Who has a number with these last digits, and their cases."""
    ending = request.args["words"][::-1]
    ways = select(PersonWay.person_id).where(PersonWay.ending >= ending, PersonWay.ending < f"{ending}:").limit(60)
    people = db.session.scalars(select(Person).where(Person.id.in_(ways)).limit(8)).all()
    return FOUND.render(people=people, cases=_cases_of([person.id for person in people]))


@app.get("/people/<int:person_id>")
def person(person_id: int) -> str:
    ways = db.session.scalars(select(PersonWay).where(PersonWay.person_id == person_id)).all()
    contacts = db.session.scalars(select(Contact).where(Contact.person_id == person_id).limit(50)).all()
    return PERSON.render(
        person=db.session.get_one(Person, person_id), ways=ways, contacts=contacts, cases=_cases_of([person_id])
    )


def _cases_of(people: list[int]) -> Sequence[Case]:
    return db.session.scalars(select(Case).where(Case.person_id.in_(people)).order_by(Case.id.desc()).limit(50)).all()


@app.get("/cases/<reference>")
def show(reference: str) -> str:
    case = db.session.scalars(select(Case).where(Case.reference == reference)).one()
    events = db.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id)).all()
    return ONE.render(case=case, events=events)


@app.post("/contacts")
def log() -> tuple[str, int]:
    user, now = _somebody(), dt.datetime.now(dt.UTC)
    number = secrets.randbelow(2**31)
    case = Case(
        case_type="enquiry", year=1900, number=number, reference=f"F-1900-{number}", category="new", workflow_version=1,
        about="An invented matter", channel="email", owner_id=user.id, received_on=now.date(), logged_at=now,
    )  # fmt: skip
    case._state = "new"
    db.session.add(case)
    db.session.flush()
    _keep(case, user, kind="case_logged", said=request.form["summary"])
    return "", 303


@app.post("/cases/<reference>")
def move(reference: str) -> tuple[str, int]:
    user = _somebody()
    case = db.session.scalars(select(Case).where(Case.reference == reference)).one()
    case.about = request.form["comments"][:100]
    _keep(case, user, kind="case_moved", said=request.form["comments"])
    return "", 303


@app.get("/counts")
def counts() -> str:
    since = dt.date.fromisoformat(request.args["since"])
    query = select(Case.issue, Case.state, func.count()).where(
        Case.received_on >= since, Case.received_on < since + YEAR
    )
    return COUNTS.render(rows=db.session.execute(query.group_by(Case.issue, Case.state)).all())


def _somebody() -> User:
    return db.session.get(User, session.get("user_id", 0)) or abort(403)


def _keep(case: Case, user: User, *, kind: str, said: str) -> None:
    """The entry and the token, and the one commit."""
    now = dt.datetime.now(dt.UTC)
    db.session.add(
        CaseEvent(case_id=case.id, kind=kind, at=now, on=now.date(), actor_id=user.id, data={"said": said[:200]})
    )
    db.session.add(UsedToken(token=request.form["token"], user_id=user.id, case_id=case.id, used_at=now))
    db.session.commit()
