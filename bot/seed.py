"""`madoguchi seed`: the demo city's knowledge, indexed, what its services show, and the examples learnt; what is there
stays."""

from __future__ import annotations

from rich.console import Console

from bot.city import load_city
from bot.clock import tokyo_today, utc_now
from bot.counter import build_understanding, index_folder, open_database
from bot.demo_data.broadcasts import seed_broadcasts
from bot.demo_data.children import seed_children
from bot.demo_data.citizens import seed_citizens
from bot.demo_data.consultations import seed_consultations
from bot.demo_data.health import seed_health, seed_times
from bot.demo_data.health_rules import seed_health_rules
from bot.demo_data.lectures import seed_lectures
from bot.demo_data.reports import seed_reports
from bot.demo_data.shelters import seed_shelters
from bot.demo_data.surveys import seed_surveys
from bot.migrate import upgrade
from bot.services.faq.adopting import adopt
from bot.settings import DEMO_CITY, Settings
from knowledge.crawl.folder import import_page_folder
from knowledge.encoders import create_encoder
from knowledge.index.build import build_index
from knowledge.living.check import check_living
from knowledge.sources.faq_file import import_faq_file
from knowledge.terminal import show_progress


def seed(settings: Settings) -> None:
    """Migrate, import, index and train, with progress on standard error."""
    console = Console(stderr=True)
    upgrade(settings.database_url)
    encoder = create_encoder(settings.encoder)
    database = open_database(settings)
    import_faq_file(database, DEMO_CITY / "faq.csv")
    import_page_folder(database, DEMO_CITY / "pages")
    check_living(database, tokyo_today())
    city = load_city(settings.city)
    adopt(database, city, utc_now())
    seed_lectures(database, utc_now())
    seed_health(database, utc_now())
    seed_health_rules(database, utc_now())
    seed_times(database, utc_now())
    seed_consultations(database, city, utc_now())
    seed_children(database, utc_now())
    seed_shelters(database, utc_now())
    seed_citizens(database, utc_now())
    seed_broadcasts(database, utc_now())
    seed_reports(database, city, utc_now())
    seed_surveys(database, utc_now())
    with show_progress("reading the city's knowledge") as show:
        build_index(database, encoder, index_folder(settings), show, settings.vectors)
    with console.status("learning the examples"):
        build_understanding(settings, encoder, database)
    database.close()
