"""The demo city is complete and does not contradict itself: settings, questions, pages, translations."""

import csv
import re
import unicodedata
from calendar import month_name
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser, LexborNode

CITY = Path(__file__).resolve().parents[2] / "bot" / "demo_city"
COLUMNS = ["id", "question", "answer", "department", "url", "checked_on", "language", "aliases", "category"]
LANGUAGES = ["ja", "ja-easy", "en", "zh", "ko", "vi"]
PAGES = sorted((CITY / "pages").rglob("*.html"))


def read_city() -> dict[str, Any]:
    city: dict[str, Any] = yaml.safe_load((CITY / "city.yml").read_text(encoding="utf-8"))
    return city


def read_faq() -> list[dict[str, str]]:
    with (CITY / "faq.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


CITY_DATA = read_city()
FAQ = read_faq()
BY_ID = {row["id"]: row for row in FAQ}
JAPANESE = [row for row in FAQ if row["language"] == "ja"]
TRANSLATED = [row for row in FAQ if row["language"] != "ja"]
DEPARTMENTS = {department["id"]: department for department in CITY_DATA["departments"]}


def list_numbers(text: str) -> set[str]:
    """Numbers and telephone numbers of a text; English months count as their number."""
    plain = unicodedata.normalize("NFKC", text)
    for number, month in enumerate(month_name[1:], start=1):
        plain = re.sub(rf"\b{month}\b", str(number), plain)
    return {found.replace(",", "") for found in re.findall(r"#?\d+(?:[-,]\d+)*", plain)}


def parse_page(path: Path) -> LexborHTMLParser:
    return LexborHTMLParser(path.read_text(encoding="utf-8"))


def get_attribute(tree: LexborHTMLParser | LexborNode, selector: str, name: str) -> str:
    node = tree.css_first(selector)
    assert node is not None, f"no {selector}"
    return node.attributes[name] or ""


def page_url(path: Path) -> str:
    return str(CITY_DATA["website"]) + path.relative_to(CITY / "pages").as_posix()


def test_city_names_itself_in_every_language() -> None:
    assert CITY_DATA["languages"] == LANGUAGES
    assert list(CITY_DATA["name"]) == LANGUAGES
    assert all(set(category) == {"id", *LANGUAGES} for category in CITY_DATA["categories"])


def test_codes_and_website_belong_to_no_real_city() -> None:
    assert re.fullmatch(r"\d{5}", CITY_DATA["municipality_code"])
    assert CITY_DATA["area_code"] == CITY_DATA["municipality_code"] + "00"
    assert CITY_DATA["website"].endswith(".example/")


def test_operator_desk_hours_are_readable() -> None:
    hours = CITY_DATA["opening_hours"]
    weekdays = list(hours["weekly"].values())
    assert weekdays == [[{"opens": "08:30", "closes": "17:15"}]] * 5 + [[], []]
    assert hours["closed_on_holidays"] is True
    assert hours["closures"] == [{"from": "12-29", "to": "01-03"}]


def test_departments_have_everything_a_reader_needs() -> None:
    assert len(DEPARTMENTS) == len(CITY_DATA["departments"]) >= 14
    for department in CITY_DATA["departments"]:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", department["id"])
        assert re.fullmatch(r"026-000-\d{4}", department["telephone"])
        assert all(department[field] for field in ("name", "name_en", "place", "hours"))
    telephones = [department["telephone"] for department in CITY_DATA["departments"]]
    assert len(set(telephones)) == len(telephones)


def test_fees_are_whole_yen() -> None:
    fees = {fee["id"]: fee for fee in CITY_DATA["fees"]}
    assert fees["resident_record"]["yen"] == 300
    assert fees["family_register"]["yen"] == 450
    for fee in fees.values():
        assert isinstance(fee["yen"], int)
        assert fee["store_yen"] is None or fee["store_yen"] <= fee["yen"]
        assert set(fee["name"]) == set(CITY_DATA["languages"])


def test_faq_is_large_enough_and_unambiguous() -> None:
    assert list(FAQ[0]) == COLUMNS
    assert len(JAPANESE) >= 130
    assert len({row["department"] for row in JAPANESE}) >= 12
    assert len(BY_ID) == len(FAQ)
    assert len({row["question"] for row in FAQ}) == len(FAQ)


def test_no_wording_leads_to_two_answers() -> None:
    wordings = Counter(
        wording for row in FAQ for wording in [row["question"], *filter(None, row["aliases"].split("|"))]
    )
    assert [wording for wording, count in wordings.items() if count > 1] == []


@pytest.mark.parametrize("row", FAQ, ids=lambda row: row["id"])
def test_faq_row_is_sound(row: dict[str, str]) -> None:
    assert re.fullmatch(r"[a-z]+-\d{3}(-en|-easy)?", row["id"])
    assert row["department"] in DEPARTMENTS
    assert row["category"] in {category["id"] for category in CITY_DATA["categories"]}
    assert row["language"] in ("ja", "ja-easy", "en")
    assert date.fromisoformat(row["checked_on"]).year == 2026
    assert row["url"] in {page_url(path) for path in PAGES}
    aliases = row["aliases"].split("|")
    assert len(set(aliases)) == len(aliases) <= 12
    assert all(text == text.strip() for text in row.values())


@pytest.mark.parametrize("row", JAPANESE, ids=lambda row: row["id"])
def test_japanese_answer_is_short_and_ends_as_a_sentence(row: dict[str, str]) -> None:
    assert 60 <= len(row["answer"]) <= 350
    assert re.search(r"(です|ます|ません|ください|でした)[。か]|へ。|どうぞ。", row["answer"])


@pytest.mark.parametrize("row", FAQ, ids=lambda row: row["id"])
def test_telephone_numbers_in_answers_are_whole(row: dict[str, str]) -> None:
    local = re.findall(r"026[-\d]*", row["answer"])
    assert all(re.fullmatch(r"026-000-\d{4}", number) for number in local)


@pytest.mark.parametrize("row", JAPANESE, ids=lambda row: row["id"])
def test_amounts_in_an_answer_stand_on_its_page(row: dict[str, str]) -> None:
    page = CITY / "pages" / row["url"].removeprefix(CITY_DATA["website"])
    amount = re.compile(r"\d[\d,]*万?円")
    written = set(
        amount.findall(" ".join(node.text() for node in parse_page(page).css("main li, main p, main td, main th")))
    )
    assert set(amount.findall(row["answer"])) - written == set()


def test_resident_record_costs_300_yen() -> None:
    row = BY_ID["residents-001"]
    assert row["question"] == "住民票の写しの手数料はいくらですか。"
    assert "300円" in row["answer"]


def test_ten_questions_are_translated_twice() -> None:
    by_language = Counter(row["language"] for row in TRANSLATED)
    assert by_language == {"en": 10, "ja-easy": 10}
    originals = {
        language: {row["id"].rsplit("-", 1)[0] for row in TRANSLATED if row["language"] == language}
        for language in by_language
    }
    assert originals["en"] == originals["ja-easy"]


@pytest.mark.parametrize("row", TRANSLATED, ids=lambda row: row["id"])
def test_translation_keeps_every_number_and_the_source(row: dict[str, str]) -> None:
    original = BY_ID[row["id"].rsplit("-", 1)[0]]
    assert list_numbers(original["answer"]) - list_numbers(row["answer"]) == set()
    assert list_numbers(row["answer"]) - list_numbers(original["answer"]) == set()
    for field in ("department", "url", "checked_on", "category"):
        assert row[field] == original[field]


@pytest.mark.parametrize("row", [row for row in TRANSLATED if row["language"] == "ja-easy"], ids=lambda row: row["id"])
def test_easy_japanese_has_short_sentences_and_readings(row: dict[str, str]) -> None:
    reading = r"（[ぁ-んー]+）"
    sentences = re.split(r"[。：\n]", re.sub(reading, "", row["answer"]))
    assert max(len(sentence.strip()) for sentence in sentences) <= 30
    assert re.findall(rf"[一-龠々]+(?!{reading}|[一-龠々])", row["answer"] + row["question"]) == []


def test_enough_pages() -> None:
    assert len(PAGES) >= 45


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(CITY / "pages").as_posix())
def test_page_is_as_a_municipal_site_serves_it(path: Path) -> None:
    tree = parse_page(path)
    assert get_attribute(tree, "html", "lang") == "ja"
    assert get_attribute(tree, "link[rel=canonical]", "href") == page_url(path)
    assert get_attribute(tree, "meta[name=description]", "content")
    assert date.fromisoformat(get_attribute(tree, "main time", "datetime")).year == 2026
    assert len(tree.css("h1")) == len(tree.css("main#content h1")) == 1
    assert tree.css("main#content h2")
    department = DEPARTMENTS[get_attribute(tree, "meta[name=department]", "content")]
    contact = tree.css_first("main .contact")
    assert contact is not None
    assert department["name"] in contact.text() and department["telephone"] in contact.text()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(CITY / "pages").as_posix())
def test_links_in_the_text_lead_to_pages(path: Path) -> None:
    targets = [node.attributes["href"] or "" for node in parse_page(path).css("main a")]
    local = [target for target in targets if target.startswith("/")]
    assert all((CITY / "pages" / target[1:]).is_file() for target in local)


def list_row_widths(table: LexborNode) -> list[int]:
    """How many columns each row of a table covers, cells reaching down from above included."""
    reaching: list[tuple[int, int]] = []
    widths = []
    for row in table.css("tr"):
        width = sum(columns for columns, _ in reaching)
        reaching = [(columns, rows - 1) for columns, rows in reaching if rows > 1]
        for cell in row.css("th, td"):
            columns = int(cell.attributes.get("colspan") or 1)
            rows = int(cell.attributes.get("rowspan") or 1)
            width += columns
            if rows > 1:
                reaching.append((columns, rows - 1))
        widths.append(width)
    assert reaching == [], "a cell reaches below its table"
    return widths


def test_tables_are_rectangles() -> None:
    tables = [(path.name, table) for path in PAGES for table in parse_page(path).css("main table")]
    assert len(tables) >= 100
    crooked = [(name, widths) for name, table in tables if len(set(widths := list_row_widths(table))) != 1]
    assert crooked == []
    spans = [table for _, table in tables if table.css("[rowspan], [colspan]")]
    assert len(spans) >= 15
