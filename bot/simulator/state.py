"""What LINE knows: citizens, chats, reply tokens, content, calls and deliveries. One lock guards all of it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import repeat
from typing import Any

from bot.clock import utc_now
from bot.simulator.faults import Faults
from bot.simulator.feed import Feed
from bot.simulator.ids import new_message_id, new_user_id, user_id_for
from bot.simulator.limits import Quota, RateLimits
from bot.simulator.login import SimulatedLogin
from bot.simulator.records import ApiRequest, ChatEntry, Citizen, Delivery, Json, ReplyToken, Sent, Via
from bot.simulator.refusal import Refusal
from bot.simulator.rich_menus import RichMenus

REPLY_TOKEN_LIFE = timedelta(seconds=60)
REDELIVERED_TOKEN_LIFE = timedelta(minutes=20)
_REQUESTS_KEPT = 50_000
_DELIVERIES_KEPT = 50_000


class LineState:
    """The memory behind LINE's API. Every method may be called from any thread."""

    def __init__(self, channel_secret: str, channel_token: str, clock: Callable[[], datetime] = utc_now) -> None:
        self.channel_secret = channel_secret
        self.channel_token = channel_token
        self.clock = clock
        self.bot_user_id = new_user_id()
        self.bot_name = "Madoguchi"
        self.changed = threading.Condition(threading.RLock())
        self.stopping = threading.Event()
        self.faults = Faults()
        self.quota = Quota(clock)
        self.rate_limits = RateLimits()
        self.menus = RichMenus()
        self.login = SimulatedLogin(clock)
        self.feed = Feed(self.changed, self.stopping)
        self.citizens: dict[str, Citizen] = {}
        self.chats: dict[str, list[ChatEntry]] = {}
        self.requests: deque[ApiRequest] = deque(maxlen=_REQUESTS_KEPT)
        self.deliveries: deque[Delivery] = deque(maxlen=_DELIVERIES_KEPT)
        self.retry_keys: dict[str, tuple[str, Json]] = {}
        self.link_tokens: dict[str, tuple[str, datetime]] = {}
        self.content: dict[str, tuple[str, bytes]] = {}
        self._tokens: dict[str, ReplyToken] = {}
        self._sent: dict[str, list[Sent]] = {}
        self._written: dict[str, ChatEntry] = {}  # by citizens, by message id

    # --- citizens

    def add_citizen(self, name: str = "", language: str = "ja", user_id: str = "") -> Citizen:
        """A friend of the bot; no follow event is sent. The same id again changes name and language."""
        with self.changed:
            key = user_id or new_user_id()
            citizen = self.citizens.setdefault(key, Citizen(key, name or key[:8], language))
            citizen.name, citizen.language = name or citizen.name, language
            self._publish_citizen(citizen)
            return citizen

    def add_stranger(self, name: str, language: str) -> Citizen:
        """Somebody who isn't a friend of the bot yet; always the same id for the same name."""
        with self.changed:
            user_id = user_id_for(name)
            if user_id not in self.citizens:
                self.citizens[user_id] = Citizen(user_id, name, language, blocked=True)
            self._publish_citizen(self.citizens[user_id])
            return self.citizens[user_id]

    def set_blocked(self, user_id: str, blocked: bool) -> None:
        with self.changed:
            self.citizens[user_id].blocked = blocked
            self._publish_citizen(self.citizens[user_id])

    def start_loading(self, user_id: str, seconds: int) -> None:
        """Show the loading animation until the next message, at most `seconds`."""
        with self.changed:
            if user_id in self.citizens:
                self.citizens[user_id].loading_until = self.clock() + timedelta(seconds=seconds)
                self._publish_citizen(self.citizens[user_id])

    def is_reachable(self, chat_id: str) -> bool:
        """False for a citizen who blocked the bot or was never a friend; groups and rooms are always reached."""
        citizen = self.citizens.get(chat_id)
        return not citizen.blocked if citizen else not chat_id.startswith("U")

    def list_followers(self) -> list[str]:
        with self.changed:
            return [user_id for user_id, citizen in self.citizens.items() if not citizen.blocked]

    def publish_menu(self, user_id: str = "") -> None:
        """Tell the page that this citizen's rich menu, or everybody's, may have changed."""
        with self.changed:
            known = [user_id] if user_id in self.citizens else [] if user_id else list(self.citizens)
            for key in known:
                self._publish_citizen(self.citizens[key])

    def describe_citizen(self, citizen: Citizen) -> Json:
        """The citizen and the rich menu they see, for the page."""
        return {**citizen.to_json(), "menuId": self.menus.find_menu_of(citizen.user_id)}

    def _publish_citizen(self, citizen: Citizen) -> None:
        self.feed.publish("citizen", self.describe_citizen(citizen))

    # --- chats

    def add_from_citizen(self, chat_id: str, message: Json) -> ChatEntry:
        """Keep a message that a citizen wrote."""
        with self.changed:
            entry = ChatEntry(str(message["id"]), chat_id, message, self.clock())
            self._written[entry.entry_id] = entry
            return self._add_entry(entry)

    def add_from_bot(self, chat_ids: Sequence[str], messages: Sequence[Json], via: Via, request_id: str) -> list[str]:
        """Keep one accepted call's messages in each chat that can be reached; returns the message ids."""
        with self.changed:
            ids = [new_message_id() for _ in messages]
            now, said, way = self.clock(), tuple(messages), via.value
            written: list[ChatEntry] = []
            for chat_id in filter(self.is_reachable, chat_ids):
                self._sent.setdefault(chat_id, []).append(Sent(chat_id, said, via, request_id, now))
                self._end_loading(chat_id)
                fresh = [ChatEntry(*one, now, way) for one in zip(ids, repeat(chat_id), said, strict=False)]
                self.chats.setdefault(chat_id, []).extend(fresh)
                written += fresh
            self.feed.publish_all("message", written)
            self.feed.publish("quota", self.quota.to_json())
            return ids

    def list_sent(self) -> dict[str, list[Sent]]:
        """Everything the bot sent that LINE delivered, by citizen."""
        with self.changed:
            return {chat_id: list(sent) for chat_id, sent in self._sent.items()}

    def sent_to(self, chat_id: str) -> list[Sent]:
        """Everything the bot sent to this citizen that LINE delivered, oldest first."""
        with self.changed:
            return list(self._sent.get(chat_id, ()))

    def wait_for_reply(self, chat_id: str, count: int = 1, timeout: float = 10.0) -> list[Sent]:
        """Wait until `count` calls have reached the citizen in all; raises TimeoutError after `timeout` seconds."""
        with self.changed:
            if not self.changed.wait_for(lambda: len(self._sent.get(chat_id, ())) >= count, timeout):
                have = len(self._sent.get(chat_id, ()))
                raise TimeoutError(f"{have} of {count} sends reached {chat_id} in {timeout} s")
            return list(self._sent[chat_id])

    def list_chat(self, chat_id: str) -> list[ChatEntry]:
        with self.changed:
            return list(self.chats.get(chat_id, ()))

    def mark_read(self, message_ids: set[str]) -> None:
        """The bot has seen these messages."""
        self._flag_entries(message_ids, "read")

    def mark_unsent(self, message_id: str) -> None:
        """The citizen takes a message back; its content is gone."""
        self._flag_entries({message_id}, "unsent")
        self.content.pop(message_id, None)

    def _flag_entries(self, message_ids: set[str], flag: str) -> None:
        with self.changed:
            for entry in filter(None, map(self._written.get, message_ids)):
                setattr(entry, flag, True)
                self.feed.publish("message", entry.to_json())

    def _add_entry(self, entry: ChatEntry) -> ChatEntry:
        with self.changed:
            self.chats.setdefault(entry.chat_id, []).append(entry)
            self.feed.publish("message", entry.to_json())
            self.changed.notify_all()
            return entry

    def _end_loading(self, chat_id: str) -> None:
        citizen = self.citizens.get(chat_id)
        if citizen and citizen.loading_until:
            citizen.loading_until = None
            self._publish_citizen(citizen)

    # --- reply tokens

    def issue_reply_token(self, token: str, chat_id: str, occurred_at: datetime, redelivered: bool) -> None:
        """A token goes out with an event; when it goes out again, it stays used if it was."""
        with self.changed:
            known = self._tokens.get(token)
            used = known.used if known and redelivered else False
            self._tokens[token] = ReplyToken(chat_id, self.clock(), occurred_at, redelivered, used)

    def use_reply_token(self, token: str) -> str:
        """The chat the token belongs to; the token is used up. Raises Refusal 400 when it is not valid."""
        with self.changed:
            known = self._tokens.get(token)
            if known is None or known.used or not self._is_alive(known):
                raise Refusal(400, "Invalid reply token")
            known.used = True
            return known.chat_id

    def _is_alive(self, token: ReplyToken) -> bool:
        now = self.clock()
        if token.redelivered and now - token.occurred_at <= REDELIVERED_TOKEN_LIFE:
            return True
        return now - token.issued_at <= REPLY_TOKEN_LIFE

    # --- records

    def record_request(self, request: ApiRequest) -> None:
        with self.changed:
            self.requests.append(request)
            self.feed.publish("request", request.to_json())
            self.changed.notify_all()

    def wait_for_request(
        self, matches: Callable[[ApiRequest], Any], count: int = 1, timeout: float = 10.0
    ) -> list[ApiRequest]:
        """Wait until `count` recorded calls match; raises TimeoutError after `timeout` seconds."""
        with self.changed:
            found: list[ApiRequest] = []

            def is_enough() -> bool:
                found[:] = [request for request in self.requests if matches(request)]
                return len(found) >= count

            if not self.changed.wait_for(is_enough, timeout):
                raise TimeoutError(f"{len(found)} of {count} API calls in {timeout} s")
            return found
