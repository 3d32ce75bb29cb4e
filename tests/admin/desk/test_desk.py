"""The chat desk over real HTTP: who sees what, and what comes of it."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import quote

import pytest

from bot.models.audit import AuditEntry
from bot.models.desk import DeskNote
from bot.models.staff import Staff
from bot.services.desk.queue import View
from tests.admin.desk.conftest import Office
from tests.admin.staff_house import StaffBrowser
from tests.dialogue.conversation import SILENCE

JSON = {"Accept": "application/json"}
FEE = "住民票の写しの手数料はいくらですか。"


def token(browser: StaffBrowser) -> str:
    return browser.page.text.partition('name="csrf_token" value="')[2].partition('"')[0]


def test_from_the_queue_to_the_bot_again(office: Office) -> None:
    office.citizen.says("住民票の手数料は？")
    office.citizen.says("職員と話す", expects="operator.handed_off")
    hanako = office.operator()
    queue = hanako.goes_to("/admin/desk").text
    assert "職員を希望" in queue and f'href="{office.path}"' in queue
    assert "手数料は" not in queue  # words are on the page of the conversation alone

    page = hanako.goes_to(office.path).text
    assert "住民票の手数料は？" in page and "応対を始める" in page and 'id="composer"' not in page
    page = hanako.sends(f"{office.path}/claim").text
    assert "応対を始めました。" in page and 'id="composer"' in page
    assert f'href="{office.path}"' in hanako.goes_to("/admin/desk?view=mine").text

    hanako.goes_to(office.path)
    assert "300円です。" in hanako.sends(f"{office.path}/say", words="300円です。\nほかにありますか。").text
    assert "ほかにありますか" in office.last_words()
    office.citizen.says("ありがとう", expects=SILENCE)
    hanako.goes_to(office.path)
    assert "ボットに戻しました" in hanako.sends(f"{office.path}/hand-back").text
    office.citizen.says("こんにちは", expects="greeting.hello")
    assert f'href="{office.path}"' in hanako.goes_to("/admin/desk?view=done").text
    acts = [entry.action for entry in office.house.entries() if entry.conversation_ref]
    assert acts == ["conversation.viewed", "desk.claimed", "desk.replied", "desk.handed_back"]


def test_each_sees_the_queues_of_their_departments(office: Office) -> None:
    office.citizen.says("職員と話す")
    boss, tax, waste = office.operator("boss"), office.operator("taro", "tax"), office.operator("wako", "waste")
    for browser in (boss, tax, waste):  # it stands in no department's queue yet
        assert office.path in browser.goes_to("/admin/desk").text
    boss.goes_to(office.path)
    boss.sends(f"{office.path}/claim")
    boss.sends(f"{office.path}/transfer", department="tax", why="税の相談")
    assert office.request.department == "tax"
    assert office.path in tax.goes_to("/admin/desk").text
    assert office.path not in waste.goes_to("/admin/desk").text
    for method, way in (("GET", ""), ("GET", "/panel"), ("GET", "/events"), ("GET", "/find"), ("POST", "/claim")):
        answer = waste.asks(method, office.path + way, {"csrf_token": token(waste)})
        assert answer.status == 404, way
    assert "税の相談" in tax.goes_to(office.path).text  # the note


def test_to_look_without_being_at_work_needs_a_reason(office: Office) -> None:
    office.citizen.says("マイナンバーの相談です")
    office.citizen.says("職員と話す")
    hanako, jiro = office.operator("hanako"), office.operator("jiro")
    hanako.goes_to(office.path)
    hanako.sends(f"{office.path}/claim")
    page = jiro.goes_to(office.path).text
    assert "見る理由" in page and "マイナンバーの相談" not in page
    assert jiro.asks("GET", f"{office.path}/events").status == 204
    assert jiro.sends(f"{office.path}/look", purpose="quality", reason=" ").status == 422
    assert jiro.sends(f"{office.path}/look", purpose="answer-nothing", reason="点検のため").status == 422
    page = jiro.sends(f"{office.path}/look", purpose="quality", reason="点検のため").text
    assert "マイナンバーの相談" in page and "hanakoの" not in page
    (entry,) = [
        one
        for one in office.house.entries()
        if one.actor_id == str(office.house.member("jiro").id) and one.conversation_ref
    ]
    assert (entry.action, entry.purpose, entry.details["reason"]) == ("conversation.viewed", "quality", "点検のため")
    office.house.clock.ahead = timedelta(minutes=16)
    assert "見る理由" in jiro.goes_to(office.path).text


def test_a_look_is_one_entry_however_often_the_page_is_opened(office: Office) -> None:
    office.citizen.says("職員と話す")
    hanako = office.operator()
    for _ in range(3):
        hanako.goes_to(office.path)
    assert office.house.actions().count("conversation.viewed") == 1


def test_who_comes_second_is_told_so(office: Office) -> None:
    office.citizen.says("職員と話す")
    hanako, jiro = office.operator("hanako"), office.operator("jiro")
    hanako.goes_to(office.path)
    jiro.goes_to(office.path)
    jiro_token = token(jiro)
    hanako.sends(f"{office.path}/claim")
    answer = jiro.asks("POST", f"{office.path}/claim", {"csrf_token": jiro_token}, **JSON)
    assert answer.status == 409 and "他の職員" in json.loads(answer.text)["error"]
    answer = jiro.asks("POST", f"{office.path}/say", {"csrf_token": jiro_token, "words": "はい"}, **JSON)
    assert answer.status == 409


@pytest.mark.parametrize("words", ["", "   ", "\u200b", "あ" * 2001])
def test_words_that_can_t_be_sent_are_refused(office: Office, words: str) -> None:
    office.citizen.says("職員と話す")
    hanako = office.operator()
    hanako.goes_to(office.path)
    hanako.sends(f"{office.path}/claim")
    answer = hanako.asks("POST", f"{office.path}/say", {"csrf_token": token(hanako), "words": words}, **JSON)
    assert answer.status == 422 and "2000文字" in json.loads(answer.text)["error"]
    assert office.house.actions().count("desk.replied") == 0


def test_the_summary_tells_how_it_came_to_the_desk(office: Office) -> None:
    office.citizen.says("I want to talk in English")
    office.citizen.says("How much is a copy of the resident record?")
    office.citizen.says("talk to a person", expects="operator.handed_off")
    page = office.operator().goes_to(office.path).text
    assert "How much is a copy of the resident record?" in page
    assert "English" in page and "で読んでいます" in page


def test_a_picture_is_seen_as_a_fact_and_the_citizen_told_what_to_do(office: Office) -> None:
    office.citizen.says("職員と話す")
    office.citizen.sends_image(expects="operator.attach")
    assert "写真が送られました" in office.operator().goes_to(office.path).text


def test_the_faq_is_at_hand(office: Office) -> None:
    office.citizen.says("職員と話す")
    hanako = office.operator()
    hanako.goes_to(office.path)
    hanako.sends(f"{office.path}/claim")
    found = hanako.goes_to(f"{office.path}/find?q={quote(FEE)}").text
    assert "住民票の写しの手数料" in found and "ボットならこう答えます" in found
    answer = found.partition('name="answer" value="')[2].partition('"')[0]
    hanako.goes_to(office.path)
    hanako.sends(f"{office.path}/card", q=FEE, answer=answer)
    assert "'kind': 'card'" in office.last_words()
    hanako.goes_to(office.path)
    assert "見つかりませんでした" in hanako.sends(f"{office.path}/card", q="住民票", answer="nothing").text


def test_the_form_is_for_what_is_personal(office: Office) -> None:
    office.citizen.says("職員と話す")
    hanako = office.operator()
    hanako.goes_to(office.path)
    hanako.sends(f"{office.path}/claim")
    hanako.sends(f"{office.path}/form")
    assert "このフォームに書いてください" in office.last_words() and "http" in office.last_words()


def test_notes_stay_with_staff(office: Office) -> None:
    office.citizen.says("職員と話す")
    hanako = office.operator()
    hanako.goes_to(office.path)
    assert "先週も電話あり" in hanako.sends(f"{office.path}/note", words="先週も電話あり").text
    assert "先週も電話あり" not in office.last_words()
    (note,) = office.citizen.rows(DeskNote)
    assert note.words == "先週も電話あり"


def test_hostile_words_are_words(office: Office) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{7*7}}"
    office.citizen.says(hostile)
    office.citizen.says("職員と話す")
    page = office.operator().goes_to(office.path).text
    assert "<script>alert" not in page and "<img src=x" not in page and "&lt;script&gt;alert(1)" in page


def test_every_view_says_something_when_it_is_empty(office: Office) -> None:
    hanako = office.operator()
    for view in View:
        assert 'class="empty"' in hanako.goes_to(f"/admin/desk?view={view}").text


def test_audit_entries_hold_no_words(office: Office) -> None:
    office.citizen.says("職員と話す")
    hanako = office.operator()
    hanako.goes_to(office.path)
    hanako.sends(f"{office.path}/claim")
    hanako.sends(f"{office.path}/say", words="秘密の言葉")
    entries: list[AuditEntry] = office.house.entries()
    assert "秘密の言葉" not in str([entry.details for entry in entries])


def test_canned_answers_come_in_the_citizens_language_with_what_they_leave_open(office: Office) -> None:
    hanako = office.operator("hanako", "residents")
    hanako.goes_to("/admin/desk/canned/new")
    page = hanako.sends(
        "/admin/desk/canned", title="電話", department="residents", words_ja="{phone}へ", words_en="Call {phone}."
    )
    assert "定型文を保存しました。" in page.text and "{phone}へ" in page.text
    office.citizen.says("英語にして")
    office.citizen.says("talk to a person")
    hanako.goes_to(office.path)
    assert '<option value="Call 026-000-1000.">電話</option>' in hanako.sends(f"{office.path}/claim").text
    assert "desk.canned_changed" in office.house.actions()


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("title", {"title": ""}),
        ("words_ja", {"words_ja": ""}),
        ("words_ja", {"words_ja": "{name}様"}),
        ("words_ja", {"words_en": "a" * 1001}),
        ("department", {"department": "tax"}),
        ("department", {"department": ""}),
    ],
)
def test_a_canned_answer_that_is_wrong_is_refused_with_what_was_typed(
    office: Office, field: str, fields: dict[str, str]
) -> None:
    hanako = office.operator("hanako", "residents")
    hanako.goes_to("/admin/desk/canned/new")
    written = {"title": "あいさつ", "department": "residents", "words_ja": "こんにちは", **fields}
    answer = hanako.sends("/admin/desk/canned", **written)
    assert answer.status == 422 and field in hanako.errors()
    assert all(
        f">{words}<" in answer.text or f'value="{words}"' in answer.text
        for words in fields.values()
        if words and field != "department"
    )


def test_another_departments_canned_answer_is_not_theirs_to_change(office: Office) -> None:
    hanako = office.operator("hanako", "residents")
    hanako.goes_to("/admin/desk/canned/new")
    hanako.sends("/admin/desk/canned", title="あいさつ", department="residents", words_ja="こんにちは")
    taro = office.operator("taro", "tax")
    assert "あいさつ" not in taro.goes_to("/admin/desk/canned").text
    assert taro.goes_to("/admin/desk/canned/1").status == 404
    assert taro.sends("/admin/desk/canned/1/remove").status in (400, 404)
    hanako.goes_to("/admin/desk/canned/1")
    assert "定型文を消しました。" in hanako.sends("/admin/desk/canned/1/remove").text


def read_events(browser: StaffBrowser, path: str, wanted: int, last: int = 0) -> list[tuple[str, str]]:
    """(id of the entry, data) of the first `wanted` things said, as a browser gets them that connects again after
    `last`."""
    headers = {"Accept": "text/event-stream", **({"Last-Event-ID": str(last)} if last else {})}
    found: list[tuple[str, str]] = []
    number = ""
    with browser.open("GET", path, **headers) as response:
        while len(found) < wanted and (line := response.readline().decode()):
            name, _, value = line.rstrip("\n").partition(": ")
            number = value if name == "id" else number
            if name == "data" and number:
                found.append((number.partition("-")[0], json.loads(value)))
                number = ""
    return found


def test_what_is_said_comes_without_gaps_however_often_one_connects_again(office: Office) -> None:
    office.citizen.says("こんにちは")
    office.citizen.says("職員と話す")
    for words in ("もしもし", "まだですか"):
        office.citizen.says(words, expects=SILENCE)
    hanako = office.operator()
    hanako.goes_to(office.path)
    whole = read_events(hanako, f"{office.path}/events", 6)
    ids = [int(number) for number, _ in whole]
    assert ids == sorted(set(ids)) and "もしもし" in whole[-2][1] and "まだですか" in whole[-1][1]
    pieces, last = [], 0
    for _ in range(6):
        (piece,) = read_events(hanako, f"{office.path}/events", 1, last)
        pieces.append(piece)
        last = int(piece[0])
    assert pieces == whole


def test_who_is_disabled_gets_nothing_more(office: Office) -> None:
    office.citizen.says("職員と話す")
    hanako = office.operator()
    hanako.goes_to(office.path)
    with hanako.open("GET", f"{office.path}/events", Accept="text/event-stream") as response:
        response.readline()
        with office.house.database.write() as session:
            session.get_one(Staff, office.house.member("hanako").id).is_active = False
        response.read()  # it ends


def test_a_request_stands_in_the_queue_of_the_department_that_was_spoken_of(office: Office) -> None:
    office.citizen.says(FEE)
    office.citizen.says("職員と話す")
    assert office.request.department == "residents"
