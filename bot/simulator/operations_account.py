"""The API of the channel itself: bot and citizens, content, loading animation, webhook settings, link tokens."""

from __future__ import annotations

import secrets
from datetime import timedelta

from bot.simulator.calls import Answer, Call, Operation
from bot.simulator.records import Json
from bot.simulator.refusal import Refusal, not_found

LINK_TOKEN_LIFE = timedelta(minutes=10)
_FOLLOWERS_A_PAGE = 1000
_DEFAULT_LOADING_SECONDS = 20


def _bot_info(call: Call) -> Answer:
    info: Json = {
        "userId": call.line.bot_user_id,
        "basicId": "@simulated",
        "displayName": call.line.bot_name,
        "chatMode": "bot",
        "markAsReadMode": "auto",
    }
    return Answer(body=info)


def _profile(call: Call) -> Answer:
    citizen = call.line.citizens.get(call.args["user_id"])
    if citizen is None or citizen.blocked:
        raise not_found()
    return Answer(body={"userId": citizen.user_id, "displayName": citizen.name, "language": citizen.language})


def _followers(call: Call) -> Answer:
    query = call.request.query
    try:
        start, limit = int(query.get("start", "0")), int(query.get("limit", "300"))
    except ValueError:
        raise Refusal(400, "The value for the 'start' parameter is invalid") from None
    if not 1 <= limit <= _FOLLOWERS_A_PAGE:
        raise Refusal(400, "The value for the 'limit' parameter is invalid")
    followers = call.line.list_followers()
    page: Json = {"userIds": followers[start : start + limit]}
    return Answer(body={**page, "next": str(start + limit)} if start + limit < len(followers) else page)


def _content(call: Call) -> Answer:
    content = call.line.content.get(call.args["message_id"])
    if content is None:
        raise not_found()
    return Answer(body=content[1], content_type=content[0])


def _transcoding(call: Call) -> Answer:
    _content(call)
    return Answer(body={"status": "succeeded"})


def _loading(call: Call) -> Answer:
    call.line.start_loading(call.body["chatId"], call.body.get("loadingSeconds", _DEFAULT_LOADING_SECONDS))
    return Answer(202)


def _mark_as_read(call: Call) -> Answer:  # noqa: ARG001 - the simulator marks a message when the bot takes it
    return Answer()


def _get_webhook(call: Call) -> Answer:
    return Answer(body={"endpoint": call.line.webhook_url, "active": bool(call.line.webhook_url)})


def _set_webhook(call: Call) -> Answer:
    call.line.webhook_url = call.body["endpoint"]
    return Answer()


def _test_webhook(call: Call) -> Answer:
    status, failure = call.line.test_webhook(call.body.get("endpoint", ""))
    result: Json = {
        "success": not failure,
        "timestamp": call.line.clock().strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "statusCode": status or 0,
        "reason": failure.upper() or "OK",
        "detail": str(status or failure),
    }
    return Answer(body=result)


def _link_token(call: Call) -> Answer:
    user_id = call.args["user_id"]
    if user_id not in call.line.citizens:
        raise not_found()
    token = secrets.token_urlsafe(24)
    call.line.link_tokens[token] = (user_id, call.line.clock() + LINK_TOKEN_LIFE)
    return Answer(body={"linkToken": token})


_MESSAGE_CONTENT = "/v2/bot/message/<message_id>/content"
_WEBHOOK = "/v2/bot/channel/webhook"
ACCOUNT_OPERATIONS = (
    Operation("getBotInfo", "GET", "/v2/bot/info", _bot_info),
    Operation("getProfile", "GET", "/v2/bot/profile/<user_id>", _profile),
    Operation("getFollowers", "GET", "/v2/bot/followers/ids", _followers),
    Operation("getMessageContent", "GET", _MESSAGE_CONTENT, _content),
    Operation("getMessageContentPreview", "GET", f"{_MESSAGE_CONTENT}/preview", _content),
    Operation("getMessageContentTranscodingByMessageId", "GET", f"{_MESSAGE_CONTENT}/transcoding", _transcoding),
    Operation("showLoadingAnimation", "POST", "/v2/bot/chat/loading/start", _loading, "ShowLoadingAnimationRequest"),
    Operation(
        "markMessagesAsReadByToken",
        "POST",
        "/v2/bot/chat/markAsRead",
        _mark_as_read,
        "MarkMessagesAsReadByTokenRequest",
    ),
    Operation("getWebhookEndpoint", "GET", f"{_WEBHOOK}/endpoint", _get_webhook),
    Operation("setWebhookEndpoint", "PUT", f"{_WEBHOOK}/endpoint", _set_webhook, "SetWebhookEndpointRequest"),
    Operation("testWebhookEndpoint", "POST", f"{_WEBHOOK}/test", _test_webhook, "TestWebhookEndpointRequest"),
    Operation("issueLinkToken", "POST", "/v2/bot/user/<user_id>/linkToken", _link_token),
)
