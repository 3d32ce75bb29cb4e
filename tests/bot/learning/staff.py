"""What staff do in the tests of learning: propose, accept, learn; with quickly trained models."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import col, select

from bot.clock import utc_now
from bot.db import Database
from bot.models.conversation import Conversation
from bot.models.learning import NluExample
from bot.services.learning.examples import accept
from bot.services.learning.takeover import Measured, learn
from bot.services.learning.workshop import Workshop
from nlu.interpreter import Interpreter
from nlu.training_data import Example

NOW = utc_now()
HELD_OUT = {
    "order_copies": ["蓮の写しを申し込む", "菊の写し"],
    "give_opinion": ["蓮について意見がある", "菊の意見"],
    "my_data": ["蓮のデータを見る", "菊のデータ"],
    "out_of_scope": ["蓮の値段を予想して", "菊の値段"],
}
SENTENCES = [Example(text, intent, Path("x.yml"), 1) for intent, texts in HELD_OUT.items() for text in texts]


def take(workshop: Workshop, text: str, intent: str) -> int:
    (number,) = propose(workshop.database, text)
    accept(workshop.database, workshop.rooms, number, intent, by="", now=NOW)
    return number


def study(workshop: Workshop, margin: float = 0.05, sentences: list[Example] = SENTENCES) -> Measured | None:
    return learn(workshop, sentences, margin, lambda engine: Interpreter(engine).interpret, by="Tanaka", now=NOW)


def propose(database: Database, *texts: str, intent: str = "my_data") -> list[int]:
    """Each said by somebody else; the numbers of the proposals."""
    with database.write() as session:
        for text in texts:
            address = str(len(session.exec(select(Conversation)).all()))
            who = Conversation(channel="web", address=address, address_fingerprint=address, created_at=NOW)
            session.add(who)
            session.flush()
            row = NluExample(
                conversation_id=who.id,
                inbox_id=who.id,
                utterance=text,
                intent=intent,
                reason="fell_through",
                said_at=NOW,
            )
            session.add(row)
        session.flush()
        return [row.id or 0 for row in session.exec(select(NluExample).order_by(col(NluExample.id)))][-len(texts) :]
