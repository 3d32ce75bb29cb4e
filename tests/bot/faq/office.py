"""An office of three people and its FAQ, without pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.city import load_city
from bot.clock import utc_now
from bot.db import Database
from bot.models.faq import FaqEntry
from bot.models.staff import Role
from bot.services.audit import Actor
from bot.services.faq.access import Doing, get_entry
from bot.services.faq.adopting import adopt
from bot.services.faq.content import FaqContent, Wording
from bot.services.faq.editing import create, save
from bot.services.faq.reviewing import publish, send_to_review
from bot.services.staff.members import Newcomer, create_member
from bot.services.staff.principal import Grant, SignedIn
from bot.services.staff.recording import Acting
from bot.settings import DEMO_CITY
from knowledge.encoders.hashing import HashingEncoder
from knowledge.search import Knowledge
from knowledge.upkeep import follow

CITY = load_city(DEMO_CITY)


POOL = "プールはいつ開きますか。"


def content(question: str = POOL, answer: str = "七月一日に開きます。", **more: Any) -> FaqContent:
    return FaqContent("residents", wordings={"ja": Wording(question, answer)}, **more)


@dataclass
class Office:
    """`editor` and `approver` work for residents, `stranger` for taxes."""

    database: Database
    folder: Path
    today: date
    editor: SignedIn
    approver: SignedIn
    stranger: SignedIn

    def doing(self, staff: SignedIn) -> Doing:
        return Doing(staff, utc_now())

    def do(self, act: Callable[..., Any], staff: SignedIn, *arguments: Any, **more: Any) -> Any:
        """In a transaction of its own."""
        with self.database.write() as session:
            return act(session, self.doing(staff), *arguments, **more)

    def publish(self, made: FaqContent, external_id: str = "") -> FaqEntry:
        """Written by the editor, let out by the approver."""
        if external_id:
            entry = self.do(save, self.editor, external_id, self.entry(external_id).version, made)
        else:
            entry = self.do(create, self.editor, made)
        self.do(send_to_review, self.editor, entry.external_id, entry.version)
        return self.do(publish, self.approver, entry.external_id, entry.version)

    def entry(self, external_id: str) -> FaqEntry:
        with self.database.read() as session:
            entry = get_entry(session, external_id)
            session.expunge(entry)
            return entry

    def adopt(self) -> int:
        return adopt(self.database, CITY, utc_now())

    def ask(self, question: str, language: str = "ja") -> list[str]:
        """The answers that are found, best first."""
        follow(self.database, HashingEncoder(), self.folder, "faiss")
        found = Knowledge(self.database, HashingEncoder(), self.folder, today=lambda: self.today).search(
            question, language=language
        )
        return [hit.text for hit in found.hits]


def open_office(database: Database, folder: Path, today: date) -> Office:
    def add(login: str, *grants: Grant) -> SignedIn:
        with database.write() as session:
            newcomer = Newcomer(login, login.title(), frozenset(grants), "", must_change_password=False)
            staff = create_member(session, newcomer, Acting(Actor("system", ""), utc_now()))
            assert staff.id
            return _signed_in(staff.id, login, grants)

    roles = (Role.EDITOR, Role.APPROVER)
    return Office(
        database,
        folder,
        today,
        add("editor", Grant(Role.EDITOR, "residents")),
        add("approver", *(Grant(role, "residents") for role in roles)),
        add("stranger", *(Grant(role, "tax") for role in roles)),
    )


def _signed_in(staff_id: int, login: str, grants: tuple[Grant, ...]) -> SignedIn:
    return SignedIn(staff_id, login, login.title(), "ja", 1, "", utc_now(), utc_now(), "192.0.2.7", grants)


def tomorrow(today: date) -> date:
    return today + timedelta(days=1)
