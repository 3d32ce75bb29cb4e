"""Every address is on the short public list, or turns a stranger away."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Blueprint, Flask, abort
from werkzeug.routing import Rule

from bot.app import create_app
from bot.counter import build_counter, model_folder
from bot.migrate import upgrade
from bot.settings import load_settings
from bot.simulator.line import SimulatedLine
from tests.guards.sources import Findings

# Blueprints, or single endpoints, that citizens, LINE or a monitor reach without signing in, and why that is right.
PUBLIC = {
    "web": "the web chat; a citizen needs no account",
    "line_webhook": "signed by LINE, checked in the blueprint",
    "line_api": "the simulator's API, only in the demo",
    "payments": "opened by a signed link; shows an amount and what became of it, and nobody's name",
    "safety_word": "by a link from the conversation somebody lets relatives who know a word ask after them",
    "shelters": "the city's shelters and which are open, for everybody; what keepers say is signed",
    "shelters.check_in": "by a signed link a family is entered, by a word agreed on one is found; guesses are slowed",
    "shelters_opendata": "the same as data",
    "stripe_webhook": "signed by Stripe, checked in the blueprint",
    "stripe_api": "the stand-in for Stripe, only in the demo",
    "stripe_simulator": "its payment pages, only in the demo",
    "identity_simulator": "the stand-in for an identity provider, only in the demo",
    "identity_simulator_api": "what the counter asks it, only in the demo",
    "line_simulator": "the simulator's page, only in the demo",
    "city_site": "the demo city's own pages, only in the demo",
    "health": "says nothing about any citizen",
    "broadcast_links": "leads on from a message to many, and knows nobody",
    "maps": "the style and script of maps",
    "quality": "numbers that the city publishes, and nobody's words",
    "card_center_opendata": "which times are free, and nobody who has the others",
    "card_center": "how full the counters are; by a signed link times to choose from, or a reservation without a name",
    "tickets": "opened by a signed link; a reservation's number, time and place, and nobody's name",
    "certificates_opendata": "numbers that the city publishes, and nothing of any citizen",
    "lectures": "a certificate, opened by a signed link that lives ten minutes",
    "lectures_opendata": "lectures and lotteries for everybody, and nothing of any citizen",
    "child_care": "clinics, nurseries, consultation hours and events for everybody, and nothing of any citizen",
    "child_care_opendata": "the same as data",
    "forms": "opened by a signed link that lives half an hour, and remembered by the browser that opened it",
    "my_data": "opened by a signed link that lives a few minutes",
    "outreach": "by a signed link the calendar file of an outreach lecture, without anybody's name but the lecturer's",
    "news": "what was told many at once, and nobody who got it",
    "news_opendata": "the same as data",
    "subscriptions": "opened by a signed link that lives half an hour; what one has chosen, and nobody's name",
    "health_records": "a sign-in; records behind it, once a code and a second step were shown",
    "reports": "opened by a signed link; how one report stands, for who made it, and nobody's name",
    "surveys": "what is open to be answered, for everybody; by a signed link one's own opinion, and no answer's name",
    "surveys_opendata": "results that the city publishes: counts, and words that staff have looked at",
    "sent": "what staff sent to a citizen; its address has 128 random bits, and LINE fetches it, too",
    "child_consultation": "for whoever has a concern; what was written is behind a word, and guesses are slowed",
    "certificates": "opened by a signed link; shows what was ordered and how it stands, and nobody's name",
    "account": "the sign-in to the city's account itself; opened by a link token that lives ten minutes",
    "agency": "the stand-in for the weather agency, only in the demo",
    "disaster": "what is in force, for everybody; alerts of other systems, signed by them, checked in the blueprint",
    "admin.static": "the staff pages' own files, which the sign-in page needs",
    "admin.sign_in": "where staff sign in",
}
TURNED_AWAY = (302, 303, 401, 403)


def check_blueprints(app: Flask, public: dict[str, str]) -> Findings:
    """Every rule and method; one that is not public is called as a stranger would."""
    findings = Findings()
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        findings.looked_at += 1
        if rule.endpoint in public or (rule.endpoint.rpartition(".")[0] or rule.endpoint) in public:
            continue
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            status = client.open(fill_in(rule), method=method).status_code
            if status not in TURNED_AWAY:
                findings.faults.append(f"{method} {rule.rule} ({rule.endpoint}) answers a stranger with {status}")
    return findings


def fill_in(rule: Rule) -> str:
    """An address that fits the rule."""
    path = rule.rule
    for name in rule.arguments:
        kind = type(rule._converters[name]).__name__
        value = "1" if kind in ("IntegerConverter", "FloatConverter") else "x"
        path = path.replace(next(part for part in _variables(path) if part.endswith(f"{name}>")), value)
    return path


def _variables(path: str) -> Iterator[str]:
    while "<" in path:
        start, end = path.index("<"), path.index(">")
        yield path[start : end + 1]
        path = path[end + 1 :]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[Flask]:
    """The demo's application, which has every address there is."""
    folder = tmp_path_factory.mktemp("app")
    settings = load_settings(
        database_url=f"sqlite:///{folder}/madoguchi.db",
        var=folder,
        encoder="hashing",
        secret_key=secrets.token_hex(32),
        data_keys=Fernet.generate_key().decode(),
        line_channel_secret="a secret",
        line_channel_token="a token",
        stripe_key="a key",
        stripe_webhook_secret="a secret",
        stripe_api_url="http://127.0.0.1:1/simulator/stripe/api",
        identity_issuer="http://127.0.0.1:1/simulator/identity",
        identity_client_id="madoguchi",
    )
    upgrade(settings.database_url)
    model_folder(settings).symlink_to(models)
    counter = build_counter(settings)
    simulator = SimulatedLine("a secret", "a token", webhook_url="http://127.0.0.1:1/line/webhook")
    application = create_app(counter, simulator)
    application.config["WTF_CSRF_ENABLED"] = False  # it must not be what turns the stranger away
    yield application
    simulator.stop()
    counter.close()


def test_every_address_is_public_or_guarded(app: Flask) -> None:
    check_blueprints(app, PUBLIC).expect_none(at_least=20)


def test_the_public_list_is_not_outdated(app: Flask) -> None:
    assert set(PUBLIC) <= {*app.blueprints, *app.view_functions}


def test_a_planted_open_door_is_found() -> None:
    app = Flask("planted")
    desk, shop = Blueprint("desk", __name__), Blueprint("shop", __name__)
    desk.before_request(lambda: abort(401))
    desk.add_url_rule("/desk/<int:number>", view_func=lambda number: "seen", methods=["GET", "POST"], endpoint="show")
    shop.add_url_rule("/shop/<path:name>/<int:count>", view_func=lambda name, count: f"{name}{count}", endpoint="buy")
    app.register_blueprint(desk)
    app.register_blueprint(shop)
    findings = check_blueprints(app, {"static": "files"})
    assert findings.looked_at == 3
    assert findings.faults == ["GET /shop/<path:name>/<int:count> (shop.buy) answers a stranger with 200"]
    assert check_blueprints(app, {"static": "files", "shop": "open to all"}).faults == []
