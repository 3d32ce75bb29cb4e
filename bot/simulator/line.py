"""LINE itself: what citizens do in the app becomes signed webhooks, what the bot sends arrives in their chats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.clock import utc_now
from bot.simulator.ids import new_message_id, new_quote_token, new_ulid
from bot.simulator.records import Delivery, Json
from bot.simulator.redelivery import Redeliverer
from bot.simulator.stage import Stage
from bot.simulator.state import LineState
from bot.simulator.webhooks import Event, WebhookPoster, build_event, find_chat_id, mark_redelivered


class SimulatedLine(LineState):
    """One channel of a simulated LINE.

    Each `send_…` and the like posts one webhook in the calling thread and returns its Delivery. When the bot does
    not answer 2xx in time and `redelivery` is on, it is posted again, `redelivery_seconds` apart, at most
    `redelivery_attempts` times. `mode` is `active` or `standby`.
    """

    def __init__(
        self,
        channel_secret: str,
        channel_token: str,
        clock: Callable[[], datetime] = utc_now,
        webhook_url: str = "",
        webhook_timeout_seconds: float = 2.0,
    ) -> None:
        super().__init__(channel_secret, channel_token, clock)
        self.webhook_url = webhook_url
        self.mode = "active"
        self.stage: Stage | None = None  # where a night can be played
        self.redelivery = False
        self.redelivery_seconds = 60.0
        self.redelivery_attempts = 5
        self.poster = WebhookPoster(channel_secret, webhook_timeout_seconds)
        self._redeliverer = Redeliverer(self._deliver_again)

    # --- what a citizen does

    def send_text(self, user_id: str, text: str, **more: Any) -> Delivery:
        """`more` is added to the message, e.g. `quotedMessageId` or `mention`."""
        return self._send_message(user_id, {"type": "text", "text": text, "quoteToken": new_quote_token(), **more})

    def send_sticker(
        self, user_id: str, package_id: str = "446", sticker_id: str = "1988", keywords: Sequence[str] = ()
    ) -> Delivery:
        message = {
            "type": "sticker",
            "packageId": package_id,
            "stickerId": sticker_id,
            "stickerResourceType": "STATIC",
            "quoteToken": new_quote_token(),
        }
        return self._send_message(user_id, {**message, "keywords": list(keywords)} if keywords else message)

    def send_image(self, user_id: str, image: bytes, content_type: str = "image/jpeg") -> Delivery:
        """The bytes are there for the content API before the webhook is posted."""
        message_id = new_message_id()
        self.content[message_id] = (content_type, image)
        message = {"type": "image", "contentProvider": {"type": "line"}, "quoteToken": new_quote_token()}
        return self._send_message(user_id, {"id": message_id, **message})

    def send_file(self, user_id: str, name: str, data: bytes) -> Delivery:
        message_id = new_message_id()
        self.content[message_id] = ("application/octet-stream", data)
        return self._send_message(user_id, {"id": message_id, "type": "file", "fileName": name, "fileSize": len(data)})

    def send_location(
        self, user_id: str, latitude: float, longitude: float, title: str = "", address: str = ""
    ) -> Delivery:
        message: Json = {"type": "location", "latitude": latitude, "longitude": longitude}
        names = {"title": title, "address": address}
        return self._send_message(user_id, {**message, **{key: name for key, name in names.items() if name}})

    def send_postback(
        self, user_id: str, data: str, params: Mapping[str, str] | None = None, display_text: str = ""
    ) -> Delivery:
        """`display_text` is shown in the chat as the citizen's words; no message event is sent for it."""
        if display_text:
            self.add_from_citizen(user_id, {"id": new_message_id(), "type": "text", "text": display_text})
        postback: Json = {"data": data, **({"params": dict(params)} if params else {})}
        return self.deliver([self.build_event("postback", user_id, postback=postback)])

    def switch_rich_menu(self, user_id: str, alias: str, data: str = "") -> Delivery:
        """The citizen taps a richmenuswitch action. Raises Refusal 404 for an unknown alias."""
        self.menus.link(user_id, self.menus.get_alias(alias))
        self.publish_menu(user_id)
        return self.send_postback(user_id, data, {"newRichMenuAliasId": alias, "status": "SUCCESS"})

    def follow(self, user_id: str, is_unblocked: bool = False) -> Delivery:
        """Add the bot as a friend, or unblock it."""
        self.add_citizen(user_id=user_id, language=self._language_of(user_id))
        self.set_blocked(user_id, False)
        return self.deliver([self.build_event("follow", user_id, follow={"isUnblocked": is_unblocked})])

    def unfollow(self, user_id: str) -> Delivery:
        """Block the bot."""
        self.set_blocked(user_id, True)
        return self.deliver([self.build_event("unfollow", user_id, replyable=False)])

    def unsend(self, user_id: str, message_id: str) -> Delivery:
        """Take back an own message."""
        self.mark_unsent(message_id)
        event = self.build_event("unsend", user_id, replyable=False, unsend={"messageId": message_id})
        return self.deliver([event])

    def account_link(self, user_id: str, nonce: str, result: str = "ok") -> Delivery:
        link = {"result": result, "nonce": nonce}
        return self.deliver([self.build_event("accountLink", user_id, replyable=result == "ok", link=link)])

    def use_link_token(self, user_id: str, link_token: str, nonce: str) -> Delivery:
        """The citizen opens LINE's account link page; an unknown, foreign or old token fails, as in LINE."""
        owner, expires_at = self.link_tokens.pop(link_token, ("", self.clock()))
        is_good = owner == user_id and self.clock() < expires_at
        return self.account_link(user_id, nonce, "ok" if is_good else "failed")

    # --- webhooks

    def build_event(self, kind: str, user_id: str, *, replyable: bool = True, **fields: Any) -> Event:
        """An event of any type at this moment, not yet delivered. In standby mode no reply token is given."""
        replyable = replyable and self.mode == "active"
        return build_event(kind, user_id, self.clock(), replyable=replyable, **{"mode": self.mode, **fields})

    def build_text_event(self, user_id: str, text: str) -> Event:
        """A text message's event, kept in the chat but not yet delivered: for several in one body."""
        self._know(user_id)
        message = {"id": new_message_id(), "type": "text", "quoteToken": new_quote_token(), "text": text}
        self.add_from_citizen(user_id, message)
        return self.build_event("message", user_id, message=message)

    def deliver(self, events: Sequence[Event]) -> Delivery:
        """Post these events in one body, as they are; any JSON goes, so that odd events can be tried too."""
        delivery = Delivery(new_ulid(self.clock()), list(events), self.clock())
        for event in events:
            self._know(find_chat_id(event))
        with self.changed:
            self.deliveries.append(delivery)
        self._post(delivery)
        return delivery

    def redeliver(self, delivery: Delivery) -> None:
        """Post a delivery's events once more, marked as redelivered."""
        delivery.events = [mark_redelivered(event) for event in delivery.events]
        self._post(delivery)

    def test_webhook(self, url: str = "") -> tuple[int | None, str]:
        """Post a body without events, as the "Verify" button does: (status, why there is none)."""
        return self.poster.post(url or self.webhook_url, self.bot_user_id, [])

    def stop(self) -> None:
        """Ends waiting redeliveries, hanging calls and live streams; posts nothing more."""
        self.stopping.set()
        with self.changed:
            self.changed.notify_all()
        self._redeliverer.stop()
        self.poster.close()

    def _send_message(self, user_id: str, message: Json) -> Delivery:
        self._know(user_id)
        message = {"id": new_message_id(), **message}
        self.add_from_citizen(user_id, message)
        return self.deliver([self.build_event("message", user_id, message=message)])

    def _know(self, chat_id: str) -> None:
        if chat_id.startswith("U") and chat_id not in self.citizens:
            self.add_citizen(user_id=chat_id)

    def _language_of(self, user_id: str) -> str:
        citizen = self.citizens.get(user_id)
        return citizen.language if citizen else "ja"

    def _post(self, delivery: Delivery) -> None:
        for event in delivery.events:
            self._issue_token(event)
        self.feed.publish("delivery", delivery.to_json())
        delivery.status, delivery.failure = self.poster.post(self.webhook_url, self.bot_user_id, delivery.events)
        delivery.attempts += 1
        if delivery.accepted:
            self.mark_read({str(event["message"]["id"]) for event in delivery.events if _has_message_id(event)})
        elif self.redelivery and delivery.attempts <= self.redelivery_attempts:
            self._redeliverer.schedule(delivery, self.redelivery_seconds)
        self.feed.publish("delivery", delivery.to_json())

    def _deliver_again(self, delivery: Delivery) -> None:
        if not self.stopping.is_set():
            self.redeliver(delivery)

    def _issue_token(self, event: Event) -> None:
        token, moment = event.get("replyToken"), event.get("timestamp")
        if isinstance(token, str):
            occurred_at = datetime.fromtimestamp(moment / 1000, UTC) if isinstance(moment, int) else self.clock()
            redelivered = bool((event.get("deliveryContext") or {}).get("isRedelivery"))
            self.issue_reply_token(token, find_chat_id(event), occurred_at, redelivered)


def _has_message_id(event: Event) -> bool:
    return isinstance(event.get("message"), dict) and "id" in event["message"]
