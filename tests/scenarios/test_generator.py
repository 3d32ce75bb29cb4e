"""A city that has set a generator, from its settings to LINE."""

from __future__ import annotations

import json

import pytest

from bot.checks import list_checks
from bot.errors import SetupError
from tests.knowledge.generation.model import start_model
from tests.scenarios.fixtures import OpenOffice
from tests.scenarios.office import Citizen

Faq = dict[str, dict[str, str]]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_settings_reach_the_endpoint(open_office: OpenOffice, faq: Faq) -> None:
    model, stop = start_model()
    sentence = {"text": "登録は一生に1回で、3,000円です。", "cites": ["p1"]}
    model.answer = lambda request: json.dumps({"sentences": [sentence]})
    try:
        office = open_office({"generator_url": model.url, "generator_model": "small", "generator_key": "secret"})
        citizen = Citizen(office)
        citizen.says("やさしい日本語")
        citizen.hears()
        words = citizen.is_told(faq["animals-001"]["question"])
        assert sentence["text"] in words
        assert any(word.startswith("市の 答えを AIが 短く しました。") for word in words)
        assert (model.requests[0]["model"], model.keys) == ("small", ["Bearer secret"])
    finally:
        stop()


def test_settings_that_cannot_work_stop_the_start_and_are_checked(open_office: OpenOffice) -> None:
    wrong = {"generator_url": "http://127.0.0.1:9/v1"}
    with pytest.raises(SetupError, match="MADOGUCHI_GENERATOR_MODEL"):
        open_office(wrong)


def test_the_check_says_whether_there_is_one(open_office: OpenOffice) -> None:
    settings = open_office(has_web=False, has_worker=False).settings
    off = dict(list_checks(lambda: settings))
    assert off["generator (off: MADOGUCHI_GENERATOR_URL is empty)"] is None
    wrong = settings.model_copy(update={"generator_url": "ftp://city", "generator_model": "m"})
    assert "MADOGUCHI_GENERATOR_URL" in (dict(list_checks(lambda: wrong))["generator"] or "")
