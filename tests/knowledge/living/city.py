"""A made-up city's pages and FAQ (`planted.yml`), before and after its website was changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import select

from bot.db import Database
from knowledge.crawl.folder import crawl_pages
from knowledge.entries import NewEntry, faq_passages
from knowledge.living.models import KnowledgeTask
from knowledge.models import EntryKind, KnowledgeEntry
from knowledge.sources.pages import SavedPage
from knowledge.store import store_faq

PLANTED: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("planted.yml").read_text("utf-8"))
SITE = "https://www.city.example/"


@dataclass(frozen=True)
class Planted:
    """One FAQ with its page. `after` is None when the page is removed; `elsewhere` is a page that is new then."""

    id: str
    kind: str
    question: str
    answer: str
    before: SavedPage
    after: SavedPage | None
    elsewhere: SavedPage | None
    expects: str


def list_planted() -> list[Planted]:
    return [
        _plant(kind, rule, f"{number}-{turn}", name, rule["values"][turn % len(rule["values"])])
        for number, (kind, rule) in enumerate(PLANTED["kinds"].items())
        for turn, name in enumerate(PLANTED["names"])
    ]


def _plant(kind: str, rule: dict[str, Any], number: str, name: str, values: dict[str, Any]) -> Planted:
    words = {**values, "name": name, "number": number}

    def page(part: str, address: str) -> SavedPage | None:
        if not rule.get(part):
            return None
        html = PLANTED["frame"].format(**words, body=rule[part].format(**words))
        return SavedPage(f"{SITE}{address}.html", html.encode())

    before = page("before", number)
    assert before is not None
    return Planted(
        id=f"faq-{number}",
        kind=kind,
        question=rule["question"].format(**words),
        answer=rule["answer"].format(**words),
        before=before,
        after=page("after", number),
        elsewhere=page("elsewhere", f"summary-{number}"),
        expects=rule["expects"],
    )


def faq_entry(planted: Planted, **columns: Any) -> NewEntry:
    columns = {"url": planted.before.address, "department": planted.kind, **columns}
    return make_faq(planted.id, planted.question, planted.answer, **columns)


def make_faq(external_id: str, question: str, answer: str, **columns: Any) -> NewEntry:
    return NewEntry(external_id, EntryKind.FAQ, question, answer, faq_passages(question, answer), **columns)


def store(database: Database, *entries: NewEntry, replace: bool = False) -> None:
    store_faq(database, entries, "faq.csv", replace=replace)


def publish(database: Database, *pages: SavedPage | None) -> None:
    """A crawl: these are all pages the site has."""
    crawl_pages(database, [page for page in pages if page is not None], SITE)


def html(address: str, body: str) -> SavedPage:
    return SavedPage(SITE + address, f"<html lang=ja><body><main>{body}</main></body></html>".encode())


def read_states(database: Database) -> dict[str, str]:
    """The state of each FAQ by its id."""
    with database.read() as session:
        rows = session.exec(select(KnowledgeEntry).where(KnowledgeEntry.kind == EntryKind.FAQ))
        return {row.external_id: row.state for row in rows}


def read_tasks(database: Database) -> Sequence[KnowledgeTask]:
    """Open and closed ones, the oldest first."""
    with database.read() as session:
        return session.exec(select(KnowledgeTask).order_by(KnowledgeTask.id)).all()  # type: ignore[arg-type]


def after_crawl(planted: Sequence[Planted]) -> Iterator[SavedPage | None]:
    for one in planted:
        yield one.after
        yield one.elsewhere
