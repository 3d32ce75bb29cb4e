"""From the settings to the engine that answers citizens."""

import secrets
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.checks import list_checks
from bot.counter import Understanding, build_understanding, open_database
from bot.errors import SetupError
from bot.migrate import upgrade
from bot.settings import Settings, load_settings
from knowledge.encoders import create_encoder
from tests.http_server import Fault
from tests.nlu.rasa.simulated import TOKEN, SimulatedRasa


@pytest.fixture
def var(tmp_path: Path, models: Path) -> Path:
    (tmp_path / "nlu").symlink_to(models)
    return tmp_path


def make_settings(folder: Path, url: str, shadow: str = "") -> Settings:
    return load_settings(
        var=folder,
        database_url=f"sqlite:///{folder}/madoguchi.db",
        encoder="hashing",
        rasa_url=url,
        rasa_token=TOKEN,
        shadow=shadow,
        secret_key=secrets.token_urlsafe(32),
        data_keys=Fernet.generate_key().decode(),
    )


def understand(settings: Settings) -> Understanding:
    upgrade(settings.database_url)
    database = open_database(settings)
    understanding = build_understanding(settings, create_encoder(settings.encoder), database)
    database.close()
    return understanding


def test_the_counter_asks_rasa_and_goes_on_without(rasa: SimulatedRasa, var: Path) -> None:
    rasa.confidences = lambda text: {"greet": 0.9, "out_of_scope": 0.1}
    interpreter = understand(make_settings(var, rasa.url)).interpreter
    found = interpreter.interpret("ごめんくださいませ")
    assert (found.engine, found.intent.name) == ("rasa", "greet")
    assert interpreter.interpret("キャンセル").engine == "keyword"
    rasa.fault = Fault(status=500)
    assert interpreter.interpret("ごめんくださいませ").engine == "embedded"
    assert understand(make_settings(var, "")).interpreter.interpret("ごめんください").engine == "embedded"
    with pytest.raises(SetupError, match="MADOGUCHI_RASA_URL"):
        understand(make_settings(var, "localhost:5005"))


def test_in_shadow_mode_the_other_one_answers(rasa: SimulatedRasa, var: Path) -> None:
    rasa.confidences = lambda text: {"greet": 0.9, "out_of_scope": 0.1}

    def engines(shadow: str) -> tuple[str, str]:
        found = understand(make_settings(var, rasa.url, shadow=shadow))
        assert found.shadow is not None
        return tuple(one.interpret("ごめんくださいませ").engine for one in (found.interpreter, found.shadow))

    assert engines("rasa") == ("embedded", "rasa")
    assert engines("embedded") == ("rasa", "embedded")
    assert understand(make_settings(var, rasa.url)).shadow is None
    with pytest.raises(SetupError, match="MADOGUCHI_SHADOW: there is one engine only"):
        make_settings(var, "", shadow="rasa")
    with pytest.raises(SetupError, match="MADOGUCHI_SHADOW: use rasa or embedded"):
        make_settings(var, rasa.url, shadow="dialogflow")


def test_check_says_how_rasa_is(rasa: SimulatedRasa, var: Path) -> None:
    def check(url: str) -> tuple[str, str | None]:
        settings = make_settings(var, url)
        return next((name, fault) for name, fault in list_checks(lambda: settings) if name.startswith("Rasa"))

    assert check(rasa.url) == ("Rasa", None)
    assert check("") == ("Rasa (off: MADOGUCHI_RASA_URL is empty)", None)
    rasa.model = None
    assert "serves no model" in (check(rasa.url)[1] or "")
    rasa.fault = Fault(status=500)
    assert "status 500" in (check(rasa.url)[1] or "")


def test_the_token_is_shown_nowhere(var: Path) -> None:
    assert TOKEN not in repr(make_settings(var, "http://127.0.0.1:5005"))
