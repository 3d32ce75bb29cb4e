"""What a page of the city's site asks of us: the script, a session without cookie, the panel, the stream."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer

from bot.channels.web.widget import build_widget
from bot.messages import Text
from bot.texts import LANGUAGES, Texts
from tests.channels.web.conftest import Answer, Office, OpenOffice, Visitor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SITE = "https://www.city.midorino.example"
MOST_BYTES = 30_000


@pytest.fixture
def office(open_office: OpenOffice) -> Office:
    return open_office(widget_origins=(SITE,))


class Guest(Visitor):
    """A page of the city's site: shows where it is and its token, keeps no cookie."""

    token = ""

    def open(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Any:
        own = {"Origin": SITE, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        response = super().open(method, path, body, {**own, **(headers or {})})
        assert self.cookie == "", "a cookie was sent to a page of another site"
        return response

    def start(self, **headers: str) -> Answer:
        """A session; its token is shown from now on."""
        with self.open("POST", "/chat/sessions", headers=headers) as response:
            answer = Answer(response.status, response.headers, response.read().decode())
        self.token = answer.json().get("token", "")
        return answer


def test_the_script_is_small_and_whole(office: Office, texts: Texts) -> None:
    script = build_widget(texts)
    assert len(gzip.compress(script.encode(), mtime=0)) <= MOST_BYTES
    for language in LANGUAGES:
        assert texts.get(language, "web.widget_open") in script
    addresses = set(re.findall(r"\w+://[\w./]+", script))
    assert addresses == {
        "http://www.w3.org/2000/svg",
        "https://line.me/R/msg/text/",
    }  # a name and a link, loaded neither
    with office.visitor().open("GET", "/widget.js", headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Cache-Control"] == "public, max-age=3600"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Set-Cookie" not in answer.headers
        body = answer.read()
    assert gzip.decompress(body).decode() == script
    assert len(body) <= MOST_BYTES
    assert office.visitor().get("/widget.js", If_None_Match=answer.headers["ETag"]).status == 304


def test_a_question_and_its_answer_with_a_token(office: Office) -> None:
    guest = Guest(office.port)
    started = guest.start()
    assert started.json()["seconds"] == 30 * 24 * 3600
    assert started.headers["Access-Control-Allow-Origin"] == SITE
    assert started.headers["Cache-Control"] == "no-store"
    assert guest.say({"text": "ごみの日は？"}).status == 202
    office.clerk.answer(Text("火曜日です。"))
    asked, answered = guest.listen().take(2)
    assert [asked["messages"][0]["text"], answered["messages"][0]["text"]] == ["ごみの日は？", "火曜日です。"]
    panel = guest.get("/chat/panel?lang=ja")
    assert panel.text.count("data-id=") == 2
    assert f'data-last-id="{answered["id"]}"' in panel.text
    assert panel.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Credentials" not in panel.headers


def test_who_only_looks_whether_there_is_news_holds_no_stream(open_office: OpenOffice) -> None:
    office = open_office(widget_origins=(SITE,), heartbeat_seconds=15.0, stream_seconds=300.0)
    guest = Guest(office.port)
    guest.start()
    assert list(guest.listen("/chat/events?once=1").blocks()) == []
    guest.say({"text": "質問"})
    office.clerk.answer(Text("はい、そうです。"))
    first, second = (json.loads(block.partition("data: ")[2]) for block in guest.listen("/chat/events?once=1").blocks())
    assert [first["who"], second["who"]] == ["citizen", "bot"]
    after = guest.listen("/chat/events?once=1", Last_Event_ID=str(first["id"]))
    assert len(list(after.blocks())) == 1


def test_a_token_is_renewed_and_the_visitor_stays(office: Office) -> None:
    guest = Guest(office.port)
    guest.start()
    guest.say({"text": "質問"})
    old = guest.token
    guest.start()
    office.clerk.answer(Text("はい、そうです。"))
    assert "はい、そうです。" in guest.get("/chat/panel").text
    stranger = Guest(office.port)
    stranger.start()
    assert "はい、そうです。" not in stranger.get("/chat/panel").text
    assert stranger.token != old


def make_old_token(monkeypatch: pytest.MonkeyPatch) -> str:
    serializer = URLSafeTimedSerializer("secret", salt="web-visitor")
    with monkeypatch.context() as past:
        past.setattr("itsdangerous.timed.time.time", lambda: 1_700_000_000)
        return str(serializer.dumps("0" * 32))


@pytest.mark.parametrize("what", ["old", "of another key", "of another kind", "no visitor", "nonsense", "empty"])
def test_a_token_that_is_not_good_is_refused(office: Office, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    guest = Guest(office.port)
    guest.token = {
        "old": make_old_token(monkeypatch),
        "of another key": URLSafeTimedSerializer("other", salt="web-visitor").dumps("0" * 32),
        "of another kind": URLSafeTimedSerializer("secret", salt="web-other").dumps("0" * 32),
        "no visitor": URLSafeTimedSerializer("secret", salt="web-visitor").dumps("everybody"),
        "nonsense": "x.y.z",
        "empty": " ",
    }[what]
    refused = guest.say({"text": "質問"}, Accept_Language="en")
    assert refused.status == 401
    assert "Send again to begin a new one" in refused.json()["error"]
    assert refused.headers["Access-Control-Allow-Origin"] == SITE  # so that the page can read why
    assert guest.get("/chat/events").status == 401
    assert "data-id=" not in guest.get("/chat/panel").text
    assert guest.start().status == 200
    assert guest.say({"text": "質問"}).status == 202


@pytest.mark.parametrize("origin", ["https://evil.example", "http://www.city.midorino.example", "null", SITE + ".evil"])
def test_other_sites_get_no_session_and_may_read_nothing(office: Office, origin: str) -> None:
    guest = Guest(office.port)
    refused = guest.start(Origin=origin)
    assert refused.status == 403
    assert "市の公式サイト" in refused.json()["error"]
    for path in ("/chat/panel", "/chat/events?once=1"):
        assert "Access-Control-Allow-Origin" not in guest.get(path, Origin=origin).headers


def test_a_page_of_our_own_may_show_it_too(office: Office) -> None:
    guest = Guest(office.port)
    assert guest.start(Origin=f"http://127.0.0.1:{office.port}").status == 200


def test_without_a_page_there_is_no_session(office: Office) -> None:
    with office.visitor().open("POST", "/chat/sessions") as answer:
        assert answer.status == 403


@pytest.mark.parametrize(("method", "path"), [("POST", "/chat/messages"), ("GET", "/chat/events")])
def test_the_browsers_question_beforehand_is_answered(office: Office, method: str, path: str) -> None:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization"}
    with Guest(office.port).open("OPTIONS", path, headers=asked) as allowed:
        assert allowed.status == 200
        assert allowed.headers["Access-Control-Allow-Origin"] == SITE
        assert "Authorization" in allowed.headers["Access-Control-Allow-Headers"]
        assert "Origin" in allowed.headers["Vary"]
    with Guest(office.port).open("OPTIONS", path, headers={**asked, "Origin": "https://evil.example"}) as refused:
        assert "Access-Control-Allow-Origin" not in refused.headers


def test_a_cookie_of_our_page_counts_for_nothing_beside_a_token(office: Office) -> None:
    visitor = office.visitor()
    visitor.say({"text": "わたしの質問"})
    office.clerk.answer(Text("あなたへの答え"))
    guest = Guest(office.port)
    guest.start()
    seen = visitor.get("/chat/panel", Authorization=f"Bearer {guest.token}")
    assert "あなたへの答え" not in seen.text
    assert "あなたへの答え" not in visitor.get("/chat/panel", Origin=SITE).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_panel_in_six_languages(office: Office, texts: Texts, language: str) -> None:
    panel = Guest(office.port).get(f"/chat/panel?lang={language}")
    assert texts.get(language, "web.widget_close") in panel.text
    assert "<main" not in panel.text and "<h1" not in panel.text  # the page around has its own
    assert "csrf_token" not in panel.text and 'action="' not in panel.text
