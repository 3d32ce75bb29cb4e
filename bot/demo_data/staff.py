"""The demo's members of staff, one for each role, one for each city service with pages of its own, and a second where
two are needed. Their passwords are this installation's own, beside its database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.db import Database
from bot.models.staff import Role
from bot.services.staff import members, passwords
from bot.services.staff.principal import Grant
from bot.services.staff.recording import Acting
from bot.services.staff.signing_in import find_by_login
from bot.settings import Settings
from bot.texts import load_texts

FILE = "demo-staff.txt"
SERVICE = "faq"  # of the member with the role alone
# Services with pages of their own, each with a member of that name, and the text that names them.
WORKING_ON = {
    "certificates": "certificates.admin_title",
    "cashbook": "cashbook.title",
    "card_center": "card_center.title",
    "lectures": "lectures.admin_title",
    "outreach": "outreach.admin_title",
    "health_records": "health_records.admin_title",
    "child_consultation": "child_consultation.admin_title",
    "child_care": "child_care.admin_title",
    "disaster": "disaster.admin_title",
    "shelters": "shelters.admin_title",
    "reports": "reports.admin_title",
    "safety": "safety.admin_title",
}
# What one of a service asks for and another of it confirms.
COLLEAGUES = ("health_records", "safety")
SECOND = "-2"


def seed_demo_staff(settings: Settings, database: Database, acting: Acting) -> list[tuple[str, str]]:
    """(login, password) of each. Who is there stays as they are; a file that was lost is made anew, with new passwords
    for all of them."""
    path = settings.var / FILE
    known = _read(path)
    texts = load_texts()
    found = []
    for login, grant, title in _list_members():
        password = known.get(login) or passwords.make_password()
        with database.read() as session:
            staff = find_by_login(session, login)
        if staff is None or login not in known:
            hashed = passwords.hash_password(password)
            name = texts.get("ja", "admin.demo_member", role=texts.get("ja", title))
            name += SECOND.replace("-", " ") if login.endswith(SECOND) else ""
            grants = frozenset([grant])
            with database.write() as session:
                if staff is not None and staff.id is not None:
                    members.reset_member(session, staff.id, hashed, acting)
                    members.get_member(session, staff.id).must_change_password = False
                else:
                    members.create_member(session, members.Newcomer(login, name, grants, hashed, False), acting)
        found.append((login, password))
    _write(path, found)
    return found


def _list_members() -> Iterator[tuple[str, Grant, str]]:
    """(login, what they may, the text that names them) of each."""
    for role in Role:
        yield role.value, Grant(role, service=SERVICE if role == Role.SERVICE else ""), f"admin.role_{role}"
    for service, title in WORKING_ON.items():
        yield service, Grant(Role.SERVICE, service=service), title
        if service in COLLEAGUES:
            yield f"{service}{SECOND}", Grant(Role.SERVICE, service=service), title


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = (line.split() for line in path.read_text("utf-8").splitlines())
    return {words[0]: words[1] for words in lines if len(words) == 2}


def _write(path: Path, found: list[tuple[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("".join(f"{login} {password}\n" for login, password in found), "utf-8")
