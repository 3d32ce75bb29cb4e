"""The demo: keys, the demo city and the LINE simulator, ready to try on one machine."""

from __future__ import annotations

import secrets
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from cryptography.fernet import Fernet

from bot.serve import serve
from bot.settings import Settings, load_settings
from bot.simulator import API_PREFIX, SITE_PREFIX

if TYPE_CHECKING:
    from bot.simulator.line import SimulatedLine

ENV_FILE = Path(".env")


def run_demo(port: int) -> None:
    """What `make demo` runs once installed."""
    ensure_keys()
    base = f"http://127.0.0.1:{port}"
    settings = load_settings(
        public_url=base,
        line_channel_secret=secrets.token_hex(16),
        line_channel_token=secrets.token_urlsafe(32),
        line_api_url=base + API_PREFIX,
    )
    # A process of its own: what has loaded the encoder can't fork, and its memory is given back.
    if subprocess.run([sys.executable, "-m", "bot", "seed"], check=False).returncode:
        sys.exit(1)
    places = {"web chat": "/", "in a city's page": f"{SITE_PREFIX}/", "LINE, on screen": "/simulator/"}
    shown = "".join(f"  {name:<17}{base}{path}\n" for name, path in places.items())
    click.echo(f"\n{shown}  stop with Ctrl+C\n", err=True)
    serve(settings, "127.0.0.1", port, make_simulator=lambda: make_simulator(settings))


def ensure_keys() -> None:
    """Make a `.env` with fresh keys when there is none; an existing one is never changed."""
    if ENV_FILE.exists():
        return
    ENV_FILE.touch(mode=0o600)
    keys = {"SECRET_KEY": secrets.token_urlsafe(48), "DATA_KEYS": Fernet.generate_key().decode()}
    ENV_FILE.write_text("".join(f"MADOGUCHI_{name}={key}\n" for name, key in keys.items()), "utf-8")


def make_simulator(settings: Settings) -> SimulatedLine:
    """LINE on this machine, with citizens to play; called in the serving process."""
    from bot.city import load_city
    from bot.simulator.line import SimulatedLine
    from bot.simulator.page import add_demo_citizens

    webhook_url = f"{settings.public_url}/line/webhook"
    line = SimulatedLine(settings.line_channel_secret, settings.line_channel_token, webhook_url=webhook_url)
    line.bot_name = load_city(settings.city).name["ja"]
    add_demo_citizens(line)
    return line
