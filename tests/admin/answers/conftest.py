"""A staff house with a small FAQ, an editor and an approver of residents, and a stranger of taxes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import select

from bot.clock import utc_now
from bot.counter import training_folders
from bot.db import Database
from bot.models.faq import FaqEntry
from bot.models.staff import Role
from bot.services.faq.adopting import adopt
from bot.services.faq.answering import Answering
from bot.services.staff.principal import Grant
from knowledge.encoders.hashing import HashingEncoder
from knowledge.index.build import build_index
from knowledge.search import Knowledge
from knowledge.sources.faq_file import import_faq_file
from knowledge.upkeep import follow
from nlu.interpretation import FALLBACK_INTENT, Interpretation, RankedIntent
from nlu.training_data import TrainingData, load_training_data
from tests.admin.conftest import OpenHouse
from tests.admin.staff_house import StaffBrowser, StaffHouse
from tests.bot.faq.conftest import FILE
from tests.bot.faq.office import CITY


def understand_nothing(text: str) -> Interpretation:
    """No model is trained for these pages."""
    nothing = RankedIntent(FALLBACK_INTENT, 1.0)
    return Interpretation(text, nothing, (nothing, RankedIntent("faq_question", 0.4)), engine="tests")


@dataclass
class Desk:
    """The pages of the FAQ, and whoever works on them."""

    house: StaffHouse
    knowledge: Knowledge
    folder: Path

    def sign_in(self, login: str) -> StaffBrowser:
        return self.house.sign_in(login)

    def entry(self, external_id: str) -> FaqEntry:
        with self.house.database.read() as session:
            entry = session.exec(select(FaqEntry).where(FaqEntry.external_id == external_id)).one()
            session.expunge(entry)
            return entry

    def path(self, external_id: str, rest: str = "") -> str:
        return f"/admin/faq/{self.entry(external_id).id}{rest}"

    def ask(self, question: str) -> str:
        """The best answer, once the processes have followed."""
        follow(self.house.database, HashingEncoder(), self.folder, "faiss")
        return self.knowledge.search(question).hits[0].text


@pytest.fixture(scope="session")
def rooms() -> TrainingData:
    """The examples that all cities have."""
    return load_training_data(training_folders())


@pytest.fixture
def desk(database: Database, open_house: OpenHouse, tmp_path: Path, rooms: TrainingData) -> Desk:
    import_faq_file(database, FILE)
    adopt(database, CITY, utc_now())
    folder = tmp_path / "index"
    build_index(database, HashingEncoder(), folder)
    knowledge = Knowledge(database, HashingEncoder(), folder)
    house = open_house(answering=Answering(knowledge, HashingEncoder(), folder, understand_nothing, rooms))
    both = [Grant(role, place) for role in (Role.EDITOR, Role.APPROVER) for place in ("residents",)]
    house.add("editor", both[0], name="山田 編集")
    house.add("approver", *both, name="鈴木 承認")
    house.add("stranger", Grant(Role.EDITOR, "tax"), Grant(Role.APPROVER, "tax"))
    house.add("boss", Role.EDITOR, Role.APPROVER)
    return Desk(house, knowledge, folder)
