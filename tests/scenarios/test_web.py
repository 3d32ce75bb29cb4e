"""The web page's endpoints in front of the whole counter."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.channels.web.conftest import Visitor
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Office

Faq = dict[str, dict[str, str]]


def test_an_answer_arrives_in_a_stream_that_is_open_already(office: Office, faq: Faq) -> None:
    row = faq["residents-001"]
    visitor = Visitor(office.port)
    visitor.get()
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(visitor.listen().take, 2)
        assert visitor.say({"text": row["question"]}).status == 202
        asked, answered = reading.result()
    assert [asked["who"], answered["who"]] == ["citizen", "bot"]
    assert answered["messages"][0]["text"] == row["answer"]
    assert row["url"] in answered["html"]


def test_a_button_of_the_answer_works(office: Office, faq: Faq) -> None:
    visitor = Visitor(office.port)
    visitor.get()
    visitor.say({"text": faq["residents-001"]["question"]})
    answered = visitor.listen().take(2)[1]
    thumb = next(choice for choice in answered["messages"][0]["choices"] if choice["label"].startswith("👍"))
    visitor.say({"postback": thumb["postback"], "label": thumb["label"]})
    pressed, thanked = visitor.listen(f"/chat/events?after={answered['id']}").take(2)
    assert pressed["messages"] == [{"kind": "text", "text": thumb["label"]}]
    assert thanked["messages"][0]["text"].startswith("ありがとうございます")


def test_without_script_the_page_comes_back_with_the_answer(office: Office, faq: Faq) -> None:
    row = faq["residents-001"]
    visitor = Visitor(office.port)
    assert visitor.submit(visitor.get(), text=row["question"]).status == 303
    page = visitor.get().text
    assert page.count('class="entry entry-bot"') == 1
    assert row["url"] in page and "市民窓口課" in page and "令和8年10月5日" in page


def test_after_a_restart_the_stream_goes_on_without_gap_or_double(open_office: OpenOffice, faq: Faq) -> None:
    office = open_office()
    visitor = Visitor(office.port)
    visitor.get()
    visitor.say({"text": faq["residents-001"]["question"]})
    before = visitor.listen().take(2)
    visitor.say({"text": "ありがとう"})
    office.settle()
    office.close()
    open_office()
    visitor.say({"text": "こんにちは"})
    after = visitor.listen(Last_Event_ID=before[-1]["sent_id"]).take(4)
    texts = [entry["messages"][0]["text"] for entry in after if entry["who"] == "citizen"]
    assert texts == ["ありがとう", "こんにちは"]
    ids = [entry["id"] for entry in (*before, *after)]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("path", ["/quality", "/chat/static/mark.svg", "/chat/page.css"])
def test_what_everybody_may_keep_carries_nobodys_cookie(office: Office, path: str) -> None:
    visitor = Visitor(office.port)
    assert "Set-Cookie" in visitor.get().headers
    assert "Set-Cookie" in visitor.get().headers  # renewed, for thirty days from now
    answer = visitor.get(path)
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
