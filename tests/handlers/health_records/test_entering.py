"""Nobody sees a record without the account, a code once, and a second step at each visit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.models.audit import AuditEntry
from handlers.health_records.models import HealthAccess, HealthAccount
from handlers.health_records.service.codes import LOCKED_AFTER, SIGNS, Outcome, list_locked, unlock, use_code
from tests.handlers.health_records.files import HANAKO, MAKOTO, RIKU, SAKURA, bring_in, child_of, shot
from tests.handlers.health_records.pages import BORN, NURSE, Pages

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BORN_HANAKO, BORN_MAKOTO = BORN["1000001"], BORN["2000001"]


def test_from_the_door_to_the_records_and_out_again(pages: Pages) -> None:
    citizen = pages.come().opens()
    assert citizen.heading == "健康の記録"
    citizen.signs_in("1")
    assert citizen.heading == "ご本人の確認（初回のみ）"
    assert "山田" not in citizen.text
    citizen.proves(pages.give_code(HANAKO), BORN_HANAKO)
    assert citizen.heading == "次回からの確認方法を決める"
    citizen.sends_mail_to("hanako@mail.example")
    assert "h…@mail.example" in citizen.text
    assert "健康" not in pages.mail.shown[0].text + pages.mail.shown[0].subject
    citizen.enters_mailed()
    assert citizen.heading == "山田 花子"
    assert "インフルエンザ" in citizen.text
    assert "小林" not in citizen.text
    citizen.opens(who="1")
    assert citizen.heading == "山田 さくら"
    citizen.opens(who="2")
    assert citizen.heading == "山田 花子"  # there is nobody else
    citizen.sends("sign-out")
    assert citizen.heading == "ログアウトしました"
    assert citizen.opens().heading == "健康の記録"
    with pages.database.read() as session:
        actions = [(one.action, one.actor_kind) for one in session.exec(select(AuditEntry))]
    assert actions.count(("health.viewed", "citizen")) == 3
    assert ("health.verified", "citizen") in actions


@sqlite
def test_each_visit_wants_the_second_step_and_it_ends_by_itself(pages: Pages) -> None:
    citizen = pages.enter("1", HANAKO)
    again = pages.come().signs_in("1")
    assert again.heading == "ご本人の確認"
    assert "インフルエンザ" not in again.text
    again.sends_mail_to()
    again.enters_mailed()
    assert again.heading == "山田 花子"
    pages.clock.ahead = timedelta(minutes=16)
    assert citizen.opens().heading == "ご本人の確認"
    for path in ("/health/data", "/health/steps", "/health/data/json", "/health/data/pdf"):
        assert citizen.opens(path).heading == "ご本人の確認"
    pages.clock.ahead = timedelta(minutes=61)
    assert citizen.opens().heading == "健康の記録"
    assert (citizen.opens("/health/data").status, citizen.heading) == (401, "健康の記録")


@sqlite
def test_the_first_step_alone_registers_no_second_one(pages: Pages) -> None:
    pages.enter("1", HANAKO)
    thief = pages.come().signs_in("1")  # who has the password alone
    thief.sends_mail_to("thief@mail.example")
    assert pages.mail.shown[0].to == "c1@mail.example"
    assert thief.sends("steps/remove-mail").heading == "ご本人の確認"
    answer = thief.client.post("/health/passkey/new-options", json={})
    assert answer.status_code in (404, 422)
    stranger = pages.come()
    assert (stranger.sends("mail/send", mail="x@y.example").status, stranger.heading) == (401, "健康の記録")


@sqlite
def test_a_mailed_code_is_tried_five_times_and_used_once(pages: Pages) -> None:
    citizen = pages.enter("1", HANAKO)
    used = citizen.mailed
    again = pages.come().signs_in("1")
    assert "もう使えません" in again.enters_mailed(used).text
    again.sends_mail_to()
    wrong = "000000" if again.mailed != "000000" else "111111"
    for _ in range(4):
        assert "番号が違います" in again.enters_mailed(wrong).text
    assert "もう使えません" in again.enters_mailed(wrong).text
    assert "もう使えません" in again.enters_mailed().text
    again.sends_mail_to()
    pages.clock.ahead = timedelta(minutes=10)
    assert "もう使えません" in again.enters_mailed().text
    for _ in range(3):
        again.sends_mail_to()
    assert again.sends_mail_to().status == 429


@sqlite
def test_guesses_are_slowed_then_locked_and_staff_unlock(pages: Pages) -> None:
    code = pages.give_code(HANAKO)
    citizen = pages.come().signs_in("1")
    assert "あと7回" in citizen.proves("ACDEFHJKLMNP", BORN_HANAKO).text
    assert "あと6回" in citizen.proves(code, BORN_MAKOTO).text  # somebody found the letter
    assert "両方入力" in citizen.sends("code", code=code).text  # no try
    assert "待ってから" in citizen.proves("ACDEFHJKLMNP", BORN_HANAKO).text
    assert "待ってから" in citizen.proves(code, BORN_HANAKO).text  # right, and too soon
    for _ in range(LOCKED_AFTER - 3):
        pages.clock.ahead += timedelta(minutes=30)
        citizen.signs_in("1")
        citizen.proves("ACDEFHJKLMNP", BORN_HANAKO)
    assert citizen.heading == "コードの入力を止めています"
    assert citizen.proves(code, BORN_HANAKO).heading == "コードの入力を止めています"
    with pages.database.write() as session:
        (locked,) = list_locked(session)
        unlock(session, locked.id or 0, NURSE, "電話で本人確認", pages.clock())
    assert citizen.proves(code, BORN_HANAKO).heading == "次回からの確認方法を決める"


@sqlite
def test_a_code_is_used_once_in_time_and_the_newest_counts(pages: Pages) -> None:
    old, new = pages.give_code(HANAKO), pages.give_code(HANAKO)
    assert set(new) <= set(SIGNS)
    first = pages.come().signs_in("1")
    assert "期限が過ぎて" in first.proves(old, BORN_HANAKO).text
    typed = "-".join((new[:3], new[3:6], new[6:])).lower()
    assert first.proves(typed, BORN_HANAKO).heading == "次回からの確認方法を決める"
    second = pages.come().signs_in("2")
    assert "期限が過ぎて" in second.proves(new, BORN_HANAKO).text
    late = pages.give_code(MAKOTO)
    pages.clock.ahead = timedelta(days=30)
    third = pages.come().signs_in("3")
    assert "期限が過ぎて" in third.proves(late, BORN_MAKOTO).text


@sqlite
def test_who_left_before_there_was_a_second_step_uses_the_code_again(pages: Pages) -> None:
    code = pages.give_code(HANAKO)
    assert pages.come().signs_in("1").proves(code, BORN_HANAKO).heading == "次回からの確認方法を決める"
    again = pages.come().signs_in("1")
    assert again.heading == "ご本人の確認（初回のみ）"
    assert again.proves(code, BORN_HANAKO).heading == "次回からの確認方法を決める"
    again.sends_mail_to("hanako@mail.example")
    assert again.enters_mailed().heading == "山田 花子"
    other = pages.come().signs_in("2")
    assert "期限が過ぎて" in other.proves(code, BORN_HANAKO).text
    with pages.database.write() as session:
        account = session.exec(select(HealthAccount)).first()
        assert account is not None and account.mail is not None
        tried = use_code(session, pages.database.vault, account.id or 0, code, BORN_HANAKO, pages.clock())
    assert tried.outcome == Outcome.WRONG


@sqlite
def test_an_account_is_one_person_and_a_person_has_one_account(pages: Pages) -> None:
    first = pages.enter("1", HANAKO)
    pages.enter("2", HANAKO)
    assert first.opens().heading == "ご本人の確認（初回のみ）"  # a newer one counts
    with pages.database.read() as session:
        living = [one for one in session.exec(select(HealthAccess)) if one.ended_at is None]
        assert len(living) == 1
        assert len(session.exec(select(HealthAccount)).all()) == 2


@sqlite
def test_passwords_are_slowed_down(pages: Pages) -> None:
    citizen = pages.come()
    for _ in range(5):
        assert citizen.signs_in("1", "wrong").status == 422
    assert citizen.signs_in("1").status == 429
    assert "待ってから" in citizen.text


@sqlite
def test_children_grow_up_and_who_is_protected_is_seen_by_nobody_else(pages: Pages) -> None:
    makoto = pages.enter("2", MAKOTO)
    assert makoto.opens(who="1").heading == "小林 陸"
    row = shot(child_of(MAKOTO, RIKU), ワクチン="水痘")
    bring_in(pages.database, pages.folder / "p.csv", [{**row, "支援措置": "有"}])
    assert makoto.opens(who="1").heading == "小林 誠"
    bring_in(pages.database, pages.folder / "p.csv", [{**row, "支援措置": ""}])
    assert makoto.opens(who="1").heading == "小林 陸"
    bring_in(pages.database, pages.folder / "g.csv", [{**row, "生年月日": "2010-10-03"}])
    assert date(2010, 10, 3) < date(2011, 1, 1)
    assert makoto.opens(who="1").heading == "小林 誠"


@sqlite
def test_no_page_is_kept_and_no_address_names_anybody(pages: Pages) -> None:
    citizen = pages.enter("1", HANAKO)
    assert citizen.page is not None
    assert citizen.page.headers["Cache-Control"] == "no-store"
    assert "unsafe-inline" not in citizen.page.headers["Content-Security-Policy"]
    assert citizen.page.request.path == "/health"
    assert "1000001" not in citizen.text
    assert str(pages.person(SAKURA)) not in citizen.page.request.url
