"""From the link to the number, without script: filled in, corrected, kept, checked and sent."""

from __future__ import annotations

import json
import re

from bot.messages import InboundKind
from bot.models.forms import EntryState, FormEntry, FormPhoto
from bot.models.inbox import InboxRow
from tests.channels.forms.conftest import RIGHT, Desk, Writer, make_photo

PAGE_BYTES = 60_000


def test_a_whole_form_is_sent_once_and_only_its_number_is_told(desk: Desk, writer: Writer) -> None:
    assert "職員に連絡" in writer.page.text
    checked = writer.sends(RIGHT, photo=make_photo())
    assert writer.path.endswith("/confirm")
    for shown in (
        "髙﨑𠮷子",
        "タカサキ ヨシコ",
        "相談したい",
        "1985年4月1日（昭和60年）",
        "道路に穴が",
        "photos/photo",
    ):
        assert shown in checked.text
    assert "（なし）" in checked.text  # no mail
    done = writer.sends()
    assert writer.path.endswith("/done")
    (entry,) = desk.entries()
    assert (entry.state, entry.number) == (EntryState.SENT, f"C-{entry.id:06d}")
    assert entry.number in done.text and "髙﨑𠮷子" not in done.text
    assert entry.content["birth_date"] == "1985-04-01"
    assert entry.content["name"] == "髙﨑𠮷子"
    announced = [row.inbound for row in desk.rows(InboxRow) if row.kind == InboundKind.FORM]
    assert [one["params"] for one in announced] == [{"room": "operator", "form": "contact", "number": entry.number}]
    assert "髙﨑" not in json.dumps(announced, ensure_ascii=False)


def test_nothing_of_it_is_readable_in_the_database(desk: Desk, writer: Writer) -> None:
    photo = make_photo()
    writer.sends(RIGHT, photo=photo)
    with desk.database.engine.connect() as connection:
        for table in ("form_entry", "form_photo"):
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}"):
                cells = [bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode() for cell in row]
                assert not any(
                    "髙﨑".encode() in cell or b"\xff\xd8\xff" in cell or b"090-1234" in cell for cell in cells
                )


def test_errors_stand_beside_the_fields_and_above_with_links(writer: Writer) -> None:
    page = writer.sends({"topic": "", "name": "123", "kana": "山田", "birth_date.year": "85", "postcode": "38"})
    assert page.status == 400
    assert list(writer.errors()) == ["topic", "about", "name", "kana", "phone", "postcode", "birth_date"]
    assert page.text.startswith("<!doctype html>")
    assert "<title>修正してください：職員に連絡" in page.text
    summary = re.search(r'<div class="summary" role="alert".*?</div>', page.text, re.DOTALL)
    assert summary is not None
    targets = re.findall(r'href="#([\w-]+)"', summary[0])
    assert len(targets) == 7
    assert all(f'id="{target}"' in page.text for target in targets)
    assert "f-birth_date-month" in targets  # the first of the inputs that is missing
    assert re.search(r'<input id="f-name"[^>]*aria-describedby="f-name-error" aria-invalid="true"', page.text)
    assert 'value="123"' in page.text  # so that it can be corrected


def test_what_was_typed_stays_though_something_is_wrong(desk: Desk, writer: Writer) -> None:
    writer.sends({**RIGHT, "phone": "12"}, photo=make_photo())
    assert list(writer.errors()) == ["phone"]
    assert "写真を受け取りました" in writer.page.text
    assert "長野県長野市箱清水1-2-3" in writer.page.text
    assert desk.entries()[0].content["about"] == RIGHT["about"]


def test_a_draft_is_saved_and_found_again_by_the_next_link(desk: Desk) -> None:
    conversation_id = desk.converse()
    first, second = Writer(desk.port), Writer(desk.port)
    first.goes_to(desk.link(conversation_id))
    page = first.sends({"name": "山田"}, action="save")
    assert "下書きを保存しました。7日以内に" in page.text
    again = second.goes_to(desk.link(conversation_id))
    assert 'value="山田"' in again.text
    assert "前に書きかけた内容の続きです" in again.text
    emptied = second.sends({"name": "山田"}, action="begin_anew")
    assert 'value="山田"' not in emptied.text
    assert len(desk.entries()) == 1


def test_the_script_saves_drafts_without_a_page(desk: Desk, writer: Writer) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', writer.page.text)
    assert token is not None
    answer = writer.open(
        "POST",
        f"{writer.path}/draft",
        b"name=Taro",
        {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": token[1]},
    )
    assert (answer.status, answer.read()) == (204, b"")
    assert desk.entries()[0].content == {"name": "Taro"}
    refused = writer.open(
        "POST", f"{writer.path}/draft", b"name=Jiro", {"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert (refused.status, refused.read()) == (400, b"")
    assert desk.entries()[0].content == {"name": "Taro"}


def test_a_postcode_fills_the_address_without_script(writer: Writer) -> None:
    page = writer.sends({"postcode": "３８０ー０８０１"}, action="look_up.postcode")
    assert 'value="長野県長野市箱清水"' in page.text
    assert "住所を入れました" in page.text
    kept = writer.sends({"postcode": "380-0801", "address": "長野県長野市箱清水1-2"}, action="look_up.postcode")
    assert 'value="長野県長野市箱清水1-2"' in kept.text


def test_a_postcode_of_several_places_asks_which(writer: Writer) -> None:
    page = writer.sends({"postcode": "498-0000"}, action="look_up.postcode")
    assert "どちらの住所ですか" in page.text
    page = writer.sends({"postcode": "498-0000"}, action="take.address.三重県桑名郡木曽岬町")
    assert 'value="三重県桑名郡木曽岬町"' in page.text


def test_an_unknown_postcode_is_said_beside_it(writer: Writer) -> None:
    writer.sends({"postcode": "999-9999"}, action="look_up.postcode")
    assert "見つかりません" in writer.errors()["postcode"]
    answer = writer.get("/liff/postcodes/9999999")
    assert answer.json() == {"addresses": []}
    assert writer.get("/liff/postcodes/3800801").json() == {"addresses": ["長野県長野市箱清水"]}


def test_a_photo_can_be_seen_replaced_and_left_out(desk: Desk, writer: Writer) -> None:
    writer.sends({}, photo=make_photo((400, 300)), action="save")
    (first,) = desk.rows(FormPhoto)
    writer.sends({}, photo=make_photo((200, 100)), action="save")
    (second,) = desk.rows(FormPhoto)
    assert (first.width, second.width) == (400, 200)
    shown = writer.open("GET", f"{writer.path}/photos/photo")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.read() == second.content
    writer.sends({}, action="remove.photo")
    assert desk.rows(FormPhoto) == []
    assert writer.get(f"{writer.path}/photos/photo").status == 404


def test_changing_an_answer_leads_to_its_question(writer: Writer) -> None:
    page = writer.sends(RIGHT)
    assert f'href="{writer.path.removesuffix("/confirm")}#f-phone"' in page.text
    assert f'href="{writer.path.removesuffix("/confirm")}#f-topic-procedure"' in page.text


def test_an_unfinished_form_is_not_sent(desk: Desk, writer: Writer) -> None:
    writer.sends({"name": "山田"}, action="save")
    page = writer.goes_to(f"{writer.path}/confirm")
    assert page.status == 400 and "topic" in writer.errors()
    answer = writer.sends({}, to=f"{writer.path}")
    assert answer.status == 400
    assert [entry.state for entry in desk.entries()] == [EntryState.DRAFT]


def test_in_other_languages(desk: Desk) -> None:
    for language, words in (
        ("en", "Contact the city staff"),
        ("vi", "Liên hệ nhân viên"),
        ("ja-easy", "連絡（れんらく）"),
    ):
        writer = Writer(desk.port)
        page = writer.goes_to(desk.link(desk.converse(), language=language))
        assert words in page.text
        assert writer.goes_to(f"{writer.path}?lang=ko").text.count("직원에게 연락")


def test_a_page_with_what_it_needs_is_small(writer: Writer) -> None:
    page = writer.page.text
    files = set(re.findall(r'(?:href|src)="(/[^"?]*\.(?:css|js|svg))"', page))
    assert len(files) >= 5
    sizes = {file: len(writer.open("GET", file).read()) for file in files}
    assert len(page.encode()) + sum(sizes.values()) < PAGE_BYTES, sizes


def test_forms_of_two_citizens_are_two(desk: Desk) -> None:
    keys = set()
    for _ in range(2):
        writer = Writer(desk.port)
        writer.goes_to(desk.link(desk.converse()))
        keys.add(writer.path)
    assert len(keys) == 2
    assert all(isinstance(entry, FormEntry) and len(entry.key) >= 20 for entry in desk.entries())
