"""`madoguchi check`: every part that must be right before citizens come."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

from sqlalchemy.exc import SQLAlchemyError

from bot.channels.line.menus.checking import check_menus
from bot.channels.line.menus.names import FILE as MENU_FILE
from bot.channels.line.menus.names import has_menus
from bot.channels.line.menus.wording import build_menus
from bot.city import load_city
from bot.clients.accounts import find_accounts
from bot.clients.identity.claims import parse_claims
from bot.clients.redis import RedisBell
from bot.clock import TOKYO, utc_now
from bot.counter import audit_checkpoints, build_generator, index_folder, open_database, training_folders
from bot.dialogue.registry import check_city, check_identity, load_registry
from bot.economy.watch import describe
from bot.errors import MadoguchiError, SetupError, TemporaryFault
from bot.forms.definition import load_forms
from bot.migrate import is_current
from bot.services.audit.checkpoints import read_checkpoints
from bot.services.audit.verification import open_snapshot, verify
from bot.services.ledger import month_of
from bot.services.quota import find_quota
from bot.services.staff.members import has_administrator
from bot.settings import Settings
from bot.texts import LANGUAGES, load_texts
from handlers.disaster.alerts.facts import find_alert_facts
from knowledge.encoders import create_encoder
from knowledge.index.embedding import encoder_key
from knowledge.ranking.own import find_own, has_own
from knowledge.ranking.probability import load_calibration
from knowledge.search import Knowledge
from nlu.entities.lookups import load_names
from nlu.rasa.server import RasaServer
from nlu.training_data import load_training_data

AUDIT_ENTRIES = 1_000  # the others are for `madoguchi audit verify`


def list_checks(get_settings: Callable[[], Settings]) -> Iterator[tuple[str, str | None]]:
    """(what, fault) one after the other; the fault is a sentence, or None when it is well."""
    try:
        settings = get_settings()
    except MadoguchiError as error:
        yield "settings", str(error)
        return
    yield "settings", None
    yield "city", _fault(lambda: load_city(settings.city))
    yield "city's names", _fault(lambda: load_names(settings.city))
    yield "texts", _fault(load_texts)
    yield from _list_added(settings)
    yield "handlers", _fault(lambda: load_registry(load_texts()))
    yield "city's services", _fault(lambda: _check_services(settings))
    yield "alerts", _fault(lambda: find_alert_facts(load_city(settings.city)))
    yield "forms", _fault(lambda: load_forms(load_texts()))
    yield "training data", _fault(lambda: load_training_data(training_folders()))
    yield "database", _fault(lambda: _check_database(settings))
    yield f"audit log (its newest {AUDIT_ENTRIES:,} entries)", _fault(lambda: _check_audit(settings))
    yield _name_staff(settings), None
    yield "knowledge index", _fault(lambda: _check_index(settings))
    yield _name_probability(settings), None
    yield _name_generator(settings), _fault(lambda: build_generator(settings))
    if settings.redis_url:
        reachable = RedisBell(settings.redis_url).is_reachable()
        yield "redis", None if reachable else "not reachable; the counter works, but wakes up by polling"
    yield _name_rasa(settings), _fault(lambda: _check_rasa(settings))
    yield _name_menus(settings), _fault(lambda: _check_menus(settings))
    yield _name_payments(settings), _fault(lambda: _check_payments(settings))
    yield _name_identity(settings), _fault(lambda: _check_identity(settings))
    yield "LIFF" if settings.has_liff else "LIFF (off: MADOGUCHI_LINE_LOGIN_CHANNEL_ID and _LIFF_ID are empty)", None
    yield "LINE" if settings.has_line else "LINE (off: MADOGUCHI_LINE_CHANNEL_SECRET and _TOKEN are empty)", None
    if settings.has_line:
        yield _name_quota(settings), None
        yield _name_accounts(settings), _fault(lambda: find_accounts(settings.city))


def _name_staff(settings: Settings) -> str:
    """Whether anybody can let others in; that nobody can is a warning, and no fault."""
    try:
        with closing(open_database(settings)) as database, database.read() as session:
            if has_administrator(session):
                return "staff"
    except (SQLAlchemyError, MadoguchiError):
        return "staff (the members can't be read)"  # why is said in the database's own line
    return (
        "staff (WARNING: there is no administrator; make one with `madoguchi staff create LOGIN --role administrator`)"
    )


def _list_added(settings: Settings) -> Iterator[tuple[str, str | None]]:
    """The languages that the city adds, each with how much of the wording is missing."""
    try:
        texts = load_texts(city=settings.city)
    except MadoguchiError as error:
        yield "languages", str(error)
        return
    for language in texts.languages[len(LANGUAGES) :]:
        missing = len(texts.list_missing(language))
        note = (
            f"; {missing} of {len(texts.list_citizens_keys())} texts are missing and said in English" if missing else ""
        )
        yield f"language {language} ({texts.name_language(language)}{note})", None


def _name_rasa(settings: Settings) -> str:
    if settings.shadow:
        beside = "beside the embedded engine" if settings.shadow == "rasa" else "beside it the embedded engine"
        return f"Rasa ({beside}, in shadow mode)"
    return "Rasa" if settings.rasa_url else "Rasa (off: MADOGUCHI_RASA_URL is empty)"


def _check_rasa(settings: Settings) -> None:
    if not settings.rasa_url:
        return
    if RasaServer(settings.rasa_url, settings.rasa_token).find_model() is None:
        raise MadoguchiError("it serves no model; the counter works with the embedded engine")


def _name_payments(settings: Settings) -> str:
    return "payments" if settings.has_payments else "payments (off: MADOGUCHI_STRIPE_KEY is empty)"


def _check_payments(settings: Settings) -> None:
    if not settings.has_payments:
        return
    from bot.clients.stripe import StripeClient  # the SDK takes time and memory, which only this needs

    StripeClient(settings.stripe_key, settings.stripe_api_url).list_events(utc_now(), ["checkout.session.completed"])


def _check_services(settings: Settings) -> None:
    registry, city = load_registry(load_texts()), load_city(settings.city)
    check_city(registry, city)
    if not settings.has_identity:
        check_identity(registry, city)


def _name_identity(settings: Settings) -> str:
    """That it does not answer just now is a warning: everything else works without it."""
    if not settings.has_identity:
        return "citizens' identity provider (off: MADOGUCHI_IDENTITY_ISSUER is empty)"
    from bot.clients.identity.opening import open_provider  # takes time and memory, which only this needs

    try:
        open_provider(settings).check()
    except SetupError:
        return "citizens' identity provider"  # the fault says why
    except TemporaryFault as fault:
        return f"citizens' identity provider (WARNING: {fault})"
    return "citizens' identity provider"


def _check_identity(settings: Settings) -> None:
    if settings.has_identity:
        parse_claims(settings.identity_claims)


def _name_menus(settings: Settings) -> str:
    has_any = has_menus(settings.city)
    return "rich menus" if has_any else f"rich menus (none: there is no {MENU_FILE} in MADOGUCHI_CITY)"


def _check_menus(settings: Settings) -> None:
    texts = load_texts(city=settings.city)
    menus = build_menus(settings.city, load_city(settings.city), texts)
    check_menus(menus, load_registry(texts))


def _name_generator(settings: Settings) -> str:
    return "generator" if settings.generator_url else "generator (off: MADOGUCHI_GENERATOR_URL is empty)"


def _name_probability(settings: Settings) -> str:
    """Which one is in force. A database or encoder that can't be used has its own line, and the shipped one serves."""
    try:
        encoder, database = create_encoder(settings.encoder), open_database(settings)
        with closing(database), database.read() as session:
            own = find_own(session, encoder_key(encoder), load_calibration(encoder.name))
            is_outdated = own is None and has_own(session)
    except (SQLAlchemyError, MadoguchiError):
        return "probability (shipped)"
    if own is not None:
        return f"probability (own: {own.cases} judgements, {own.fitted_at.astimezone(TOKYO).date()})"
    if is_outdated:
        return (
            "probability (shipped: the own one is of another encoder or version; run `madoguchi knowledge calibrate`)"
        )
    return "probability (shipped)"


def _name_accounts(settings: Settings) -> str:
    """Whether accounts can be linked, and whether the sign-in page shows how to get in."""
    try:
        accounts = find_accounts(settings.city)
    except MadoguchiError:
        return "accounts"
    if accounts is None:
        return "accounts (none: the city's folder has no accounts.yml, so nothing can be linked)"
    shown = len(accounts.shown)
    return f"accounts (DEMO: the sign-in page shows the passwords of {shown})" if shown else "accounts"


def _name_quota(settings: Settings) -> str:
    """The month's quota as last known; that much of it is used is a warning, and no fault."""
    try:
        with closing(open_database(settings)) as database, database.read() as session:
            quota = find_quota(session, month_of(utc_now()))
    except (SQLAlchemyError, MadoguchiError):
        return "messages (the quota can't be read)"  # why is said in the database's own line
    if quota is None:
        return "messages (the quota is not known yet: the scheduler asks LINE)"
    return f"messages ({'WARNING: ' if quota.needs_warning else ''}{describe(quota)})"


def _fault(check: Callable[[], object]) -> str | None:
    try:
        check()
    except MadoguchiError as error:
        return str(error)
    except SQLAlchemyError as error:
        return f"the database said {type(error).__name__}; is MADOGUCHI_DATABASE_URL right?"
    return None


def _check_database(settings: Settings) -> None:
    database = open_database(settings)
    current = is_current(database.engine)
    database.close()
    if not current:
        raise MadoguchiError("the tables are not of this version; run `madoguchi migrate`")


def _check_audit(settings: Settings) -> None:
    anchors = list(read_checkpoints(audit_checkpoints(settings)))
    with closing(open_database(settings)) as database, open_snapshot(database) as session:
        if not is_current(database.engine):
            return  # which is said in the database's own line
        verdict = verify(session, anchors, newest=AUDIT_ENTRIES)
    if not verdict.is_whole:
        raise MadoguchiError(f"entry {verdict.bad}: {verdict.fault}; run `madoguchi audit verify`")


def _check_index(settings: Settings) -> None:
    database = open_database(settings)
    knowledge = Knowledge(database, create_encoder(settings.encoder), index_folder(settings), vectors=settings.vectors)
    ready = knowledge.is_ready()
    database.close()
    if not ready:
        raise MadoguchiError("there is none; run `madoguchi knowledge import FILE` and `madoguchi knowledge index`")
