"""The benchmark of the desk asks for every staff page there is, and hears every message once it is on a screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlmodel import Session, SQLModel, func, select

from bot.bench import desk, desk_live, desk_pages
from bot.bench.desk_seed import BOSS, PASSWORD, SMALL, fill, list_operators
from bot.bench.member import Member
from bot.bench.streams import Listener
from bot.city import load_city
from bot.models.conversation import Conversation
from bot.models.desk import OperatorRequest
from bot.models.faq import FaqEntry, FaqVersion
from bot.models.tracker_event import TrackerEventRow
from bot.services.audit.verification import verify
from bot.settings import DEMO_CITY
from handlers.faq.models import FaqAnswer
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Office

CITY = load_city(DEMO_CITY)


@contextmanager
def count(_what: str, _total: int) -> Iterator[desk.Advance]:
    yield lambda _steps: None


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    """A counter that has been at work, if not for a year."""
    opened = open_office()
    fill(opened.counter.database, CITY, SMALL, lambda _steps: None)
    return opened


def count_rows(session: Session, model: type[SQLModel]) -> int:
    return session.exec(select(func.count()).select_from(model)).one()


def test_everything_is_measured(office: Office) -> None:
    figures = desk.measure(office.port, office.counter.database, CITY, SMALL, "test", count)
    names = "\n".join(figure.name for figure in figures)
    for part in ("slowest of", "FAQ search", "before publishing", "at the screen", "new request in the list"):
        assert part in names
    assert all(figure.value > 0 for figure in figures)
    slowest, *rest = figures
    assert slowest.value == max(
        figure.value for figure in rest if figure.unit == "ms" and "operators" not in figure.name
    )
    trial = next(figure for figure in figures if "before publishing" in figure.name)
    assert (trial.detail, trial.bar) == ("10", desk.TRIAL_SECONDS)
    heard = next(figure for figure in figures if figure.name.endswith("p99") and "at the screen" in figure.name)
    assert heard.detail.startswith(f"n {len(list_operators(SMALL.staff - 1)) * desk_live.MESSAGES}, ")
    assert heard.value < desk_live.PATIENCE_SECONDS * 1_000, "a message was on no screen"


def test_the_year_is_as_a_counter_would_have_written_it(office: Office) -> None:
    with office.counter.database.read() as session:
        assert count_rows(session, Conversation) == SMALL.conversations
        assert 9 < count_rows(session, TrackerEventRow) / SMALL.conversations < 16
        assert count_rows(session, FaqVersion) == 3 * count_rows(session, FaqEntry)
        assert count_rows(session, FaqAnswer) > SMALL.conversations
        assert count_rows(session, OperatorRequest) == SMALL.requests
        assert verify(session).is_whole
    citizen = Listener(office.port)
    citizen.say("Hello")
    citizen.close()
    office.settle()  # ids go on where those of the benchmark end


def test_a_page_that_is_none_is_no_figure(office: Office) -> None:
    boss = Member(office.port, BOSS, PASSWORD)
    with pytest.raises(ConnectionError, match="404"):
        desk_pages.measure(boss, ["/admin/faq/9999"], "test", lambda _steps: None)
    with pytest.raises(ConnectionError, match="could not sign in"):
        Member(office.port, BOSS, "another password")


def test_every_page_is_asked_for(office: Office) -> None:
    pages = desk_pages.list_pages(office.counter.database, CITY)
    fronts = ("/admin/", "/admin/audit", "/admin/desk", "/admin/faq/", "/admin/figures", "/admin/members")
    assert set(fronts) <= set(pages)
    assert len(pages) == len(set(pages)) >= 40
    assert not any("<" in page or "None" in page for page in pages)
