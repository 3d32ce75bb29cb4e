"""Sending: reply, push, multicast, narrowcast, broadcast, their checks and their counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clock import TOKYO
from bot.simulator.calls import Answer, Call, Operation
from bot.simulator.ids import new_quote_token
from bot.simulator.records import Json, Via
from bot.simulator.refusal import Refusal, not_found

RETRY_OPERATIONS = {"pushMessage", "multicast", "narrowcast", "broadcast"}


def _reply(call: Call) -> Answer:
    with call.line.changed:
        chat_id = call.line.use_reply_token(call.body["replyToken"])
        ids = call.line.add_from_bot([chat_id], call.body["messages"], Via.REPLY, call.request_id)
    return Answer(body=_sent_messages(ids))


def _push(call: Call) -> Answer:
    to = call.body["to"]
    if to.startswith("U") and to not in call.line.citizens:
        raise Refusal(400, "Failed to send messages")
    return Answer(body=_send(call, [to], Via.PUSH))


def _multicast(call: Call) -> Answer:
    _send(call, call.body["to"], Via.MULTICAST)
    return Answer()


def _broadcast(call: Call) -> Answer:
    _send(call, call.line.list_followers(), Via.BROADCAST)
    return Answer()


def _narrowcast(call: Call) -> Answer:
    """Recipient and filter are not computed: everybody up to the limit receives it."""
    limit = (call.body.get("limit") or {}).get("max")
    _send(call, call.line.list_followers()[:limit], Via.NARROWCAST)
    return Answer(202)


def _send(call: Call, chat_ids: Sequence[str], via: Via) -> Json:
    """Quota, retry key and delivery in one step, so that the same key never sends twice."""
    key = call.request.headers.get("x-line-retry-key", "")
    with call.line.changed:
        if key in call.line.retry_keys:
            raise _already_accepted(*call.line.retry_keys[key])
        reached = [chat_id for chat_id in chat_ids if call.line.is_reachable(chat_id)]
        call.line.quota.spend(len(reached))
        ids = call.line.add_from_bot(reached, call.body["messages"], via, call.request_id)
        sent = _sent_messages(ids)
        if key:
            call.line.retry_keys[key] = (call.request_id, sent if via is Via.PUSH else {})
        return sent


def _already_accepted(request_id: str, sent: Json) -> Refusal:
    headers = {"x-line-accepted-request-id": request_id}
    return Refusal(409, "The retry key is already accepted", headers=headers, **sent)


def _sent_messages(ids: Sequence[str]) -> Json:
    return {"sentMessages": [{"id": message_id, "quoteToken": new_quote_token()} for message_id in ids]}


def _validate(call: Call) -> Answer:  # noqa: ARG001 - the body was checked on the way
    return Answer()


def _quota(call: Call) -> Answer:
    limit = call.line.quota.limit
    return Answer(body={"type": "none"} if limit is None else {"type": "limited", "value": limit})


def _consumption(call: Call) -> Answer:
    return Answer(body={"totalUsage": call.line.quota.used})


def _count_sent(call: Call) -> Answer:
    """How many citizens were reached on a day (Tokyo), by the way named last in the path."""
    via = call.request.path.rsplit("/", 1)[1]
    try:
        day = datetime.strptime(call.request.query.get("date", ""), "%Y%m%d").replace(tzinfo=TOKYO).date()
    except ValueError:
        raise Refusal(400, "The value for the 'date' parameter is invalid") from None
    with call.line.changed:
        sends = [sent for chat_id in call.line.chats for sent in call.line.sent_to(chat_id)]
    count = sum(sent.via.value == via and sent.at.astimezone(TOKYO).date() == day for sent in sends)
    return Answer(body={"status": "ready", "success": count})


def _narrowcast_progress(call: Call) -> Answer:
    request_id = call.request.query.get("requestId", "")
    with call.line.changed:
        sends = [sent for chat_id in call.line.chats for sent in call.line.sent_to(chat_id)]
    reached = [sent for sent in sends if sent.request_id == request_id]
    if not reached:
        raise not_found()
    at = reached[0].at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    counts = {"successCount": len(reached), "failureCount": 0, "targetCount": len(reached)}
    return Answer(body={"phase": "succeeded", "acceptedTime": at, "completedTime": at, **counts})


_MESSAGE = "/v2/bot/message"
MESSAGE_OPERATIONS = (
    Operation("replyMessage", "POST", f"{_MESSAGE}/reply", _reply, "ReplyMessageRequest"),
    Operation("pushMessage", "POST", f"{_MESSAGE}/push", _push, "PushMessageRequest"),
    Operation("multicast", "POST", f"{_MESSAGE}/multicast", _multicast, "MulticastRequest"),
    Operation("narrowcast", "POST", f"{_MESSAGE}/narrowcast", _narrowcast, "NarrowcastRequest"),
    Operation("broadcast", "POST", f"{_MESSAGE}/broadcast", _broadcast, "BroadcastRequest"),
    Operation("getNarrowcastProgress", "GET", f"{_MESSAGE}/progress/narrowcast", _narrowcast_progress),
    Operation("getMessageQuota", "GET", f"{_MESSAGE}/quota", _quota),
    Operation("getMessageQuotaConsumption", "GET", f"{_MESSAGE}/quota/consumption", _consumption),
    *(
        Operation(f"getNumberOfSent{name}Messages", "GET", f"{_MESSAGE}/delivery/{name.lower()}", _count_sent)
        for name in ("Reply", "Push", "Multicast", "Broadcast")
    ),
    *(
        Operation(f"validate{name}", "POST", f"{_MESSAGE}/validate/{name.lower()}", _validate, "ValidateMessageRequest")
        for name in ("Reply", "Push", "Multicast", "Narrowcast", "Broadcast")
    ),
)
