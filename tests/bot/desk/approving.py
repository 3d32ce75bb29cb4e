"""A city whose residents' office looks at answers before they are sent, with a knowledge of its own that can change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import update
from sqlmodel import col

from bot.bell import Bell
from bot.city import City
from bot.db import Database
from bot.desk.approvals import Approvals
from bot.models.draft import AnswerDraft
from bot.services.audit import Actor
from bot.services.desk.drafts import mark_hit
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.models import KnowledgeEntry
from knowledge.sources.faq_file import import_faq_file
from nlu.interpreter import Interpreter
from tests.bot.desk.conftest import Desk
from tests.dialogue.conversation import Conversation
from tests.dialogue.counter import FAQ, build_knowledge, make_engine

FEE = "住民票の写しの手数料はいくらですか。"
BY_POST = "住民票の写しを郵送で取り寄せられますか。"
RUBBISH = "粗大ごみはどうやって出しますか。"


def approving(city: City, *departments: str) -> City:
    """The city whose departments look at answers first."""
    own = [one.model_copy(update={"approves_answers": one.id in departments}) for one in city.departments]
    return city.model_copy(update={"departments": own})


@dataclass
class Checked:
    """One citizen, and the staff who look at answers for them."""

    citizen: Conversation
    desk: Desk
    approvals: Approvals
    folder: Path

    @property
    def drafts(self) -> list[AnswerDraft]:
        return self.citizen.rows(AnswerDraft)

    def mark(self, draft: AnswerDraft) -> str:
        """What a page shows now."""
        return mark_hit(self.citizen.engine.house.knowledge.find_hit(draft.entry_id, draft.language))

    def sends(self, by: Actor, number: int = 0, words: str = "") -> None:
        draft = self.drafts[number]
        assert draft.id is not None
        self.approvals.send(self.desk.request_id, draft.id, by, self.mark(draft), words)

    def closes(self, by: Actor, why: str = "電話で答えた") -> None:
        draft = self.drafts[0]
        assert draft.id is not None
        self.approvals.close(self.desk.request_id, draft.id, by, why)

    def rewrites_faq(self, old: str, new: str) -> None:
        """The city changes its FAQ, and the counter takes it over."""
        changed = self.folder / "changed.csv"
        changed.write_text(FAQ.read_text("utf-8-sig").replace(old, new), "utf-8")
        import_faq_file(self.citizen.database, changed)
        build_index(self.citizen.database, HashingEncoder(), self.folder / "index")

    def takes_back(self, entry_id: str) -> None:
        with self.citizen.database.write() as session:
            own = col(KnowledgeEntry.external_id) == entry_id
            session.execute(update(KnowledgeEntry).where(own).values(active=False))
        build_index(self.citizen.database, HashingEncoder(), self.folder / "index")


def open_checked(database: Database, folder: Path, city: City, interpreter: Interpreter) -> Checked:
    build_knowledge(database, folder / "index")
    citizen = Conversation(database, lambda: make_engine(database, folder / "index", city, interpreter.interpret))
    desk = Desk(citizen)
    return Checked(citizen, desk, Approvals(database, citizen.engine, Bell(), desk.now), folder)
