"""A survey is written, let out by somebody else, counted, closed and published."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest

from bot.channels.line.render import render_messages
from bot.clock import TOKYO, utc_now
from bot.db import Database
from bot.messages import message_from_json
from bot.models.broadcasts import Broadcast, BroadcastStatus
from bot.models.staff import Role
from bot.services.staff.principal import Grant
from bot.settings import DEMO_CITY
from bot.texts import load_texts
from handlers.news.service import Published, list_pieces
from handlers.surveys.models import Survey, SurveyAnswer, SurveyKind, SurveyOpinion, SurveyText
from tests.admin.staff_house import StaffBrowser, StaffHouse, serve_staff_house
from tests.bot.broadcasts.people import join
from tests.handlers.surveys.asked import LIKED, WORDS, add_survey, answer, close, rows

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BASE = "/admin/surveys"
UNTIL = f"{(utc_now() + timedelta(days=7)).astimezone(TOKYO):%Y-%m-%dT%H:%M}"
FIELDS = {
    "kind": "satisfaction",
    "title_ja": "窓口の満足度",
    "title_en": "The counter",
    "closes_at": UNTIL,
    "q1_kind": "scale",
    "q1_words_ja": "窓口はいかがでしたか",
    "q1_required": "yes",
}


@pytest.fixture
def house(database: Database) -> Iterator[StaffHouse]:
    with serve_staff_house(database, load_texts(), city_folder=DEMO_CITY) as opened:
        opened.add("writer", Role.BROADCASTER, language="ja")
        opened.add("approver", Role.APPROVER, language="ja")
        join(database, *range(1, 4))
        yield opened


@pytest.fixture
def writer(house: StaffHouse) -> StaffBrowser:
    return house.sign_in("writer")


def published(broadcast: Broadcast) -> Published:
    return Published(1, broadcast.kind, (), utc_now(), ("ja",), False, False, broadcast)


def write(writer: StaffBrowser, path: str = f"{BASE}/new", **more: str) -> None:
    writer.goes_to(path)
    writer.sends(path, **{**FIELDS, **more})


def test_what_is_wrong_stands_at_its_field(writer: StaffBrowser) -> None:
    assert "まだアンケートはありません" in writer.goes_to(BASE).text
    write(writer, title_ja="", closes_at="", q1_kind="one_of", q1_options_ja="青", q1_options_en="blue\nred")
    assert set(writer.errors()) == {"title_ja", "closes_at", "q1_options_ja", "q1_options_en"}
    assert "窓口はいかがでしたか" in writer.page.text
    write(writer, q1_kind="")
    assert set(writer.errors()) == {"q1_kind"}


def test_one_question_is_let_out_by_somebody_else_and_tapped(house: StaffHouse, writer: StaffBrowser) -> None:
    write(writer)
    page = writer.page.text
    assert "5 とても満足" in page and "いま3人" in page and "한국어" in page  # what is not written is named
    writer.sends(f"{BASE}/1/hand-in")
    (broadcast,) = rows(house.database, Broadcast)
    assert (broadcast.kind, broadcast.status, sorted(broadcast.content)) == ("survey", "waiting", ["en", "ja"])
    (card,) = broadcast.content["ja"]
    assert card["buttons"][0]["postback"] == "surveys.answer?survey=1&v=1&is=5"
    assert len(card["buttons"]) == 5
    (shown,) = render_messages([message_from_json(card)])
    assert {one["style"] for one in shown["contents"]["footer"]["contents"]} == {"secondary"}, "none is the right one"
    assert f"{house.url}/surveys/1?lang=ja" not in json.dumps(shown), "who gets it there answers there, once"
    (piece,) = list_pieces(published(broadcast), "ja", load_texts())
    assert piece.links == (("アンケートに答える", f"{house.url}/surveys/1?lang=ja"),), "who reads it in the news"
    other = house.sign_in("approver")
    assert "アンケートの質問と結果を見る" in other.goes_to("/admin/broadcasts/1").text
    assert "窓口はいかがでしたか" in other.goes_to(f"{BASE}?broadcast=1").text
    other.goes_to("/admin/broadcasts/1")
    other.sends("/admin/broadcasts/1/approve")
    assert rows(house.database, Broadcast)[0].status == "approved"
    assert other.sends(f"{BASE}/1/close", sure="1").status == 403
    assert {"surveys.created", "surveys.handed_in", "broadcast.approved"} <= set(house.actions())


def test_nobody_lets_out_other_questions_than_they_have_seen(house: StaffHouse, writer: StaffBrowser) -> None:
    write(writer, q1_kind="text")
    writer.sends(f"{BASE}/1/hand-in")
    other = house.sign_in("approver")
    other.goes_to("/admin/broadcasts/1")
    writer.goes_to("/admin/broadcasts/1")
    writer.sends("/admin/broadcasts/1/withdraw")
    assert "broadcasts/1/edit" not in writer.page.text, "it is changed on its own pages"
    assert writer.goes_to("/admin/broadcasts/1/edit").status == 404
    write(writer, f"{BASE}/1/edit", q1_kind="text", q1_words_ja="ほかの質問")
    writer.sends(f"{BASE}/1/hand-in")
    assert other.sends("/admin/broadcasts/1/approve").status == 200
    assert rows(house.database, Broadcast)[0].status == "waiting"


def test_several_kinds_are_kept_as_they_were_typed(house: StaffHouse, writer: StaffBrowser) -> None:
    several = {"q2_kind": "several_of", "q2_words_ja": "何を", "q2_options_ja": "証明書\n相談", "q2_options_en": "A\nB"}
    write(writer, **several, q3_kind="text", q3_words_ja="ほかに", area="kawabe")
    (survey,) = rows(house.database, Survey)
    assert [one["kind"] for one in survey.questions] == ["scale", "several_of", "text"]
    assert survey.questions[1]["options"][1] == {"ja": "相談", "en": "B"}
    assert survey.rule == {"area": ["kawabe"]}
    again = writer.goes_to(f"{BASE}/1/edit").text
    assert "証明書\n相談" in again and 'name="q4_kind"' in again
    write(writer, f"{BASE}/1/edit", **several)
    changed = rows(house.database, Survey)[0]
    assert (changed.version, len(changed.questions)) == (2, 2)
    writer.sends(f"{BASE}/1/delete")
    assert rows(house.database, Survey) == []


def test_results_groups_texts_and_files(house: StaffHouse, writer: StaffBrowser) -> None:
    add_survey(house.database, (LIKED, WORDS))
    for number in range(7):
        text = {"q3": "=早い"} if number == 0 else {"q3": "遅い"} if number == 1 else {}
        language = "vi" if number == 6 else "ja"
        answer(house.database, 1, f"{number}", {"q1": ["4"]}, text, language, "south" if number < 5 else "")
    answer(house.database, 1, "storm", {"q1": ["1"]}, doubtful=True)
    with house.database.write() as session:
        session.get_one(Broadcast, 1).total = 40
        session.get_one(SurveyAnswer, 1).via = "line"
    page = writer.goes_to(f"{BASE}/1").text
    assert "40人のうち1人（2.5％）" in page
    assert "平均 4.0（5が最もよい、7人）" in page and "1件は、別に" in page
    assert "Tiếng Việt" not in page, "one person is no group"
    assert "8人" in writer.goes_to(f"{BASE}/1?doubtful=1").text
    assert "遅い" not in writer.goes_to(f"{BASE}/1/texts?words={quote('早い')}").text
    writer.sends(f"{BASE}/1/texts/1", show="1")
    assert [one.is_shown for one in rows(house.database, SurveyText)] == [True, False]
    table = list(csv.DictReader(io.StringIO(writer.asks("GET", f"{BASE}/1/answers.csv").text.lstrip("\ufeff"))))
    assert len(table) == 8
    assert {one["language"] for one in table} == {"others"}
    assert {one["q3"] for one in table} == {"'=早い", "遅い", ""}
    kept = json.loads(writer.asks("GET", f"{BASE}/1/answers.json").text)
    assert (len(kept["answers"]), "mark" in json.dumps(kept), kept["questions"][0]["kind"]) == (8, False, "scale")
    looks = [one.action for one in house.entries() if one.action in ("surveys.opinion_viewed", "surveys.exported")]
    assert looks == ["surveys.opinion_viewed"] * 2 + ["surveys.exported"] * 2


def test_it_is_extended_closed_and_published(house: StaffHouse, writer: StaffBrowser) -> None:
    add_survey(house.database, status=BroadcastStatus.SENDING)
    answer(house.database, 1, "a", {"q1": ["4"]})
    writer.goes_to(f"{BASE}/1")
    assert "これからの日時" in writer.sends(f"{BASE}/1/extend", closes_at="2020-01-01T10:00").text
    assert "締め切りを変えました" in writer.sends(f"{BASE}/1/extend", closes_at=UNTIL).text
    assert f"{rows(house.database, Survey)[0].closes_at.astimezone(TOKYO):%Y-%m-%dT%H:%M}" == UNTIL
    assert "状態が変わりました" in writer.sends(f"{BASE}/1/publish", publish="1").text, "not while it is open"
    assert "チェックを" in writer.sends(f"{BASE}/1/close").text
    writer.sends(f"{BASE}/1/close", sure="1")
    (survey,), (row,) = rows(house.database, Survey), rows(house.database, SurveyAnswer)
    assert (survey.key, row.mark) == ("", None), "nobody can find out any more who has answered"
    assert rows(house.database, Broadcast)[0].status == "stopped", "nobody more is asked"
    writer.sends(f"{BASE}/1/extend", closes_at=UNTIL)
    writer.sends(f"{BASE}/1/publish", publish="1")
    assert rows(house.database, Survey)[0].is_published
    assert house.actions()[-3:] == ["surveys.extended", "surveys.closed", "surveys.published"]


def test_an_opinion_is_read_answered_and_every_look_recorded(house: StaffHouse, writer: StaffBrowser) -> None:
    add_survey(house.database, (), kind=SurveyKind.COMMENT, asks_name=True)
    with house.database.write() as session:
        opinion = SurveyOpinion(
            number="P-000001", survey_id=1, words="公園に木を", name="佐藤 一郎", address="東町1-1", language="ja",
            via="page", received_on=utc_now().date(),
        )  # fmt: skip
        session.add(opinion)
    close(house.database, 1)
    listed = writer.goes_to(f"{BASE}/1").text
    assert "P-000001" in listed and "佐藤" not in listed and "公園" not in listed
    assert "P-000001" not in writer.goes_to(f"{BASE}/1?words={quote('川')}").text
    page = writer.goes_to(f"{BASE}/1/opinions/1").text
    assert "佐藤 一郎" in page and "公園に木を" in page
    look = house.entries()[-1]
    assert (look.action, look.details["fields"]) == ("surveys.opinion_viewed", ["words", "name", "address"])
    writer.sends(f"{BASE}/1/opinions/1", reply="加えます", show="1")
    assert set(writer.errors()) == {"gist"}
    writer.sends(f"{BASE}/1/opinions/1", gist="緑を増やす", reply="加えます", show="1")
    (row,) = rows(house.database, SurveyOpinion)
    assert (row.gist, row.reply, row.is_shown) == ("緑を増やす", "加えます", True)
    assert not any("佐藤" in json.dumps(one.details, ensure_ascii=False) for one in house.entries())
    assert house.sign_in("approver").goes_to(f"{BASE}/1/opinions/1").status == 403


def test_others_stay_outside(house: StaffHouse) -> None:
    house.add("b.staff", Grant(Role.SERVICE, service="surveys"))
    assert house.sign_in("b.staff").goes_to(BASE).status == 403
