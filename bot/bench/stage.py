"""A whole counter in a temporary folder: real processes, a real database, the simulated LINE beside them."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

from cryptography.fernet import Fernet

from bot.simulator.server import RunningSimulator, start_simulator

READY_SECONDS = 60.0
STOP_SECONDS = 15.0


class Stage:
    """Runs `madoguchi` commands as processes with settings of their own. Use as a context manager."""

    def __init__(self, folder: Path, database_url: str = "", encoder: str = "bundled", **settings: str) -> None:
        self.folder = folder
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.simulator: RunningSimulator = start_simulator(webhook_url=f"{self.url}/line/webhook")
        self.line = self.simulator.line
        self.line.quota.limit = None
        self.line.poster.timeout_seconds = 10.0  # a stall is measured, not cut off
        self._processes: list[subprocess.Popen[bytes]] = []
        own = {
            "DATABASE_URL": database_url or f"sqlite:///{folder / 'madoguchi.db'}",
            "VAR": str(folder / "var"),
            "ENCODER": encoder,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DATA_KEYS": Fernet.generate_key().decode(),
            "LINE_CHANNEL_SECRET": self.line.channel_secret,
            "LINE_CHANNEL_TOKEN": self.line.channel_token,
            "LINE_API_URL": self.simulator.base_url,
            "PUBLIC_URL": self.url,
            "IDENTITY_ISSUER": f"{self.url}/identity",  # nobody answers there; the demo city wants to have one
            "IDENTITY_CLIENT_ID": "madoguchi",
            **settings,
        }
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MADOGUCHI_")}
        self.environment = clean | {f"MADOGUCHI_{name}": value for name, value in own.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        for process in self._processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.simulator.stop()

    def run(self, *arguments: str) -> str:
        """Run `madoguchi …` to its end; its standard output. Raises CalledProcessError."""
        done = subprocess.run(  # noqa: S603
            [*_madoguchi(), *arguments], env=self.environment, cwd=self.folder, check=True, capture_output=True
        )
        return done.stdout.decode()

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start `madoguchi …`; it is ended with the stage. Its output goes to a log file in the folder."""
        with (self.folder / f"{arguments[0]}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603
                [*_madoguchi(), *arguments], env=self.environment, cwd=self.folder, stdout=log, stderr=log
            )
        self._processes.append(process)
        return process

    def prepare(self, faq: Path) -> None:
        """Tables, one FAQ file, index and trained examples; `seed` does the same with the whole demo city."""
        self.run("migrate")
        self.run("knowledge", "import", str(faq))
        self.run("knowledge", "index")
        self.run("nlu", "train")

    def serve(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start the web server and wait until it is ready."""
        process = self.start("serve", "--port", str(self.port), *arguments)
        self.wait_ready(process)
        return process

    def wait_ready(self, process: subprocess.Popen[bytes], seconds: float = READY_SECONDS) -> None:
        """Wait for `/readyz`. Raises TimeoutError, or ChildProcessError when the process ended."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise ChildProcessError(f"serve ended with {process.returncode}; see {self.folder / 'serve.log'}")
            if is_ready(self.url):
                return
            time.sleep(0.05)
        raise TimeoutError(f"not ready after {seconds} s; see {self.folder / 'serve.log'}")


def is_ready(url: str) -> bool:
    """Whether `/readyz` answers 200."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _madoguchi() -> list[str]:
    return [sys.executable, "-m", "bot"]
