"""Several applications at once: into a file of the city's own columns, and into the post."""

from __future__ import annotations

import csv
import http.client
import io
import re
from html import unescape
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader

from handlers.certificates.models import ApplicationState, Delivery
from handlers.certificates.service.columns import Encoding
from handlers.certificates.service.exporting import Lost, list_lost, write_file
from tests.admin.staff_house import StaffBrowser
from tests.handlers.certificates.admin.conftest import BASE, CONTENT, Hall
from tests.hostile import HOSTILE

S = ApplicationState


def post(browser: StaffBrowser, path: str, ids: list[int], **fields: str) -> http.client.HTTPResponse:
    """With the token of the page it shows; the answer is not read yet."""
    found = re.search(r'name="csrf_token" value="([^"]*)"', browser.page.text)
    assert found
    pairs = [("csrf_token", unescape(found[1])), *(("id", str(id)) for id in ids), *fields.items()]
    answer = browser.open("POST", f"{BASE}/{path}", urlencode(pairs).encode())
    for line in answer.headers.get_all("Set-Cookie") or []:
        name, _, value = line.partition(";")[0].partition("=")
        browser.cookies[name] = value
    return answer


def read_rows(answer: http.client.HTTPResponse, encoding: str = "utf-8-sig") -> list[list[str]]:
    assert answer.status == 200, answer.status
    return list(csv.reader(io.StringIO(answer.read().decode(encoding), newline="")))


def mark(browser: StaffBrowser, *ids: int) -> None:
    browser.goes_to(f"{BASE}/batch?{urlencode([('id', str(id)) for id in ids])}")


def test_a_file_of_what_one_works_on(hall: Hall) -> None:
    aki = hall.sign_in("aki")
    ids = [hall.add(S.IN_REVIEW, staff_id=hall.house.member("aki").id, copies=number) for number in (1, 2)]
    mark(aki, *ids)
    assert "選んだ申請は2件です" in aki.page.text
    rows = read_rows(post(aki, "batch/file", ids))
    assert rows[0][:5] == ["申請番号", "証明書", "通数", "氏名", "ふりがな"]
    assert rows[1][:6] == ["K-000001", "住民票の写し", "1", "髙﨑 花子", "たかさき はなこ", "1990-01-02"]
    assert [row[0] for row in rows[1:]] == ["K-000001", "K-000002"] and rows[1][9] == "本人"
    entries = [entry for entry in hall.house.entries() if entry.action == "certificate.exported"]
    assert [entry.object_id for entry in entries] == ["1", "2"]
    assert {*entries[0].details["fields"]} >= {"name", "address", "birth_date"} and entries[0].conversation_ref


def test_what_others_work_on_needs_a_reason_and_stays_in_ones_reach(hall: Hall) -> None:
    id, other = hall.add(), hall.add(kind="income_tax")
    aki = hall.sign_in("aki")
    mark(aki, id, other)
    assert "選んだ申請は1件です" in aki.page.text and "担当していない申請が1件" in aki.page.text
    answer = post(aki, "batch/file", [id, other])
    assert answer.status == 422 and CONTENT["name"] not in answer.read().decode()
    rows = read_rows(post(aki, "batch/file", [id, other], reason="住民記録へまとめて登録"))
    assert [row[0] for row in rows[1:]] == ["K-000001"]
    assert hall.house.entries()[-1].details["reason"] == "住民記録へまとめて登録"
    assert post(aki, "batch/file", [other], reason="住民記録へまとめて登録").status == 404
    assert aki.goes_to(f"{BASE}/batch").status == 404


def test_columns_are_the_citys_own(hall: Hall) -> None:
    whole, own = hall.sign_in("whole", "all"), hall.sign_in("own")
    id = hall.add(S.ISSUED, staff_id=hall.house.member("own").id)
    whole.goes_to(f"{BASE}/columns")
    for fields in ({"encoding": "cp932", "calendar": "era"}, {"source_0": "photo", "encoding": "cp932"}):
        assert whole.sends(f"{BASE}/columns", **fields).status == 422
    chosen = {
        "source_0": "birth_date",
        "place_0": "2",
        "header_0": "生年月日（和暦）",
        "source_1": "name",
        "place_1": "1",
    }
    whole.sends(f"{BASE}/columns", **chosen, source_2="received_on", encoding="cp932", calendar="era")
    assert "列の設定を保存しました" in whole.page.text
    assert hall.house.entries()[-1].action == "certificate.columns_changed"
    mark(own, id)
    rows = read_rows(post(own, "batch/file", [id]), "cp932")
    assert rows[0] == ["氏名", "生年月日（和暦）", "受付日"]
    assert rows[1][:2] == ["髙﨑 花子", "平成2年1月2日"] and rows[1][2].startswith("令和")
    own.goes_to(f"{BASE}/columns")
    assert own.sends(f"{BASE}/columns", **chosen, encoding="utf-8", calendar="era").status == 403


def test_whoever_has_not_seen_the_columns_as_they_are_is_told(hall: Hall) -> None:
    one, two = hall.sign_in("one", "all"), hall.sign_in("two", "all")
    for browser in (one, two):
        browser.goes_to(f"{BASE}/columns")
    one.sends(f"{BASE}/columns", source_0="name", encoding="utf-8", calendar="era")
    assert two.sends(f"{BASE}/columns", source_0="kana", encoding="utf-8", calendar="western").status == 409
    assert "もう一度保存すると" in two.page.text
    two.sends(f"{BASE}/columns", source_0="kana", encoding="utf-8", calendar="western")
    assert "保存しました" in two.page.text and '<option value="kana" selected>' in two.page.text


def test_letters_that_shift_jis_has_not_are_said_before(hall: Hall) -> None:
    aki = hall.sign_in("aki", "all")
    id = hall.add(S.IN_REVIEW, staff_id=hall.house.member("aki").id, content={"name": "𠮷田 葛󠄀子", "kana": "よしだ〜"})
    aki.goes_to(f"{BASE}/columns")
    aki.sends(f"{BASE}/columns", source_0="name", source_1="kana", encoding="cp932", calendar="western")
    mark(aki, id)
    before = len(hall.house.entries())
    answer = post(aki, "batch/file", [id])
    page = answer.read().decode()
    assert answer.status == 422 and "1か所" in page and "K-000001 氏名：𠮷" in page
    assert len(hall.house.entries()) == before  # nothing was given out
    rows = read_rows(post(aki, "batch/file", [id], with_gaps="1"), "cp932")
    assert rows[1][0].startswith("〓田") and rows[1][1] == "よしだ～"


def test_marked_as_sent_what_waits_to_be_posted(hall: Hall) -> None:
    aki = hall.sign_in("aki")
    posted = [hall.add(S.ISSUED), hall.add(S.ISSUED)]
    left = [hall.add(S.ISSUED, delivery=Delivery.COUNTER), hall.add(S.PAID)]
    mark(aki, *posted, *left)
    assert "4件のうち、郵送で交付待ちの2件" in aki.page.text
    assert post(aki, "batch/sent", [*posted, *left]).status == 303
    aki.goes_to(BASE)
    assert "2件を発送済みにしました" in aki.page.text and "K-000003, K-000004" in aki.page.text
    assert [hall.get(id).state for id in (*posted, *left)] == [S.SENT, S.SENT, S.ISSUED, S.PAID]


def read_pdf(answer: http.client.HTTPResponse) -> list[str]:
    """The words of each page."""
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.read())).pages]


def test_labels_and_slips_are_printed_and_written_down(hall: Hall) -> None:
    aki = hall.sign_in("aki")
    me = hall.house.member("aki").id
    posted = hall.add(S.ISSUED, staff_id=me)
    at_counter = {"delivery": Delivery.COUNTER, "counter": "hall", "paying": "counter"}
    collected = hall.add(S.ISSUED, staff_id=me, content={"name": "山田 太郎", "items": "世帯全員"}, **at_counter)
    mark(aki, posted, collected)
    assert "2件のうち、郵送の1件" in aki.page.text
    (page,) = read_pdf(post(aki, "batch/labels", [posted, collected], start="12"))
    assert "380-0001" in page and "みどり野市中央1-2-3" in page and "山田" not in page
    first, second = read_pdf(post(aki, "batch/slips", [posted, collected]))
    assert "K-000001" in first and "住民票の写し" in first and CONTENT["address"] not in first
    for words in ("K-000002", "山田 太郎", "世帯全員", "本庁舎", "600円"):
        assert words in second, second
    printed = [entry for entry in hall.house.entries() if entry.action == "certificate.printed"]
    assert [(entry.object_id, entry.new) for entry in printed] == [
        ("1", {"what": "labels"}),
        ("1", {"what": "slips"}),
        ("2", {"what": "slips"}),
    ]


def test_what_can_not_be_printed_is_said_beside_it(hall: Hall) -> None:
    aki = hall.sign_in("aki")
    me = hall.house.member("aki").id
    id = hall.add(S.ISSUED, staff_id=me, content={"address": "みどり野市中央" * 400})
    gone, strange = hall.add(S.ISSUED, delivery=Delivery.COUNTER), hall.add(S.ISSUED)
    mark(aki, id)
    before = len(hall.house.entries())
    for ids, fields, words in (
        ([id], {"start": "13"}, "1から12まで"),
        ([id], {"start": "1"}, "K-000001 の住所はラベルに入りません"),
        ([gone], {"start": "1", "reason": "まとめて印刷"}, "郵送で、宛先が分かる申請は"),
        ([strange], {"start": "1"}, "理由を4文字以上"),
    ):
        answer = post(aki, "batch/labels", ids, **fields)
        assert answer.status == 422 and words in answer.read().decode(), words
    assert len(hall.house.entries()) == before


@pytest.mark.parametrize("path", ["batch/file", "batch/labels", "batch/slips", "batch/sent", "columns"])
def test_a_form_without_its_token_does_nothing(hall: Hall, path: str) -> None:
    id, aki = hall.add(S.ISSUED), hall.sign_in("aki", "all")
    fields = {"id": str(id), "reason": "xxxxx", "source_0": "name", "encoding": "utf-8", "calendar": "era"}
    assert aki.asks("POST", f"{BASE}/{path}", fields).status == 400
    assert hall.get(id).state == S.ISSUED


@pytest.mark.parametrize("encoding", list(Encoding))
def test_no_cell_begins_as_a_formula_and_nothing_raises(encoding: Encoding) -> None:
    rows = [[words, f"={words}"] for words in HOSTILE]
    written = write_file(["=a", "b"], rows, encoding).decode("utf-8-sig" if encoding == Encoding.UTF_8 else "cp932")
    found = list(csv.reader(io.StringIO(written, newline="")))
    assert len(found) == len(rows) + 1 and found[0] == ["'=a", "b"]
    assert not [cell for row in found for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_what_is_lost_is_named_once() -> None:
    rows = [["髙﨑 丈", "𠮷野𠮷"], ["～〜−", "한국"]]
    assert list(list_lost(rows, Encoding.SHIFT_JIS)) == [Lost(0, 1, "𠮷"), Lost(1, 1, "한국")]
    assert list(list_lost(rows, Encoding.UTF_8)) == []
