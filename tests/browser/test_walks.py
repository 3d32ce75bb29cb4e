"""Each flow of the counter by the keyboard alone, on a small screen with text twice as large, in two languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.forms.links import FormLink, sign_link
from bot.models.forms import EntryState, FormEntry
from bot.texts import load_texts
from tests.browser.conftest import OpenPage
from tests.browser.walk import SMALL, Walker
from tests.scenarios.office import Office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]

Faq = dict[str, dict[str, str]]
FAQ_IDS = {"ja": "residents-001", "en": "residents-001-en"}
IN_TWO_LANGUAGES = pytest.mark.parametrize("language", ["ja", "vi"])


@pytest.fixture
def walker(open_page: OpenPage, language: str) -> Walker:
    return Walker(open_page("about:blank", locale=language, **SMALL), load_texts(), language)


@pytest.mark.parametrize("language", FAQ_IDS)
def test_a_question_its_rating_and_what_is_done_with_the_answer(walker: Walker, office: Office, faq: Faq) -> None:
    row = faq[FAQ_IDS[walker.language]]
    walker.goes_to(office.url)
    walker.presses(walker.says("web.skip"))
    assert walker.focused() == "text"
    walker.asks(row["question"])
    walker.hears(1, row["answer"].split("\n")[0])
    assert walker.focused() == "text"
    walker.presses(walker.says("web.take"), "Shift+Tab")
    walker.reaches(walker.says("web.take_copy"))
    walker.fits()
    walker.page.keyboard.press("Escape")
    assert walker.focused() == walker.says("web.take")
    walker.presses(walker.says("faq.rate_up"))
    walker.hears(2, walker.says("faq.rated_up"))


@IN_TWO_LANGUAGES
def test_the_language_is_changed_in_the_menu_and_in_the_chat(walker: Walker, office: Office) -> None:
    walker.goes_to(office.url)
    walker.presses(walker.says("web.language"))
    walker.reaches("English")
    walker.fits()
    walker.page.keyboard.press("Enter")
    own, walker.language = walker.language, "en"
    expect(walker.page.get_by_role("textbox", name=walker.says("web.field_label"))).to_be_visible()
    walker.asks("Please change the language")
    walker.hears(1)
    name = load_texts().name_language(own)
    walker.presses(name, "Shift+Tab")
    walker.language = own
    walker.hears(2, walker.says("language.changed").split("\n")[0])


@IN_TWO_LANGUAGES
def test_own_data_is_seen_taken_along_and_deleted(walker: Walker, office: Office) -> None:
    walker.goes_to(office.url)
    walker.asks(walker.says("my_data.title"))
    walker.hears(1, walker.says("my_data.held"))
    walker.presses(walker.says("my_data.export"), "Shift+Tab")
    walker.hears(2, walker.says("my_data.ready"))
    with walker.page.expect_download() as download:
        walker.presses(walker.says("my_data.download"), "Shift+Tab")
    assert download.value.suggested_filename == "my-data.json"
    walker.asks(walker.says("my_data.title"))
    walker.hears(3)
    walker.presses(walker.says("my_data.delete"), "Shift+Tab")
    walker.hears(4, walker.says("my_data.delete_title"))
    walker.presses(walker.says("dialogue.yes"), "Shift+Tab")
    walker.hears(5, walker.says("my_data.deleted"))


@IN_TWO_LANGUAGES
def test_a_form_with_a_mistake_from_its_link_to_sent(walker: Walker, office: Office) -> None:
    walker.goes_to(office.url)
    walker.asks(walker.says("dialogue.talk_to_person"))
    walker.hears(1)
    token = sign_link(office.settings.secret_key, FormLink(1, "contact", walker.language))
    walker.goes_to(f"{office.url}/liff/contact?t={token}")
    walker.presses(walker.says("forms.go_on"))
    expect(walker.page.locator(".summary")).to_be_focused()
    walker.fits()
    walker.presses(walker.says("operator.form_contact_topic"))
    assert walker.focused() == "f-topic-procedure"
    walker.page.keyboard.press("Space")
    for id, words in (("f-about", "長い言葉" * 40), ("f-name", "髙﨑𠮷子"), ("f-phone", "090-1234-5678")):
        walker.writes(id, words)
    walker.presses(walker.says("forms.go_on"))
    expect(walker.page.locator(".answers")).to_contain_text("髙﨑𠮷子")
    walker.fits()
    walker.presses(walker.says("forms.send"))
    expect(walker.page.locator(".done")).to_be_focused()
    walker.fits()
    assert [entry.state for entry in office.rows(FormEntry)] == [EntryState.SENT]
