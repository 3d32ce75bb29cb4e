"""The demo: keys, the demo city and simulators of LINE, Stripe and an identity provider, to try on one machine."""

from __future__ import annotations

import logging
import os
import secrets
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click
from cryptography.fernet import Fernet

from bot.clients.mail import SIMULATED
from bot.http_client import HttpClient, NoAnswer
from bot.serve import serve
from bot.settings import Settings, load_settings
from bot.simulator import (
    AGENCY_PREFIX,
    API_PREFIX,
    LIFF_ID,
    LIFF_PATH,
    LIFF_SDK_PATH,
    LINK_PATH,
    LOGIN_CHANNEL_ID,
    SITE_PREFIX,
)
from bot.simulator.identity import CLIENT_ID as IDENTITY_CLIENT
from bot.simulator.identity import HIGH as IDENTITY_LEVEL
from bot.simulator.identity import PREFIX as IDENTITY_PREFIX
from bot.simulator.stripe import API_PREFIX as STRIPE_PREFIX

if TYPE_CHECKING:
    from bot.simulator.line import SimulatedLine
    from bot.simulator.stage import Tell

log = logging.getLogger(__name__)

ENV_FILE = Path(".env")
MONTHLY_MESSAGES = 30_000  # of LINE's standard plan; the demo's citizens are more than a free plan reaches
START_SECONDS = 300.0  # gunicorn listens before it can answer


def run_demo(port: int, *, with_night: bool = False) -> None:
    """What `make demo` runs once installed; `with_night` plays a night of disasters."""
    ensure_keys()
    base = f"http://127.0.0.1:{port}"
    settings = load_settings(
        public_url=base,
        line_channel_secret=secrets.token_hex(16),
        line_channel_token=secrets.token_urlsafe(32),
        line_api_url=base + API_PREFIX,
        line_link_url=base + LINK_PATH,
        line_login_channel_id=LOGIN_CHANNEL_ID,
        liff_id=LIFF_ID,
        liff_url=base + LIFF_PATH,
        liff_sdk_url=base + LIFF_SDK_PATH,
        stripe_key=f"sk_test_{secrets.token_hex(16)}",
        stripe_webhook_secret=f"whsec_{secrets.token_hex(16)}",
        stripe_api_url=base + STRIPE_PREFIX,
        identity_issuer=base + IDENTITY_PREFIX,
        identity_client_id=IDENTITY_CLIENT,
        identity_client_secret=secrets.token_urlsafe(24),
        identity_name="ID Simulator",
        identity_acr=IDENTITY_LEVEL,
        alert_feeds=",".join(f"{base}{AGENCY_PREFIX}/feed/{name}.xml" for name in ("extra", "eqvol")),
        alert_webhook_secret=secrets.token_urlsafe(24),
        posts_webhook_secret=secrets.token_urlsafe(24),
        mail_url=SIMULATED,
        mail_from="counter@city.example",
    )
    # A process of its own: what has loaded the encoder can't fork, and its memory is given back.
    if subprocess.run([sys.executable, "-m", "bot", "seed"], check=False).returncode:
        sys.exit(1)
    sign_ins, codes = seed_staff(), give_health_codes()
    places = {
        "web chat": "/",
        "in a city's page": f"{SITE_PREFIX}/",
        "LINE, on screen": "/simulator/",
        "health records": "/health",
        "staff": "/admin/",
    }
    shown = "".join(f"  {name:<20}{base}{path}\n" for name, path in places.items())
    people = f"  staff sign in as\n{sign_ins}\n  codes for health records, by account and date of birth\n{codes}"
    click.echo(f"\n{shown}\n{people}\n  stop with Ctrl+C\n", err=True)
    serve(settings, "127.0.0.1", port, make_simulator=lambda: make_simulator(settings, with_night=with_night))


def seed_staff() -> str:
    """The demo's members of staff, each with the password on one line."""
    done = subprocess.run([sys.executable, "-m", "bot", "staff", "demo"], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(1)
    pairs = (line.split() for line in done.stdout.decode("utf-8").splitlines())
    return "".join(f"  {login:<20}{password}\n" for login, password in pairs)


def give_health_codes() -> str:
    """What the demo's people would have been posted, each on one line."""
    done = subprocess.run([sys.executable, "-m", "bot.demo_data.health"], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(1)
    return "".join(f"  {line}\n" for line in done.stdout.decode("utf-8").splitlines())


def sync_menus(settings: Settings) -> None:
    """Give the simulator the rich menus once the server is up, in a process of its own, since drawing takes memory."""
    try:
        HttpClient(START_SECONDS).ask("GET", f"{settings.public_url}/healthz")
    except NoAnswer:
        return  # it did not start, or was stopped, and has said so
    given = {
        "MADOGUCHI_LINE_CHANNEL_SECRET": settings.line_channel_secret,
        "MADOGUCHI_LINE_CHANNEL_TOKEN": settings.line_channel_token,
        "MADOGUCHI_LINE_API_URL": settings.line_api_url,
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot", "richmenu", "sync"], env=os.environ | given, capture_output=True, check=False
    )
    if done.returncode:
        log.error("no rich menus: %s", done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2])


def ensure_keys() -> None:
    """Make a `.env` with fresh keys when there is none; an existing one is never changed."""
    if ENV_FILE.exists():
        return
    ENV_FILE.touch(mode=0o600)
    keys = {"SECRET_KEY": secrets.token_urlsafe(48), "DATA_KEYS": Fernet.generate_key().decode()}
    ENV_FILE.write_text("".join(f"MADOGUCHI_{name}={key}\n" for name, key in keys.items()), "utf-8")


def make_simulator(settings: Settings, *, with_night: bool = False) -> SimulatedLine:
    """LINE on this machine, with citizens to play; called in the serving process."""
    from bot.city import load_city
    from bot.simulator.line import SimulatedLine
    from bot.simulator.page import add_demo_citizens
    from bot.simulator.stage import Stage

    webhook_url = f"{settings.public_url}/line/webhook"
    line = SimulatedLine(settings.line_channel_secret, settings.line_channel_token, webhook_url=webhook_url)
    line.bot_name = load_city(settings.city).name["ja"]
    line.quota.limit = MONTHLY_MESSAGES
    line.login.liff_endpoint = f"{settings.public_url}/liff"
    add_demo_citizens(line)
    threading.Thread(target=sync_menus, args=(settings,), name="rich-menus", daemon=True).start()
    line.stage = Stage(line.feed, lambda tell: play_on_screen(settings, line, tell))
    if with_night:
        line.stage.begin()
    return line


def play_on_screen(settings: Settings, line: SimulatedLine, tell: Tell) -> None:
    """A night, whose steps are told in the terminal, too."""
    from bot.demo_night import play_night

    def tell_both(step: int, steps: int, title: str) -> None:
        click.echo(f"  {step}/{steps} {title}", err=True)
        tell(step, steps, title)

    play_night(settings, line, tell_both)
