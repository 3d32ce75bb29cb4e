"""Requests to LINE through its SDK. One request a call, always with a time-out, never retried here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import urllib3
from linebot.v3.messaging import (
    ApiException,
    ApiResponse,
    Message,
    MessagingApi,
    MessagingApiBlob,
    MulticastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
    ValidateMessageRequest,
)

from bot.channels.line.api_client import LINE_API, TolerantApiClient
from bot.channels.line.ask import CONNECT_TIMEOUT_SECONDS, READ_TIMEOUT_SECONDS, ask
from bot.channels.line.limits import MULTICAST_RECIPIENTS
from bot.channels.line.outcome import Outcome, read_refusal, read_success, read_transport_error
from bot.errors import PermanentFault, TemporaryFault

LOADING_STEP_SECONDS = 5  # LINE takes 5, 10 … 60
MAX_LOADING_SECONDS = 60

_Json = dict[str, Any]


@dataclass(frozen=True)
class Profile:
    """What LINE tells of a friend. `language` is a BCP 47 tag such as "ja" or "en-US", "" when withheld."""

    display_name: str
    language: str = ""
    picture_url: str = ""


@dataclass(frozen=True)
class Content:
    data: bytes
    content_type: str


class LineSender:
    """LINE's Messaging API for one channel; may be shared by threads.

    `api_url` is LINE's own or the simulator's. Sending never raises for what LINE or the network does: it gives an
    `Outcome`. Messages are LINE's JSON, as `render_messages` makes them.
    """

    def __init__(
        self,
        access_token: str,
        api_url: str = LINE_API,
        connect_timeout_seconds: float = CONNECT_TIMEOUT_SECONDS,
        read_timeout_seconds: float = READ_TIMEOUT_SECONDS,
    ) -> None:
        client = TolerantApiClient(access_token, api_url)
        self._api = MessagingApi(client)
        self._blob_api = MessagingApiBlob(client)
        self._timeout = (connect_timeout_seconds, read_timeout_seconds)

    def reply(self, token: str, messages: Sequence[_Json]) -> Outcome:
        """Answer with a reply token; free of charge. LINE knows no retry key here."""
        request = ReplyMessageRequest.from_dict({"replyToken": token, "messages": list(messages)})
        return self._send(self._api.reply_message_with_http_info, request)

    def push(self, address: str, messages: Sequence[_Json], retry_key: str) -> Outcome:
        """Send to one citizen, from the city's quota. The same `retry_key` (a UUID) is accepted once."""
        request = PushMessageRequest.from_dict({"to": address, "messages": list(messages)})
        return self._send(self._api.push_message_with_http_info, request, x_line_retry_key=retry_key)

    def multicast(self, addresses: Sequence[str], messages: Sequence[_Json], retry_key: str) -> Outcome:
        """Send the same to 1 to 500 citizens. Raises ValueError for more: the caller makes the portions, each with
        its own retry key."""
        if not 1 <= len(addresses) <= MULTICAST_RECIPIENTS.maximum:
            raise ValueError(f"multicast takes 1 to {MULTICAST_RECIPIENTS.maximum} addresses, not {len(addresses)}")
        # Without the SDK's look at each of 500 addresses, which takes longer than all the rest.
        said = [Message.from_dict(message) for message in messages]
        request = MulticastRequest.construct(to=list(addresses), messages=said, notification_disabled=False)
        return self._send(self._api.multicast_with_http_info, request, x_line_retry_key=retry_key)

    def check_multicast(self, messages: Sequence[_Json]) -> Outcome:
        """Whether LINE would take these messages, which are not sent: ACCEPTED, or REJECTED with its words."""
        request = ValidateMessageRequest.from_dict({"messages": list(messages)})
        return self._send(self._api.validate_multicast_with_http_info, request)

    def start_loading(self, address: str, seconds: int = 20) -> Outcome:
        """Show LINE's loading animation until a message arrives, at most `seconds` (made a multiple of 5, 5–60)."""
        steps = -(-min(max(seconds, 1), MAX_LOADING_SECONDS) // LOADING_STEP_SECONDS)
        request = ShowLoadingAnimationRequest(chatId=address, loadingSeconds=steps * LOADING_STEP_SECONDS)
        return self._send(self._api.show_loading_animation_with_http_info, request)

    def get_profile(self, address: str) -> Profile | None:
        """None when LINE does not tell (no friend, blocked, unknown). Raises TemporaryFault or PermanentFault."""
        response = ask(self._api.get_profile_with_http_info, address, timeout=self._timeout)
        if response is None:
            return None
        data = response.data or {}
        names = ("displayName", "language", "pictureUrl")
        return Profile(*(value if isinstance(value := data.get(name), str) else "" for name in names))

    def get_content(self, message_id: str) -> Content | None:
        """The picture or file of a message, whole in memory; None when LINE no longer has it.

        Raises TemporaryFault while LINE still prepares it or does not answer, PermanentFault for a refusal.
        """
        response = ask(self._blob_api.get_message_content_with_http_info, message_id, timeout=self._timeout)
        if response is None:
            return None
        if response.status_code != 200:
            raise TemporaryFault(f"LINE still prepares the content of message {message_id}")
        return Content(bytes(response.raw_data), response.headers.get("content-type", "application/octet-stream"))

    def get_bytes(self, message_id: str) -> bytes | None:
        """As `get_content`, what it is of whatever kind."""
        found = self.get_content(message_id)
        return found.data if found else None

    def get_quota(self) -> tuple[int | None, int]:
        """(messages that may be pushed this month, None without limit; messages sent from it so far).

        Raises TemporaryFault or PermanentFault.
        """
        quota = self._read(self._api.get_message_quota_with_http_info)
        used = self._read(self._api.get_message_quota_consumption_with_http_info).get("totalUsage")
        limit = quota.get("value") if quota.get("type") == "limited" else None
        if not isinstance(used, int) or (limit is None and quota.get("type") != "none"):
            raise TemporaryFault("LINE's answer about the quota can't be read")
        return limit, used

    def issue_link_token(self, address: str) -> str:
        """A token for linking this citizen's LINE account: it lives ten minutes and works once.

        Raises TemporaryFault or PermanentFault.
        """
        token = self._read(self._api.issue_link_token_with_http_info, address).get("linkToken")
        if not isinstance(token, str) or not token:
            raise TemporaryFault("LINE's answer has no link token")
        return token

    def _read(self, call: Callable[..., ApiResponse], *item_id: str) -> _Json:
        response = ask(call, *item_id, timeout=self._timeout)
        if response is None:
            raise PermanentFault("LINE doesn't know what was asked for")
        data: _Json = response.data or {}
        return data

    def _send(self, call: Callable[..., ApiResponse], request: Any, **options: Any) -> Outcome:
        try:
            response = call(request, _request_timeout=self._timeout, **options)
        except ApiException as error:
            return read_refusal(error)
        except urllib3.exceptions.HTTPError as error:
            return read_transport_error(error)
        return read_success(response.status_code, response.headers)
