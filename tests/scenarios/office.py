"""A whole counter in this process: real HTTP in front, a real database behind, the simulated LINE across the street."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session, SQLModel, col, func, select
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.app import create_app
from bot.clock import utc_now
from bot.counter import Counter, build_counter
from bot.messages import Channel
from bot.models.conversation import Conversation
from bot.models.inbox import InboxRow, InboxStatus
from bot.models.outbox import OutboxRow, OutboxStatus
from bot.settings import Settings
from bot.simulator.line import SimulatedLine
from bot.simulator.records import ApiRequest, Delivery, Sent
from bot.simulator.webhooks import sign
from bot.worker import Worker

PATIENCE_SECONDS = 90.0


def list_sends(line: SimulatedLine) -> list[ApiRequest]:
    """What LINE was asked to send; beside that it is asked for the profile, and to show that we are at it."""
    return [request for request in line.requests if request.operation in ("replyMessage", "pushMessage")]


class Office:
    """One counter with its web server and its worker, or one of them. `parts` replace some of the counter's."""

    def __init__(
        self,
        settings: Settings,
        line: SimulatedLine,
        *,
        has_web: bool = True,
        has_worker: bool = True,
        shows_simulator: bool = False,
        parts: Mapping[str, Any] | None = None,
    ) -> None:
        self.settings = settings
        self.line = line
        self.is_closed = False
        self._shows_simulator = shows_simulator
        self.counter: Counter = replace(build_counter(settings), **(parts or {}))
        self.url = settings.public_url
        self.port = int(self.url.rsplit(":", 1)[1])
        if self.counter.redis:
            self.counter.redis.start()
        self._worker: Worker | None = None
        self._web = _Web(create_app(self.counter, line if shows_simulator else None), self.port) if has_web else None
        if has_worker:
            self.start_worker()

    def start_worker(self) -> None:
        self._worker = Worker(self.counter)
        self._worker.start()

    def close(self) -> None:
        """End it all, open event streams too, as a process does that is told to stop."""
        self.is_closed = True
        if self._shows_simulator:
            self.line.stop()  # ends its page's streams
        if self._web:
            self._web.close()
        if self._worker:
            self._worker.stop()
        self.counter.close()

    def settle(self, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until every row of inbox and outbox is finished, one way or the other."""
        deadline = time.monotonic() + seconds
        while any(waiting := self.count_waiting()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"still waiting after {seconds} s: {waiting[0]} in the inbox, {waiting[1]} to send")
            time.sleep(0.02)

    def count_waiting(self) -> tuple[int, int]:
        """Rows of the inbox and of the outbox that are not finished."""
        with self.counter.database.read() as session:
            inbox = select(func.count()).where(InboxRow.status == InboxStatus.ACCEPTED)
            outbox = select(func.count()).where(OutboxRow.status == OutboxStatus.CREATED)
            return session.exec(inbox).one(), session.exec(outbox).one()

    def rows(self, model: type[SQLModel]) -> list[Any]:
        """Every row of a table, oldest first."""
        own: Any = model
        with self.counter.database.read() as session:
            found = list(session.exec(select(own).order_by(own.id)))
            session.expunge_all()
            return found

    def statuses(self) -> list[tuple[str, str]]:
        """(kind, status) of what came in, oldest first."""
        return [(row.kind, row.status) for row in self.rows(InboxRow)]

    def find_conversation(self, session: Session, address: str) -> Conversation:
        fingerprint = self.counter.database.vault.fingerprint(f"{Channel.LINE}:{address}")
        return session.exec(select(Conversation).where(col(Conversation.address_fingerprint) == fingerprint)).one()

    def post(self, body: bytes, signature: str) -> int | None:
        """Any bytes with any signature to the webhook; the status."""
        return self.line.poster.post_raw(f"{self.url}/line/webhook", body, signature)[0]


class Citizen:
    """Somebody with LINE. `hears` gives what reached them since the last time, once the counter is done."""

    def __init__(self, office: Office, language: str = "ja") -> None:
        self.office = office
        self.line = office.line
        self.id = office.line.add_citizen(language=language).user_id
        self._heard = 0

    def says(self, text: str) -> Delivery:
        return self.line.send_text(self.id, text)

    def says_escaped(self, text: str) -> int | None:
        """As `says`, but with every odd character as a JSON escape, lone surrogates too; the status."""
        event = self.line.build_text_event(self.id, text)
        self.line.issue_reply_token(event["replyToken"], self.id, utc_now(), redelivered=False)
        body = json.dumps({"destination": self.line.bot_user_id, "events": [event]}).encode()
        return self.office.post(body, sign(self.line.channel_secret, body))

    def presses(self, label: str, message: dict[str, Any]) -> Delivery:
        """A button or quick reply of a message, by its label or its beginning."""
        labels = {action["label"]: action for action in list_actions(message)}
        found = next((action for name, action in labels.items() if name.startswith(label)), None)
        assert found is not None, f"there is no {label} among {list(labels)}"
        if found["type"] == "message":
            return self.says(found["text"])
        return self.line.send_postback(self.id, found["data"], display_text=found.get("displayText", ""))

    def hears(self) -> list[Sent]:
        self.office.settle()
        sent = self.line.sent_to(self.id)
        fresh, self._heard = sent[self._heard :], len(sent)
        return fresh

    def is_told(self, text: str) -> list[str]:
        """Say it, and return every word of the one answer, which must be one reply."""
        assert self.says(text).status == 200
        (sent,) = self.hears()
        return [word for message in sent.messages for word in list_words(message)]


def list_words(value: Any) -> list[str]:
    """Every text a citizen reads in one of LINE's messages, in order; labels of buttons left out."""
    if isinstance(value, list):
        return [word for item in value for word in list_words(item)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if value.get("type") == "text" and isinstance(value.get("text"), str) else []
    return own + [
        word for key, item in value.items() if key not in ("action", "quickReply") for word in list_words(item)
    ]


def list_actions(message: dict[str, Any]) -> list[dict[str, Any]]:
    """The actions of buttons, then of quick replies."""
    quick = [item["action"] for item in message.get("quickReply", {}).get("items", ())]
    return [*_find_actions(message.get("contents", {})), *quick]


def _find_actions(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _find_actions(item)
    elif isinstance(value, dict):
        if "action" in value:
            yield value["action"]
        for item in value.values():
            yield from _find_actions(item)


class _Web:
    """A web server in threads. Closing ends open event streams and waits for whatever else is being answered."""

    def __init__(self, app: Any, port: int) -> None:
        self._app = app
        self._closing = threading.Event()
        self._server = make_server("127.0.0.1", port, self._answer, threaded=True, request_handler=_Quiet)
        self._server.daemon_threads = False  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="office")
        self._thread.start()

    def close(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return self._pass_on(self._app(environ, start_response))

    def _pass_on(self, answer: Any) -> Iterator[bytes]:
        try:
            for chunk in answer:
                yield chunk
                if self._closing.is_set():
                    return
        finally:
            answer.close()


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: what matters is in the tables."""
