"""A signed link from LINE takes the place of number and password, once, and of nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dialogue.turn import House
from handlers.health_records.links import sign_page_link
from tests.dialogue.counter import SECRET_KEY
from tests.handlers.health_records.files import HANAKO
from tests.handlers.health_records.pages import BORN, Citizen, Pages

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LINKED = {7: "1"}  # conversations, and the accounts that they are linked with


@pytest.fixture
def pages(pages: Pages) -> Pages:
    """LINE is linked with account 1."""

    def link(house: House) -> House:
        return replace(house, find_account=lambda _, id: LINKED.get(id, ""))

    return Pages(pages.database, pages.folder, change_house=link)


def come(pages: Pages, token: str) -> Citizen:
    citizen = pages.come().opens(**{"from": token})
    return citizen.sends("line", token=token)


def test_the_link_is_the_first_step_alone(pages: Pages) -> None:
    token = sign_page_link(SECRET_KEY, 7, "1", pages.clock())
    assert "LINEから続ける" in pages.come().opens(**{"from": token}).heading  # to look at it uses nothing up
    citizen = come(pages, token)
    assert citizen.heading == "ご本人の確認（初回のみ）"
    assert "山田" not in citizen.text
    citizen.proves(pages.give_code(HANAKO), BORN["1000001"]).sends_mail_to("c@mail.example").enters_mailed()
    assert citizen.heading == "山田 花子"
    again = come(pages, token)
    assert (again.status, again.heading) == (422, "健康の記録")
    assert "30分以内に1回だけ" in again.text
    pages.clock.ahead = timedelta(minutes=1)
    citizen = come(pages, sign_page_link(SECRET_KEY, 7, "1", pages.clock()))
    assert citizen.heading == "ご本人の確認"
    assert "山田" not in citizen.text


def test_what_is_no_link_of_theirs_any_more(pages: Pages) -> None:
    now = pages.clock()
    for token in (
        "x",
        sign_page_link("another key", 7, "1", now),
        sign_page_link(SECRET_KEY, 7, "2", now),  # another account was linked since
        sign_page_link(SECRET_KEY, 8, "1", now),  # nothing is linked any more
        sign_page_link(SECRET_KEY, 7, "1", now - timedelta(minutes=31)),
    ):
        assert come(pages, token).status == 422
        assert pages.come().opens(**{"from": token}).heading == "健康の記録"
