"""Payments put together from the settings and the city services that want to be paid."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import urlsplit

from bot.bell import Bell
from bot.city import City, CitySource, load_city
from bot.clients.stripe import StripeClient
from bot.db import Database
from bot.models.payments import Payment
from bot.payments.page import BACK, PaymentPage
from bot.payments.telling import Teller
from bot.payments.words import PaymentWords
from bot.services.city_settings.live import LiveCity
from bot.services.payments.cashier import Cashier
from bot.services.payments.links import payment_url
from bot.services.payments.subjects import Subject, Subjects
from bot.settings import STRIPE_API, Settings
from bot.texts import ROOT, Texts, load_texts

STRIPE_PAGES = "https://checkout.stripe.com"


def find_subjects(cities: CitySource) -> list[Subject]:
    """What the city services want to be paid for: `create_subject` in `handlers/<service>/paid.py`."""
    paths = sorted((ROOT / "handlers").glob("*/paid.py"))
    return [import_module(f"handlers.{path.parent.name}.paid").create_subject(cities) for path in paths]


def build_cashier(settings: Settings, database: Database, texts: Texts, cities: LiveCity, bell: Bell) -> Cashier:
    """The cashier, who tells citizens in their conversations."""

    def find_url(payment: Payment) -> str:
        return payment_url(settings.public_url, settings.secret_key, payment.reference)

    city, teller = cities.base, Teller(texts, cities.base, bell, find_url)
    return Cashier(
        database=database,
        stripe=StripeClient(settings.stripe_key, settings.stripe_api_url),
        subjects=Subjects(find_subjects(cities), teller.tell),
        return_url=lambda payment: f"{find_url(payment)}?{BACK}=1",
        name_order=lambda payment: PaymentWords(texts, city, payment).text("order_name"),
    )


def build_silent_cashier(settings: Settings, database: Database) -> Cashier:
    """For the command line, where nobody waits for a ring: what is written is sent by the running worker."""
    cities = LiveCity(load_city(settings.city), database)
    return build_cashier(settings, database, load_texts(city=settings.city), cities, Bell())


def build_page(settings: Settings, cashier: Cashier, texts: Texts, city: City) -> PaymentPage:
    """The citizen's page; with another API than Stripe's own, its payment pages are where that is."""
    is_real = settings.stripe_api_url == STRIPE_API
    pages = STRIPE_PAGES if is_real else "{0.scheme}://{0.netloc}".format(urlsplit(settings.stripe_api_url))
    return PaymentPage(cashier, texts, city, settings.secret_key, pages)
