"""`GET /` and `POST /`: the page as it is without script."""

import json
import re
from datetime import datetime
from html.parser import HTMLParser

import pytest

from bot.channels.web.presentation import Words
from bot.dialogue.dates import say_time
from bot.errors import TemporaryFault
from bot.messages import Asks, Card, Carousel, Choice, Image, Inbound, Message, Place, Table, Text
from bot.texts import LANGUAGES, Texts
from tests.channels.web.conftest import Answer, Office, OpenOffice, Visitor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"


class Outline(HTMLParser):
    """The tags of a page, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def ask_and_show(office: Office, *messages: Message, question: str = "質問") -> tuple[Visitor, Answer]:
    visitor = office.visitor()
    visitor.say({"text": question})
    office.clerk.answer(*messages)
    return visitor, visitor.get("/")


@pytest.mark.parametrize(
    ("language", "tag", "city"),
    [
        ("ja", "ja", "みどり野市の窓口"),
        ("ja-easy", "ja", "みどり野市の 窓口（まどぐち）"),
        ("en", "en", "Midorino City help counter"),
        ("zh", "zh-Hans", "みどり野市咨询窗口"),
        ("ko", "ko", "みどり野市 안내 창구"),
        ("vi", "vi", "Hỗ trợ みどり野市"),
    ],
)
def test_page_in_six_languages(office: Office, language: str, tag: str, city: str) -> None:
    visitor = office.visitor()
    page = visitor.get(f"/?lang={language}")
    outline = Outline(page.text)
    assert page.status == 200
    assert outline.all("html") == [{"lang": tag}]
    assert re.findall(r"<h1>(.*?)</h1>", page.text) == [city]
    assert f"<title>{city}</title>" in page.text
    assert [link["href"] for link in outline.all("a") if "hreflang" in link] == [f"?lang={one}" for one in LANGUAGES]
    assert visitor.get("/").text.count(f"<h1>{city}</h1>") == 1, "the choice is kept"


@pytest.mark.parametrize(
    ("wanted", "tag"),
    [
        ("ko-KR,ko;q=0.9,en;q=0.5", "ko"),
        ("zh-TW", "zh-Hans"),
        ("vi", "vi"),
        ("en-GB,ja;q=0.8", "en"),
        ("fr", "en"),
        ("fr,ja;q=0.2", "ja"),
        ("*", "ja"),
        ("", "ja"),
    ],
)
def test_first_visit_speaks_the_browsers_language(office: Office, wanted: str, tag: str) -> None:
    page = office.visitor().get("/?lang=tlh", Accept_Language=wanted)
    assert Outline(page.text).all("html") == [{"lang": tag}]


def test_the_start_says_what_it_is_and_what_to_ask(office: Office) -> None:
    page = office.visitor().get()
    assert "お答えするのはプログラムです" in page.text
    sent = [json.loads(button["value"] or "") for button in Outline(page.text).all("button") if button.get("name")]
    assert sent[:2] == [{"text": "職員と話す"}, {"postback": "operator.attach", "label": "写真を送る"}]
    assert len(sent) == 6


def test_structure_for_screen_readers(office: Office) -> None:
    _, page = ask_and_show(office, Text("はい"))
    outline = Outline(page.text)
    assert [len(outline.all(tag)) for tag in ("h1", "main", "header", "aside")] == [1, 1, 1, 1]
    (log,) = [attributes for _, attributes in outline.tags if attributes.get("role") == "log"]
    assert log["aria-live"] == "polite"
    assert outline.all("a")[0]["class"] == "skip"
    assert outline.all("a")[0]["href"] == "#text"
    assert not [attributes for _, attributes in outline.tags if "style" in attributes or "onclick" in attributes]


def test_security_headers(office: Office) -> None:
    headers = office.visitor().get().headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_every_kind_of_message_is_shown(office: Office) -> None:
    _, page = ask_and_show(
        office,
        Text("受付は1階です。\n電話は026-000-1101です。"),
        Card(
            "住民票の写し",
            facts=(("手数料", "300円"),),
            note="出典：住民票（市民窓口課）確認日 令和8年11月1日",
            buttons=(Choice("ページを開く", url="https://www.city.midorino.example/a"), Choice("電話", url="tel:119")),
        ),
        Carousel((Card("一枚目"), Card("二枚目"))),
        Image("https://example.jp/a.jpg", "https://example.jp/b.jpg", "庁舎の写真"),
        Place("本庁舎", "中央一丁目1番1号", 36.6485, 138.1942, choices=(Choice("次は？", text="次は"),)),
    )
    outline = Outline(page.text)
    links = {link.get("href") for link in outline.all("a")}
    assert {"tel:0260001101", "https://www.city.midorino.example/a", "tel:119"} <= links
    assert "https://www.openstreetmap.org/?mlat=36.648500&mlon=138.194200#map=17/36.648500/138.194200" in links
    assert {"src": "https://example.jp/b.jpg", "alt": "庁舎の写真", "loading": "lazy"} in outline.all("img")
    assert "<dt>手数料</dt><dd>300円</dd>" in page.text
    assert "確認日 令和8年11月1日" in page.text
    assert re.findall(r'<h3 class="card-title">(.*?)</h3>', page.text) == ["住民票の写し", "一枚目", "二枚目", "本庁舎"]
    assert [one["tabindex"] for _, one in outline.tags if one.get("class") == "carousel"] == ["0"]
    assert {"text": "次は"} in [json.loads(button.get("value") or "{}") for button in outline.all("button")]


def test_a_table_has_headers_and_a_name_and_can_be_scrolled_by_keyboard(office: Office) -> None:
    fees = Table(("", "窓口", "コンビニ"), (("住民票", "300円", "200円"),), "手数料", "電話は026-000-1101です。")
    hours = Table(("", ""), (("曜日", "水曜日"),))
    _, page = ask_and_show(office, Card("夜間窓口", tables=(fees, hours)))
    squeezed = re.sub(r">\s+<", "><", page.text)
    assert "<caption>手数料</caption>" in squeezed
    assert '<thead><tr><td></td><th scope="col">窓口</th><th scope="col">コンビニ</th></tr></thead>' in squeezed
    assert '<tbody><tr><th scope="row">住民票</th><td>300円</td><td>200円</td></tr></tbody>' in squeezed
    assert squeezed.count("<thead>") == 1  # the second table has no headers
    boxes = [one for _, one in Outline(page.text).tags if one.get("class") == "table-box"]
    assert [(box["role"], box["aria-label"], box["tabindex"]) for box in boxes] == [
        ("group", "手数料", "0"),
        ("group", "夜間窓口", "0"),
    ]
    assert 'href="tel:0260001101"' in page.text


def test_markup_in_words_is_shown_as_text(office: Office) -> None:
    card = Card(
        EVIL,
        EVIL,
        ((EVIL, EVIL),),
        (Choice(EVIL, postback='a.b?c="><script>'),),
        EVIL,
        choices=(Choice(EVIL, text=EVIL),),
        tables=(Table((EVIL, ""), ((EVIL, EVIL),), EVIL, EVIL),),
    )
    visitor, page = ask_and_show(
        office,
        Text(EVIL),
        card,
        Place(EVIL, EVIL, 1, 2),
        Image("https://x.jp/a", "https://x.jp/a", EVIL),
        question=EVIL,
    )
    html = visitor.listen().take(2)[1]["html"]
    for shown in (page.text, html):
        outline = Outline(shown)
        assert all(
            "src" in script and str(script["src"]).startswith("/chat/page.js") for script in outline.all("script")
        )
        assert not [one for _, one in outline.tags if "onerror" in one]
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


UNSAFE = (
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "vbscript:x",
    "java\nscript:alert(1)",
)


def test_unsafe_addresses_never_become_links(office: Office) -> None:
    said = [
        message
        for url in UNSAFE
        for message in (Text(url), Card("カード", buttons=(Choice("押す", url=url),)), Image(url, url, "写真"))
    ]
    _, page = ask_and_show(office, *said, question="javascript:alert(1)")
    outline = Outline(page.text)
    assert page.text.count(">押す<") == len(UNSAFE)
    assert all(str(link.get("href", "#")).startswith(("#", "?", "tel:", "/")) for link in outline.all("a"))
    assert not any(str(link.get("href")).startswith("//") for link in outline.all("a"))
    assert all(str(image["src"]).startswith("/chat/static/") for image in outline.all("img"))


def test_without_script_the_form_brings_the_answer(open_office: OpenOffice) -> None:
    stored: list[str] = []
    office: Office

    def accept_and_answer(inbounds: list[Inbound]) -> int:
        from bot.inbox import accept

        count = accept(office.clerk.database, inbounds)
        stored.extend(inbound.text or inbound.postback for inbound in inbounds)
        office.clerk.answer(Text(f"{stored[-1]}への答え"))
        return count

    office = open_office(accept=accept_and_answer)
    visitor = office.visitor()
    page = visitor.get()
    answer = visitor.submit(page, text="ごみの日は？")
    assert (answer.status, answer.headers["Location"]) == (303, "/#latest")
    page = visitor.get()
    assert "ごみの日は？への答え" in page.text
    visitor.submit(page, choice='{"postback": "faq.show?id=1", "label": "これを見る"}', text="")
    assert stored == ["ごみの日は？", "faq.show?id=1"]
    assert "これを見る" in visitor.get().text


def test_without_script_a_day_is_picked_in_the_form(open_office: OpenOffice) -> None:
    office = open_office(answer_seconds=0.05)
    visitor = office.visitor()
    day = Choice("カレンダーで選ぶ", "visits.fill?day=", asks=Asks.DATE, earliest="2026-12-01", latest="2027-03-31")
    visitor.say({"text": "予約"})
    office.clerk.answer(Text("いつですか。", (day, Choice("今いる場所を送る", asks=Asks.LOCATION))))
    page = visitor.get()
    outline = Outline(page.text)
    (field,) = [one for one in outline.all("input") if one["name"] == "picked"]
    assert (field["type"], field["min"], field["max"]) == ("date", "2026-12-01", "2027-03-31")
    assert field["form"] == "composer"
    (press,) = [one["value"] for one in outline.all("button") if "asks" in str(one.get("value"))]
    (share,) = [one for one in outline.all("button") if one.get("data-asks")]
    assert "scripted" in str(share["class"])  # hidden where nothing could answer it
    nothing = visitor.submit(page, choice=str(press), picked="")
    assert (nothing.status, "日付や時刻が選ばれていません" in nothing.text) == (400, True)
    assert visitor.submit(nothing, choice=str(press), picked="2026-12-24").status == 303
    (inbound,) = office.clerk.waiting()
    assert (inbound.postback, inbound.params) == ("visits.fill?day=", {"date": "2026-12-24"})


def test_without_script_sending_the_same_page_twice_stores_once(open_office: OpenOffice) -> None:
    office = open_office(answer_seconds=0.05)
    visitor = office.visitor()
    page = visitor.get()
    assert [visitor.submit(page, text="一度だけ").status for _ in range(2)] == [303, 303]
    assert len(office.clerk.waiting()) == 1


def test_without_script_errors_stand_at_the_field_and_the_text_is_kept(open_office: OpenOffice) -> None:
    def refuse(inbounds: object) -> int:
        raise TemporaryFault("locked")

    visitor = open_office(accept=refuse).visitor()
    page = visitor.submit(visitor.get(), text='大切な文 </textarea><b>"')
    assert page.status == 503
    assert "ただいま受け付けられません" in page.text
    assert "大切な文 &lt;/textarea&gt;&lt;b&gt;&#34;</textarea>" in page.text
    field = Outline(page.text).all("textarea")[0]
    assert field["aria-invalid"] == "true"
    assert "error" in str(field["aria-describedby"])
    empty = visitor.submit(visitor.get(), text=" ")
    assert empty.status == 400
    assert "文が空です" in empty.text


def test_the_form_of_a_foreign_site_is_refused(office: Office) -> None:
    visitor = office.visitor()
    page = visitor.get()
    answer = visitor.submit(page, text="にせもの", csrf_token="wrong")
    assert answer.status == 400
    assert "読み込み直して" in answer.text
    assert office.clerk.waiting() == []


def test_history_has_times_and_dates_of_tokyo(office: Office, texts: Texts) -> None:
    _, page = ask_and_show(office, Text("はい"))
    shown = re.findall(r'<time datetime="(\S+T\S+)" title="[^"]+">(.*?)</time>', page.text)
    words = Words(texts, "ja")
    assert len(shown) == 2
    for at, said in shown:
        assert said == say_time(words, datetime.fromisoformat(at))
    assert len(re.findall(r'class="day"', page.text)) == 1 or shown[0][0][:10] != shown[1][0][:10]
