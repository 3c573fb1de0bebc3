"""The invented people of the tests."""

from argon2 import PasswordHasher
from sqlalchemy import update

from casework.access import SYSTEM, Actor
from casework.extensions import db
from casework.models import User
from casework.services.office import accounts
from workflows.roles import Role

PASSWORD = "a long test password"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""What a password is checked against says itself how much work that takes: as little as can be."""
STAFF = {
    "officer": Role.CASEWORK_OFFICER,
    "reviewer": Role.REVIEWER,
    "manager": Role.MANAGER,
    "second_manager": Role.MANAGER,
    "administrator": Role.ADMINISTRATOR,
    "auditor": Role.AUDITOR,
}


def add_staff() -> None:
    team = accounts.add_team("Policing and Crime Casework team", actor=SYSTEM)
    for key, role in STAFF.items():
        name = f"{key.replace('_', ' ').capitalize()} (invented)"
        accounts.add_user(name=name, email=f"{key}@test.example", roles=[role], team_id=team.id, actor=SYSTEM)
    db.session.execute(update(User).values(password_hash=QUICK.hash(PASSWORD)))


def staff_of() -> dict[str, Actor]:
    return {user.email.partition("@")[0]: accounts.to_actor(user) for user in db.session.query(User)}
