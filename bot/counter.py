"""Everything the running application is made of, put together in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session
from threadpoolctl import threadpool_limits

from bot import inbox
from bot.bell import Bell
from bot.channels.line.locale import ProfileLocale
from bot.channels.line.menus.api import RichMenuApi
from bot.channels.line.menus.names import has_menus
from bot.channels.line.menus.source import load_menu_file
from bot.channels.line.sender import LineSender
from bot.city import City, load_city
from bot.clients.accounts import Linking, find_accounts
from bot.clients.identity.protocol import IdentityProvider
from bot.clients.mail import open_mail
from bot.clients.redis import RedisBell
from bot.db import Database
from bot.dialogue.engine import DialogueEngine
from bot.dialogue.registry import Registry, check_city, load_registry
from bot.dialogue.turn import House
from bot.forms.definition import Forms, load_forms
from bot.menu_mode import Menus
from bot.messages import Inbound
from bot.models.vault import Vault
from bot.services.city_settings.live import LiveCity
from bot.services.learning.served import ServedEngine
from bot.services.learning.workshop import Workshop
from bot.services.published import Published
from bot.settings import Settings
from bot.texts import ROOT, Texts, load_texts
from handlers.account.service import find_link
from knowledge.encoders import create_encoder
from knowledge.encoders.protocol import Encoder
from knowledge.generation.endpoint import create_generator
from knowledge.generation.protocol import Generator
from knowledge.search import Knowledge
from nlu.entities.lookups import load_names
from nlu.interpretation import Engine
from nlu.interpreter import Interpreter
from nlu.labelled import load_labellers
from nlu.rasa.engine import create_engine, create_sole_engine
from nlu.training_data import load_training_data

if TYPE_CHECKING:
    from bot.services.payments.cashier import Cashier

ALONE_POLL_SECONDS = 0.2  # several processes and nobody to wake them
WOKEN_POLL_SECONDS = 1.0  # for expired leases and missed rings
PROFILE_SECONDS = 2.0  # a first answer waits no longer for the language of the profile
LINK_TOKEN_SECONDS = 4.0  # LINE is waited for


@dataclass(frozen=True)
class Understanding:
    """`interpreter` answers citizens; `shadow`, if there is one, never does. `workshop` makes the embedded models."""

    interpreter: Interpreter
    shadow: Interpreter | None
    workshop: Workshop


@dataclass(frozen=True)
class Counter:
    """The parts, ready to use. Made after a fork: models and index don't survive one."""

    settings: Settings
    cities: LiveCity
    texts: Texts
    registry: Registry
    forms: Forms
    database: Database
    published: Published
    bell: Bell
    redis: RedisBell | None
    encoder: Encoder
    knowledge: Knowledge
    understanding: Understanding
    engine: DialogueEngine
    line: LineSender | None
    menus: RichMenuApi | None
    cashier: Cashier | None  # None: payment is off
    poll_seconds: float

    @property
    def city(self) -> City:
        """The city's facts as they are now."""
        return self.cities.current

    def name_menus(self) -> Menus:
        """The rich menus of disasters and of every other day. Raises SetupError for a file that can't be read."""
        file = load_menu_file(self.settings.city)
        assert file is not None, "the city has rich menus"
        return Menus(self.city.disaster_mode.menu, next(iter(file.menus)), self.city.languages[0])

    def accept(self, inbounds: Sequence[Inbound]) -> int:
        """Store webhook events and wake a worker; the number of new ones. Raises TemporaryFault."""
        stored = inbox.accept(self.database, inbounds, self.published.pick)
        self.bell.ring(inbox.TOPIC)
        return stored

    def close(self) -> None:
        if self.redis:
            self.redis.stop()
        self.database.close()


def build_counter(settings: Settings) -> Counter:
    """Load everything. Raises SetupError that names what is missing and what to do."""
    texts, city = load_texts(city=settings.city), load_city(settings.city)
    registry = load_registry(texts)
    check_city(registry, city)
    database = open_database(settings)
    cities = LiveCity(city, database)
    redis = RedisBell(settings.redis_url) if settings.redis_url else None
    bell = redis.bell if redis else Bell()
    encoder = create_encoder(settings.encoder)
    knowledge = Knowledge(database, encoder, index_folder(settings), vectors=settings.vectors, home=city.own_names)
    understanding = build_understanding(settings, encoder, database)
    # A turn has one core. Threads of the linear algebra spin while they wait, which cost more than the whole turn.
    threadpool_limits(1, user_api="blas")
    line = open_line(settings)
    house = _build_house(settings, cities, texts, registry, knowledge, encoder, line, bell)
    return Counter(
        settings=settings,
        cities=cities,
        texts=texts,
        registry=registry,
        forms=load_forms(texts),
        database=database,
        published=Published(city, database),
        bell=bell,
        redis=redis,
        encoder=encoder,
        knowledge=knowledge,
        understanding=understanding,
        engine=DialogueEngine(house, understanding.interpreter.interpret),
        line=line,
        menus=open_menus(settings) if settings.has_line and has_menus(settings.city) else None,
        cashier=open_cashier(settings, database, texts, cities, bell),
        poll_seconds=WOKEN_POLL_SECONDS if redis or settings.is_embedded else ALONE_POLL_SECONDS,
    )


def _build_house(
    settings: Settings,
    cities: LiveCity,
    texts: Texts,
    registry: Registry,
    knowledge: Knowledge,
    encoder: Encoder,
    line: LineSender | None,
    bell: Bell,
) -> House:
    labellers = load_labellers(ROOT / "handlers", encoder, labeller_folder(settings))
    return House(
        *(cities, texts, registry, knowledge, settings.public_url.rstrip("/"), settings.secret_key),
        *(build_generator(settings), build_linking(settings), settings.liff_base),
        mail=open_mail(settings.mail_url, settings.mail_from),
        open_identity=build_identity(settings),
        find_account=find_account,
        has_payments=settings.has_payments,
        alert_feeds=settings.alert_feed_list,
        alert_webhook_secret=settings.alert_webhook_secret,
        posts_webhook_secret=settings.posts_webhook_secret,
        entries_per_second=settings.entries_per_second,
        bell=bell,
        labellers=labellers,
        find_locale=build_locale(settings),
        fetch_content=line.get_bytes if line else None,
    )


def open_line(settings: Settings) -> LineSender | None:
    """LINE's API, or the simulator's; None where the city has no channel there."""
    return LineSender(settings.line_channel_token, settings.line_api_url) if settings.has_line else None


def open_cashier(settings: Settings, database: Database, texts: Texts, cities: LiveCity, bell: Bell) -> Cashier | None:
    """Who talks to the payment provider of the settings; None without one."""
    if not settings.has_payments:
        return None
    from bot.payments.wiring import build_cashier  # the SDK takes time and memory, which only this needs

    return build_cashier(settings, database, texts, cities, bell)


def build_identity(settings: Settings) -> Callable[[], IdentityProvider] | None:
    """The citizens' identity provider of the settings, made when it is first asked for; None without one."""
    if not settings.has_identity:
        return None

    @cache
    def open_identity() -> IdentityProvider:
        from bot.clients.identity.opening import open_provider  # takes time and memory, which only this needs

        return open_provider(settings)

    return open_identity


def find_account(session: Session, conversation_id: int) -> str:
    """The account with the city that a conversation is linked to; empty for none."""
    link = find_link(session, conversation_id)
    return link.account if link else ""


def open_menus(settings: Settings) -> RichMenuApi:
    """LINE's rich menus of the channel in the settings."""
    return RichMenuApi(settings.line_channel_token, settings.line_api_url)


def open_database(settings: Settings) -> Database:
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    vault = Vault(settings.data_key_list, settings.secret_key, settings.former_secret_key_list)
    return Database(settings.database_url, vault)


def build_understanding(settings: Settings, encoder: Encoder, database: Database) -> Understanding:
    """The embedded engine, trained now if its examples changed; before it, or in its shadow, a Rasa server."""
    workshop = build_workshop(settings, encoder, database)
    url, token, intents = settings.rasa_url, settings.rasa_token, workshop.rooms.intents
    embedded, names = ServedEngine(workshop), load_names(settings.city)
    answering = create_engine("" if settings.shadow == "rasa" else url, token, embedded, intents)
    shadow: Engine | None = None
    if settings.shadow:
        shadow = create_sole_engine(url, token, intents) if settings.shadow == "rasa" else embedded
    beside = Interpreter(shadow, names=names) if shadow else None
    return Understanding(Interpreter(answering, names=names), beside, workshop)


def build_workshop(settings: Settings, encoder: Encoder, database: Database) -> Workshop:
    """Where the embedded models of this city are made."""
    rooms = load_training_data(training_folders())
    return Workshop(database, rooms, encoder, model_folder(settings), learned_folder(settings))


def build_generator(settings: Settings) -> Generator:
    """The generator of the settings, or none. Raises SetupError on settings that can't work."""
    return create_generator(settings.generator_url, settings.generator_model, settings.generator_key)


def build_linking(settings: Settings) -> Linking | None:
    """What links LINE to the accounts in the city's folder; None without either. Raises SetupError."""
    accounts = find_accounts(settings.city)
    if accounts is None or not settings.has_line:
        return None
    # A turn waits for the token, and must be over before its lease is.
    line = LineSender(settings.line_channel_token, settings.line_api_url, read_timeout_seconds=LINK_TOKEN_SECONDS)
    return Linking(accounts, line.issue_link_token, settings.line_link_url)


def build_locale(settings: Settings) -> Callable[[Inbound], str]:
    """What tells the language that a citizen's channel knows."""
    if not settings.has_line:
        return attrgetter("locale")
    line = LineSender(settings.line_channel_token, settings.line_api_url, read_timeout_seconds=PROFILE_SECONDS)
    return ProfileLocale(line)


def training_folders() -> list[Path]:
    """Where examples are: the common ones and those in each service's room."""
    return [ROOT / "nlu" / "data", ROOT / "handlers"]


def menu_folder(settings: Settings) -> Path:
    """Where drawn rich menus are kept."""
    return settings.var / "richmenus"


def audit_checkpoints(settings: Settings) -> Path:
    """The file beside the database that says where the audit log ended."""
    return settings.var / "audit" / "checkpoints.txt"


def index_folder(settings: Settings) -> Path:
    return settings.var / "index"


def model_folder(settings: Settings) -> Path:
    return settings.var / "nlu"


def labeller_folder(settings: Settings) -> Path:
    """Where what rooms learn by themselves is kept, apart from the intents, of which only the newest stay."""
    return model_folder(settings) / "rooms"


def learned_folder(settings: Settings) -> Path:
    """Where the accepted examples of the version in service are written, beside `training_folders`."""
    return settings.var / "learned"


def rasa_folder(settings: Settings) -> Path:
    return settings.var / "rasa"
