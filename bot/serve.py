"""The web server: gunicorn with threads, since an open event stream holds one."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from bot.errors import MadoguchiError
from bot.log_lines import LineFormatter
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.serving import Serving
    from bot.simulator.line import SimulatedLine

GRACE_SECONDS = 8
APP_LOAD_ERROR = 4  # tells gunicorn not to start the process again


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(
        self, load_app: Callable[[], object], end_streams: Callable[[], None], options: dict[str, Any]
    ) -> None:
        self._load_app = load_app
        self.end_streams = end_streams
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        return self._load_app()


class _Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Ctrl+C stops it as SIGTERM does. gunicorn's own way ends the interpreter in the middle of whatever it does."""

    def handle_exit(self, sig: int, frame: object) -> None:
        self.app.end_streams()
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: object) -> None:
        self.handle_exit(sig, frame)


def start_logging() -> None:
    """One line a record on standard error; libraries only when something is wrong."""
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in ("alembic", "faiss", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)


def serve(
    settings: Settings,
    host: str,
    port: int,
    processes: int = 1,
    with_worker: bool = True,
    make_simulator: Callable[[], SimulatedLine] | None = None,
) -> None:
    """Serve until stopped. `with_worker`: the worker and the scheduler run as threads of the same process."""
    start_logging()
    serving: list[Serving] = []

    def load_app() -> object:
        # Imported and built here, after the fork: encoder and index do not survive one, and the parent stays small.
        from bot.serving import Serving

        try:
            serving.append(Serving(settings, with_worker, make_simulator() if make_simulator else None))
        except MadoguchiError as error:
            sys.stderr.write(f"madoguchi: {error}\n")
            sys.exit(APP_LOAD_ERROR)
        return serving[0].app

    def end_streams() -> None:
        for one in serving:
            one.end_streams()

    def stop(_server: object, _worker: object) -> None:
        for one in serving:
            one.stop()

    options = {
        "bind": f"{host}:{port}",
        "workers": processes,
        "worker_class": _Worker,
        "threads": settings.web_threads,
        "timeout": 60,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": 5,
        "loglevel": "warning",
        "worker_exit": stop,
        "control_socket_disable": True,  # a thread beside the forks, and one socket in $HOME for every server
    }
    try:
        _Server(load_app, end_streams, options).run()
    except SystemExit as end:
        sys.exit(1 if end.code else 0)
