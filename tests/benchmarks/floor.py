"""The floor: what a bare Flask and Flask-SQLAlchemy page costs over the same rows, without permissions, history or mail."""

import datetime as dt
import os

from flask import Flask, render_template_string, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from casework.models import Base, Case, CaseEvent, Contact, Note

LIST = """<!doctype html><title>Cases</title><h1>Cases</h1><table>{% for case in page.items %}<tr><td>{{ case.reference }}
<td>{{ case.about }}<td>{{ case.state }}<td>{{ case.next_due_on }}{% endfor %}</table><p>{{ page.total }}"""
ONE = """<!doctype html><title>{{ case.reference }}</title><h1>{{ case.about }}</h1><p>{{ case.state }}
{% for event in events %}<p>{{ event.kind }} {{ event.at }}{% endfor %}"""
COUNTS = "<!doctype html><table>{% for row in rows %}<tr><td>{{ row[0] }}<td>{{ row[1] }}<td>{{ row[2] }}{% endfor %}</table>"
YEAR = dt.timedelta(days=365)

db = SQLAlchemy(metadata=Base.metadata, disable_autonaming=True)
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
db.init_app(app)


@app.get("/cases")
def index() -> str:
    query = select(Case).where(Case.category != "closed").order_by(Case.received_on)
    if "district" in request.args:
        query = query.where(Case.district == request.args["district"], Case.issue == request.args["issue"])
    return render_template_string(LIST, page=db.paginate(query, per_page=50))


@app.get("/cases/<reference>")
def show(reference: str) -> str:
    case = db.session.scalars(select(Case).where(Case.reference == reference)).one()
    events = db.session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id)).all()
    return render_template_string(ONE, case=case, events=events)


@app.post("/contacts")
def log() -> tuple[str, int]:
    now = dt.datetime.now(dt.UTC)
    case = db.session.scalars(select(Case).limit(1)).one()
    db.session.add(
        Contact(
            case_id=case.id,
            direction="in",
            channel="phone",
            happened_on=now.date(),
            summary=request.form["summary"],
            recorded_at=now,
        )
    )
    db.session.commit()
    return "", 303


@app.post("/cases/<reference>")
def move(reference: str) -> tuple[str, int]:
    now = dt.datetime.now(dt.UTC)
    case = db.session.scalars(select(Case).where(Case.reference == reference)).one()
    case.about = request.form["comments"][:100]
    db.session.add(Note(case_id=case.id, kind="comment", text=request.form["comments"], written_at=now))
    db.session.commit()
    return "", 303


@app.get("/counts")
def counts() -> str:
    since = dt.date.fromisoformat(request.args["since"])
    query = select(Case.issue, Case.state, func.count()).where(
        Case.received_on >= since, Case.received_on < since + YEAR
    )
    return render_template_string(COUNTS, rows=db.session.execute(query.group_by(Case.issue, Case.state)).all())
