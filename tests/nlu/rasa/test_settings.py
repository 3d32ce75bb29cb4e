"""From the settings to the engine that answers citizens."""

import secrets
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.checks import list_checks
from bot.counter import build_interpreter
from bot.errors import SetupError
from bot.settings import Settings, load_settings
from knowledge.encoders import create_encoder
from tests.nlu.rasa.simulated import TOKEN, Fault, SimulatedRasa

VAR = Path(__file__).resolve().parents[3] / "var" / "test"  # models there are named by content, so never stale


def make_settings(folder: Path, url: str) -> Settings:
    return load_settings(
        var=VAR,
        database_url=f"sqlite:///{folder}/madoguchi.db",
        encoder="hashing",
        rasa_url=url,
        rasa_token=TOKEN,
        secret_key=secrets.token_urlsafe(32),
        data_keys=Fernet.generate_key().decode(),
    )


def test_the_counter_asks_rasa_and_goes_on_without(rasa: SimulatedRasa, tmp_path: Path) -> None:
    rasa.confidences = lambda text: {"greet": 0.9, "out_of_scope": 0.1}
    encoder = create_encoder("hashing")
    interpreter = build_interpreter(make_settings(tmp_path, rasa.url), encoder)
    found = interpreter.interpret("ごめんくださいませ")
    assert (found.engine, found.intent.name) == ("rasa", "greet")
    assert interpreter.interpret("キャンセル").engine == "keyword"
    rasa.fault = Fault(status=500)
    assert interpreter.interpret("ごめんくださいませ").engine == "embedded"
    assert build_interpreter(make_settings(tmp_path, ""), encoder).interpret("ごめんください").engine == "embedded"
    with pytest.raises(SetupError, match="MADOGUCHI_RASA_URL"):
        build_interpreter(make_settings(tmp_path, "localhost:5005"), encoder)


def test_check_says_how_rasa_is(rasa: SimulatedRasa, tmp_path: Path) -> None:
    def check(url: str) -> tuple[str, str | None]:
        settings = make_settings(tmp_path, url)
        return next((name, fault) for name, fault in list_checks(lambda: settings) if name.startswith("Rasa"))

    assert check(rasa.url) == ("Rasa", None)
    assert check("") == ("Rasa (off: MADOGUCHI_RASA_URL is empty)", None)
    rasa.model = None
    assert "serves no model" in (check(rasa.url)[1] or "")
    rasa.fault = Fault(status=500)
    assert "status 500" in (check(rasa.url)[1] or "")


def test_the_token_is_shown_nowhere(tmp_path: Path) -> None:
    assert TOKEN not in repr(make_settings(tmp_path, "http://127.0.0.1:5005"))
