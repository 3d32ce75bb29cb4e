"""What commands import is the city's own, and comes back from it unchanged."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import select

from bot.models.faq import FaqEntry, FaqState
from bot.services.faq.access import read_content
from knowledge.models import KnowledgeEntry
from knowledge.sources.faq_file import import_faq_file
from tests.bot.faq.conftest import FILE
from tests.bot.faq.office import Office, content


def test_the_languages_of_an_faq_are_one_entry(office: Office) -> None:
    entry = office.entry("residents-001")
    with office.database.read() as session:
        found = read_content(session, entry, 1)
        names = list(session.exec(select(FaqEntry.external_id).order_by(FaqEntry.external_id)))
    assert names == ["dog-1", "residents-001", "tax-1"]
    assert list(found.wordings) == ["ja", "en"]
    assert found.wordings["en"].url == "https://city.example/en/ju"
    assert found.wordings["ja"].aliases == ("住民票の値段", "住民票はいくら")
    assert (entry.state, entry.live, entry.source) == (FaqState.PUBLISHED, 1, "faq.csv")
    assert office.entry("tax-1").department == "tax"  # the file has the office's name


def test_nothing_is_adopted_twice_nor_after_a_publication(office: Office) -> None:
    assert office.adopt() == 0
    office.publish(content())
    assert office.adopt() == 0
    import_faq_file(office.database, FILE)
    assert office.adopt() == 0


def test_a_file_that_says_something_else_is_a_new_version(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "faq.csv"
    other.write_text(FILE.read_text("utf-8").replace("一通三百円です。", "一通四百円です。"), "utf-8")
    import_faq_file(office.database, other)
    assert office.adopt() == 1
    assert office.entry("residents-001").live == 2


def test_what_a_file_takes_back_is_withdrawn(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "faq.csv"
    other.write_text("\n".join(FILE.read_text("utf-8").splitlines()[:3]) + "\n", "utf-8")
    import_faq_file(office.database, other, replace=True)
    assert office.adopt() == 2
    entry = office.entry("dog-1")
    assert (entry.state, entry.live) == (FaqState.WITHDRAWN, None)


def test_ids_of_their_own_stay(office: Office, tmp_path: Path) -> None:
    other = tmp_path / "more.csv"
    other.write_text("id,question,answer,language\nF7,Where is it?,There.,en\n", "utf-8")
    import_faq_file(office.database, other)
    office.adopt()
    entry = office.entry("F7")
    with office.database.read() as session:
        assert read_content(session, entry, 1).wordings["en"].id == "F7"
        assert session.exec(select(KnowledgeEntry.id).where(KnowledgeEntry.external_id == "F7")).one()
