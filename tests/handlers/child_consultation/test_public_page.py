"""The consultation's page: written without a name, found again by a word, left at once, deleted where the law lets."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from bot.db import Database
from handlers.child_consultation.levels import Level
from handlers.child_consultation.models import CaseState, ChildAppointment, ChildCase, ChildMessage, ChildSitting
from handlers.child_consultation.service.opening import open_case
from tests.admin.staff_house import StaffHouse
from tests.bot.reservations.hall import add_person
from tests.handlers.child_consultation.centre import HOME, Citizen, load_centre, serve_centre, visit
from tests.handlers.child_consultation.city_rules import RULE, write_city_table

WORDS = "こどもが学校に行きたがりません。佐藤ひなたです。"
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_written_without_a_name_and_found_again_by_the_word(house: StaffHouse, citizen: Citizen) -> None:
    page = citizen.begins(WORDS)
    assert page.status == 200
    assert WORDS in page.text
    code = citizen.code
    (case,) = house.rows(ChildCase)
    assert (case.state, case.channel, case.conversation_ref) == (CaseState.WAITING, "page", None)
    assert case.handle in page.text
    assert citizen.sends(f"{HOME}kept").status == 200
    assert citizen.code == ""  # shown once
    other = visit(house)
    assert WORDS not in other.goes_to(HOME).text
    assert "見つかりません" in other.comes_back("うさぎ うさぎ うさぎ うさぎ 000").text
    back = other.comes_back(code)
    assert (back.status, WORDS in back.text) == (200, True)
    other.writes("追加です")
    assert [one.words for one in house.rows(ChildMessage)] == [WORDS, "追加です"]


def test_nothing_of_it_is_readable_in_the_database(house: StaffHouse, citizen: Citizen) -> None:
    citizen.begins(WORDS, name="ひなたママ")
    citizen.goes_to(HOME)
    with house.database.read() as session:
        for table in ("child_case", "child_message", "child_sitting"):
            found = " ".join(repr(row) for row in session.execute(text(f"SELECT * FROM {table}")))
            assert "ひなた" not in found
            assert citizen.code not in found


@one_database
def test_the_link_of_a_conversation_brings_its_words_along_once(house: StaffHouse, citizen: Citizen) -> None:
    with house.database.write() as session:
        person = add_person(session, 1)
        session.flush()
        opened = open_case(
            *(session,), conversation_id=person.id or 0, level=Level.URGENT, words="LINEのことば", now=house.clock()
        )
    token = opened.page_url_token
    assert "LINEのことば" in citizen.goes_to(f"{HOME}in/{token}").text
    citizen.writes("LINEのことば、直しました", "begin")
    code = citizen.code
    (case,) = house.rows(ChildCase)
    assert (case.id, case.level, case.state) == (opened.case_id, Level.URGENT, CaseState.WAITING)
    other = visit(house)
    page = other.goes_to(f"{HOME}in/{token}").text
    assert "LINEのことば" not in page  # who has the telephone reads nothing
    assert "もう合言葉があります" in other.writes("のぞき見", "begin").text
    assert "LINEのことば" in other.comes_back(code).text
    assert "LINEのことば" not in visit(house).goes_to(f"{HOME}in/1-x").text


@one_database
def test_the_city_s_own_rules_hold_on_the_page_too(database: Database, tmp_path: Path) -> None:
    words = "通学路にくまがいました"
    write_city_table(tmp_path, {**RULE, "level": "urgent", "must": [words], "signs": ["bear"]})
    city = load_centre().model_copy(update={"folder": tmp_path})
    with serve_centre(database, city) as house:
        visit(house).begins(words)
        (case,) = house.rows(ChildCase)
        assert (case.level, "bear_on_the_way_to_school" in case.rules) == (Level.URGENT, True)


@one_database
def test_bad_input_is_answered_beside_its_field(citizen: Citizen) -> None:
    for words in ("", " \n "):
        page = citizen.begins(words)
        assert (page.status, "何か書くか" in page.text) == (422, True)
    page = citizen.begins("あ" * 5000)
    assert (page.status, "5000字あります" in page.text, "あ" * 5000 in page.text) == (422, True, True)  # it stays
    assert "😢" in citizen.begins("😢").text


@one_database
def test_a_photo_is_written_anew_and_another_file_refused(house: StaffHouse, citizen: Citizen) -> None:
    citizen.goes_to(HOME)
    page = citizen.posts_photo("a.pdf", b"%PDF-1.7 x", "見てください")
    assert (page.status, "見てください" in page.text) == (422, True)
    written = BytesIO()
    Image.new("RGB", (20, 10)).save(written, "PNG")
    assert citizen.posts_photo("a.png", written.getvalue()).status == 200
    (message,) = house.rows(ChildMessage)
    assert message.photo.startswith(b"\xff\xd8\xff")
    with citizen.open("GET", f"{HOME}photo/{message.id}") as shown:
        assert (shown.status, shown.headers["Content-Type"]) == (200, "image/jpeg")
    with visit(house).open("GET", f"{HOME}photo/{message.id}") as hidden:
        assert hidden.status == 404


@one_database
def test_a_form_sent_twice_is_one_message(house: StaffHouse, citizen: Citizen) -> None:
    citizen.goes_to(HOME)
    first, cookies = citizen.page, dict(citizen.cookies)
    citizen.writes(WORDS, "begin")
    code = citizen.code
    citizen.page, citizen.cookies = first, cookies
    citizen.writes(WORDS, "begin")
    assert len(house.rows(ChildCase)) == len(house.rows(ChildMessage)) == 1
    assert citizen.code == code  # whichever answer the browser shows


def test_guesses_are_slowed_and_the_guesser_is_told(house: StaffHouse, citizen: Citizen) -> None:
    citizen.begins(WORDS)
    code, thief = citizen.code, visit(house)
    answers = [thief.comes_back(f"うさぎ うさぎ うさぎ うさぎ {number:03}").status for number in range(7)]
    assert answers == [422] * 5 + [429] * 2
    assert "まちがいが続いた" in thief.page.text
    assert thief.comes_back(code).status == 429  # the right one, too, until the time is over
    house.clock.ahead = timedelta(minutes=1)
    assert WORDS in thief.comes_back(code).text


@one_database
def test_the_way_out_ends_the_sitting(house: StaffHouse, citizen: Citizen) -> None:
    citizen.begins(WORDS)
    page = citizen.page
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "<title>市のページ |" in page.text
    assert 'href="/consultation/leave"' in page.text
    kept = dict(citizen.cookies)
    left = citizen.asks("GET", f"{HOME}leave")
    assert (left.status, left.headers["Location"]) == (303, "https://weather.example/")
    assert left.headers["Clear-Site-Data"] == '"cache"'
    citizen.cookies = kept  # whoever kept the cookie is outside all the same
    assert WORDS not in citizen.goes_to(HOME).text
    assert house.rows(ChildSitting) == []


@one_database
def test_a_browser_that_is_left_alone_is_outside(house: StaffHouse, citizen: Citizen) -> None:
    citizen.begins(WORDS)
    house.clock.ahead = timedelta(minutes=20)
    assert WORDS in citizen.goes_to(HOME).text  # which keeps it open
    house.clock.ahead = timedelta(minutes=45)
    assert WORDS in citizen.goes_to(HOME).text
    house.clock.ahead = timedelta(minutes=80)
    assert WORDS not in citizen.goes_to(HOME).text
    assert citizen.asks("GET", f"{HOME}news?after=0").status == 410


@one_database
def test_a_time_is_given_once(house: StaffHouse, citizen: Citizen) -> None:
    citizen.begins(WORDS)
    time = citizen.page.text.split('<option value="')[2].partition('"')[0]
    assert "電話番号を確かめて" in citizen.sends(f"{HOME}time", kind="call", time=time, phone="12").text
    assert "時間を選んでください" in citizen.sends(f"{HOME}time", kind="call", time="", phone="0260001000").text
    assert (
        "センターから電話をかけます" in citizen.sends(f"{HOME}time", kind="call", time=time, phone="026-000-1234").text
    )
    other = visit(house)
    other.begins("別の相談")
    assert time not in other.page.text
    assert other.sends(f"{HOME}time", kind="video", time=time).status == 409
    (booked,) = house.rows(ChildAppointment)
    assert booked.phone == "026-000-1234"
    citizen.sends(f"{HOME}time/cancel")
    assert "ビデオで話します" in other.sends(f"{HOME}time", kind="video", time=time).text


def test_deleted_by_who_wrote_it_unless_a_child_must_be_protected(house: StaffHouse, citizen: Citizen) -> None:
    citizen.begins(WORDS)
    assert citizen.sends(f"{HOME}forget").status == 422
    assert "消しました" in citizen.sends(f"{HOME}forget", sure="1").text
    (case,) = house.rows(ChildCase)
    assert (case.handle, case.code_index, case.state) == ("", None, CaseState.CLOSED)
    assert house.rows(ChildMessage) == []
    other = visit(house)
    other.begins(WORDS)
    with house.database.write() as session:
        kept = session.get_one(ChildCase, house.rows(ChildCase)[-1].id)
        kept.topics = ["abuse"]
        session.add(kept)
    assert "児童虐待防止法" in other.goes_to(HOME).text
    assert other.sends(f"{HOME}forget", sure="1").status == 409
    assert len(house.rows(ChildMessage)) == 1


@one_database
def test_a_child_can_read_the_names_of_the_numbers(house: StaffHouse) -> None:
    citizen = visit(house)
    citizen.goes_to(f"{HOME}?child=1")
    shown = citizen.page.text.partition('class="numbers')[2].partition("</section>")[0]
    names = re.findall(r"<span>(.+?)</span>", shown)
    assert names
    assert [letter for letter in "".join(names) if "一" <= letter <= "鿿"] == []


def test_it_speaks_every_language_and_to_children(house: StaffHouse) -> None:
    texts = house.house.texts
    for language in texts.languages:
        for style in ("g", "k"):
            citizen = visit(house)
            citizen.cookies["page"] = f"{language}.{style}"
            assert citizen.goes_to(HOME).status == 200
            page = citizen.writes(WORDS, "begin").text
            assert "tel:189" in page
            assert texts.get(language, f"public_consultation.leave{'_child' * (style == 'k')}") in page
            assert (texts.get(language, "public_consultation.due_soon_child") in page) == (style == "k")
            assert ('class="code-spelled"' in page) == (not language.startswith("ja"))


@one_database
def test_what_is_written_may_raise_the_level_and_shows_the_numbers(house: StaffHouse, citizen: Citizen) -> None:
    assert "numbers-alarm" not in citizen.begins("学校のことで相談です").text
    citizen.cookies["page"] = "ja."  # no wording was chosen: a child is spoken to as one
    page = citizen.writes("おとうさんに たたかれる。いえに かえりたくない").text
    (case,) = house.rows(ChildCase)
    assert (case.level in (Level.EMERGENCY, Level.URGENT), "abuse" in case.topics) == (True, True)
    page = citizen.writes("いま おとうさんに なぐられてる たすけて").text
    (case,) = house.rows(ChildCase)
    assert (case.level, case.is_child) == (Level.EMERGENCY, True)
    assert "numbers-alarm" in page
    assert "いま、あぶないかも しれないよ" in page
    assert case.call_at is not None
    citizen.writes("うそです。だいじょうぶ")
    assert house.rows(ChildCase)[0].level == Level.EMERGENCY  # nothing that is written lowers it


@one_database
def test_a_program_that_begins_many_is_slowed(
    house: StaffHouse, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.child_consultation.service.coming_back.FREE_BEGINNINGS", 2)
    monkeypatch.setattr("handlers.child_consultation.public_consultation.acts.MOST_IN_AN_HOUR", 2)
    for _ in range(2):
        assert visit(house).begins(WORDS).status == 200
    page = citizen.begins(WORDS)
    assert (page.status, "短い時間にたくさん" in page.text, WORDS in page.text) == (422, True, True)
    house.clock.ahead = timedelta(minutes=1)
    citizen.begins(WORDS)
    assert citizen.writes("2つめ").status == 200
    assert citizen.writes("3つめ").status == 429
    assert len(house.rows(ChildCase)) == 3
