"""The web application: channels, health and, in the demo, the simulator."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from admin.house import AdminHouse, find_no_issuer
from admin.registration import open_admin
from bot import health, quality
from bot.banner import Banner
from bot.booking.wiring import find_receptions
from bot.broadcasting import redirect as redirect_blueprint
from bot.channels.forms import blueprint as forms_blueprint
from bot.channels.forms.counter import FormCounter, Verifying
from bot.channels.forms.liff import Liff
from bot.channels.line import webhook as line_webhook
from bot.channels.sent import blueprint as sent_blueprint
from bot.channels.web import blueprint as web_blueprint
from bot.channels.web.counter import WebCounter
from bot.clients.line_login import LineLogin
from bot.clock import utc_now
from bot.counter import Counter, index_folder
from bot.headers import add_least_headers
from bot.maps import blueprint as maps_blueprint
from bot.services.faq.answering import Answering
from bot.settings import Settings
from bot.simulator.line import SimulatedLine
from bot.streams import Seats
from bot.texts import ROOT
from bot.tickets import page as ticket_page
from bot.urgent_menu import make_urgent_menu

if TYPE_CHECKING:
    from bot.clients.staff_oidc import StaffIdentityProvider
    from bot.clients.stripe import StripeEvent
    from bot.services.payments.cashier import Cashier

FindBanner = Callable[[], Banner | None]
MAX_BODY_BYTES = 4 * 1024 * 1024
LOOK_AGAIN_SECONDS = 2.0  # a ring from another process may be lost while Redis is away
ALONE_LOOK_AGAIN_SECONDS = 15.0  # every ring is heard; each look of some hundred open streams costs time


def create_app(counter: Counter, simulator: SimulatedLine | None = None, *, is_alone: bool = False) -> Flask:
    """The Flask application over a counter; `simulator` stands in for LINE in the demo.

    `is_alone`: the worker is in this process, so that no news of a conversation comes from another.
    """
    app = Flask("bot", static_folder=None)  # each room has its own
    app.config.update(
        SECRET_KEY=counter.settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=counter.settings.is_secure,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,  # no visitor's cookie on what others may cache; the chat renews its own
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session
        WTF_CSRF_SSL_STRICT=False,  # behind a proxy the referrer's scheme differs
    )
    trust_proxies(app, counter.settings.trusted_proxies)
    add_least_headers(app, is_secure=counter.settings.is_secure)
    seats = Seats(counter.settings.web_threads)
    _add_admin(app, counter, seats)  # before the protection against forged forms, see there
    csrf = CSRFProtect(app)

    def find_banner() -> Banner | None:
        return counter.city.find_banner(utc_now())

    _add_web(app, counter, find_banner, seats, is_alone=is_alone)
    _add_forms(app, csrf, counter, find_banner)
    if counter.settings.has_line:
        webhook = line_webhook.create_blueprint(counter.settings.line_channel_secret, counter.accept)
        csrf.exempt(webhook)  # signed by LINE
        app.register_blueprint(webhook)
    app.register_blueprint(sent_blueprint.create_blueprint(counter.database, counter.texts))
    app.register_blueprint(redirect_blueprint.create_blueprint(counter.database))
    app.register_blueprint(maps_blueprint.create_blueprint())
    if counter.cashier is not None:
        _add_payments(app, csrf, counter, counter.cashier)
    receptions = find_receptions(counter.cities, counter.texts)
    app.register_blueprint(ticket_page.create_blueprint(counter.database, counter.engine.house, receptions))
    _add_public_rooms(app, csrf, counter)
    app.register_blueprint(health.create_blueprint(counter))
    app.register_blueprint(quality.create_blueprint(counter))
    if simulator is not None:
        _add_simulator(app, csrf, simulator, counter.settings.city / "pages")
        if counter.cashier is not None:
            _add_simulated_stripe(app, csrf, counter.settings)
        _add_simulated_identity(app, csrf, counter.settings)
        _add_simulated_agency(app, counter.settings)
    return app


def trust_proxies(app: Flask, count: int) -> None:
    """Believe what so many reverse proxies say about who asks, and nothing that a browser wrote before them."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=0, x_host=0)  # type: ignore[method-assign]


def find_public_rooms() -> list[ModuleType]:
    """The city services with pages for citizens, or numbers for everybody: `handlers/<service>/public.py` and
    `opendata.py`, each with `create_blueprint`."""
    paths = sorted(path for name in ("public", "opendata") for path in (ROOT / "handlers").glob(f"*/{name}.py"))
    return [import_module(f"handlers.{path.parent.name}.{path.stem}") for path in paths]


def _add_public_rooms(app: Flask, csrf: CSRFProtect, counter: Counter) -> None:
    for room in find_public_rooms():
        blueprint = room.create_blueprint(counter.database, counter.engine.house)
        if getattr(room, "IS_SIGNED", False):
            csrf.exempt(blueprint)  # signed by the system that sends it
        app.register_blueprint(blueprint)


def _add_admin(app: Flask, counter: Counter, seats: Seats) -> None:
    house = AdminHouse(
        database=counter.database,
        bell=counter.bell,
        texts=counter.texts,
        cities=counter.cities,
        public_url=counter.settings.public_url,
        engine=counter.engine,
        identity_provider=_make_staff_provider(counter.settings),
        services=tuple(handler.name for handler in counter.registry),
        seats=seats,
        receptions=find_receptions(counter.cities, counter.texts),
        city_folder=counter.settings.city,
        find_issuer=counter.cashier.subjects.find_department if counter.cashier else find_no_issuer,
        answering=Answering(
            counter.knowledge,
            counter.encoder,
            index_folder(counter.settings),
            counter.understanding.interpreter.interpret,
            counter.understanding.workshop.rooms,
            counter.city.own_names,
        ),
    )
    open_admin(app, house)


def _make_staff_provider(settings: Settings) -> StaffIdentityProvider | None:
    if not settings.oidc_issuer:
        return None
    from bot.clients.staff_oidc import StaffIdentityProvider  # takes time and memory, which only this needs

    return StaffIdentityProvider(
        settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, settings.oidc_claim
    )


def _add_web(app: Flask, counter: Counter, find_banner: FindBanner, seats: Seats, *, is_alone: bool) -> None:
    web = WebCounter(
        database=counter.database,
        bell=counter.bell,
        texts=counter.texts,
        accept=counter.accept,
        city_name=counter.city.name,
        list_urgent=make_urgent_menu(counter),
        find_banner=find_banner,
        phone=counter.city.telephone,
        widget_origins=counter.city.chat_origins,
        seats=seats,
        look_again_seconds=ALONE_LOOK_AGAIN_SECONDS if is_alone else LOOK_AGAIN_SECONDS,
    )
    app.register_blueprint(web_blueprint.create_blueprint(web))


def _add_forms(app: Flask, csrf: CSRFProtect, counter: Counter, find_banner: FindBanner) -> None:
    forms = FormCounter(
        database=counter.database,
        bell=counter.bell,
        texts=counter.texts,
        forms=counter.forms,
        secret_key=counter.settings.secret_key,
        city_name=counter.city.name,
        find_banner=find_banner,
        liff=_make_liff(counter.settings),
        verifying=_make_verifying(counter.settings),
    )
    blueprint = forms_blueprint.create_blueprint(forms)
    csrf.exempt(blueprint)  # it checks the token itself, with room for photos
    app.register_blueprint(blueprint)


def _make_verifying(settings: Settings) -> Verifying | None:
    """Who verifies citizens: the one place to choose another way than OpenID Connect."""
    if not settings.has_identity:
        return None
    from bot.clients.identity.opening import open_provider  # takes time and memory, which only this needs

    return Verifying(open_provider(settings), find_back_url(settings), settings.identity_minutes)


def find_back_url(settings: Settings) -> str:
    """Where citizens come back to from their identity provider; to be registered there."""
    return f"{settings.public_url.rstrip('/')}/liff/identity/back"


def _add_payments(app: Flask, csrf: CSRFProtect, counter: Counter, cashier: Cashier) -> None:
    from bot.payments import webhook
    from bot.payments.wiring import build_page
    from bot.services.payments.events import WEBHOOK, accept_events
    from bot.services.payments.refunds import TOPIC

    def accept(event: StripeEvent) -> None:
        accept_events(counter.database, [event], WEBHOOK, utc_now())
        counter.bell.ring(TOPIC)

    blueprint = webhook.create_blueprint(counter.settings.stripe_webhook_secret_list, accept)
    csrf.exempt(blueprint)  # signed by Stripe
    app.register_blueprint(blueprint)
    app.register_blueprint(build_page(counter.settings, cashier, counter.texts, counter.city).create_blueprint())


def _make_liff(settings: Settings) -> Liff | None:
    if not settings.has_liff:
        return None
    login = LineLogin(settings.line_login_channel_id, settings.line_api_url)
    return Liff(settings.liff_id, settings.liff_sdk_url, settings.line_api_url, login)


def _add_simulator(app: Flask, csrf: CSRFProtect, simulator: SimulatedLine, pages: Path) -> None:
    from bot.simulator.blueprint import create_simulator_blueprints
    from bot.simulator.city_site import create_site_blueprint

    page, api = create_simulator_blueprints(simulator)
    csrf.exempt(api)  # called by the bot with LINE's bearer token
    app.register_blueprint(page)
    app.register_blueprint(api)
    app.register_blueprint(create_site_blueprint(pages))


def _add_simulated_agency(app: Flask, settings: Settings) -> None:
    from bot.simulator.agency import SimulatedAgency, create_agency_blueprint

    app.register_blueprint(create_agency_blueprint(SimulatedAgency(settings.var / "agency")))


def _add_simulated_stripe(app: Flask, csrf: CSRFProtect, settings: Settings) -> None:
    from bot.simulator.stripe import PAY_PREFIX
    from bot.simulator.stripe.blueprint import create_stripe_blueprints
    from bot.simulator.stripe.state import SimulatedStripe

    (secret, *_), url = settings.stripe_webhook_secret_list, settings.public_url.rstrip("/")
    stripe = SimulatedStripe(settings.stripe_key, secret, f"{url}{PAY_PREFIX}", f"{url}/stripe/webhook")
    page, api = create_stripe_blueprints(stripe)
    csrf.exempt(api)  # called by the bot with its key
    app.register_blueprint(page)
    app.register_blueprint(api)


def _add_simulated_identity(app: Flask, csrf: CSRFProtect, settings: Settings) -> None:
    """Where the settings name it as the citizens' identity provider."""
    from bot.simulator.identity import PREFIX

    if not settings.identity_issuer.endswith(PREFIX):
        return
    from bot.simulator.identity.blueprint import create_identity_blueprints
    from bot.simulator.identity.provider import SimulatedIdentity

    back_url, secret = find_back_url(settings), settings.identity_client_secret
    more = (f"{settings.public_url.rstrip('/')}/health/identity/back",)
    simulated = SimulatedIdentity(settings.identity_issuer, back_url, secret, more_uris=more)
    page, api = create_identity_blueprints(simulated)
    csrf.exempt(api)  # called by the counter with its secret
    app.register_blueprint(page)
    app.register_blueprint(api)
