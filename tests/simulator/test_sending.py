"""The official SDK sends: reply tokens, retry keys, quota, rate, blocked citizens."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from linebot.v3.messaging import (
    ApiClient,
    ApiException,
    BroadcastRequest,
    Configuration,
    MessagingApi,
    MulticastRequest,
    NarrowcastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    TextMessage,
)

from tests.simulator.conftest import Clock


def reply(token: str, text: str = "はい") -> ReplyMessageRequest:
    return ReplyMessageRequest(replyToken=token, messages=[TextMessage(text=text)])


def push(user_id: str, text: str = "お知らせ") -> PushMessageRequest:
    return PushMessageRequest(to=user_id, messages=[TextMessage(text=text)])


def message_of(error: pytest.ExceptionInfo[ApiException]) -> str:
    return str(json.loads(error.value.body)["message"])


@pytest.fixture
def citizen(line: Any) -> str:
    return str(line.add_citizen("花子", "ja").user_id)


def test_a_reply_reaches_the_citizen_once(line: Any, api: MessagingApi, citizen: str) -> None:
    token = line.send_text(citizen, "こんにちは").reply_token
    answer = api.reply_message_with_http_info(reply(token))
    assert answer.headers["x-line-request-id"]
    assert len(answer.data.sent_messages) == 1
    (sent,) = line.wait_for_reply(citizen)
    assert (sent.texts, sent.via, sent.request_id) == (("はい",), "reply", answer.headers["x-line-request-id"])
    with pytest.raises(ApiException) as error:
        api.reply_message(reply(token))
    assert (error.value.status, message_of(error)) == (400, "Invalid reply token")
    assert len(line.sent_to(citizen)) == 1
    assert line.quota.used == 0


@pytest.mark.parametrize(("seconds", "works"), [(59, True), (61, False)])
def test_a_reply_token_lives_a_minute(
    line: Any, api: MessagingApi, citizen: str, clock: Clock, seconds: int, works: bool
) -> None:
    token = line.send_text(citizen, "まだ？").reply_token
    clock.forward(seconds=seconds)
    if works:
        api.reply_message(reply(token))
    else:
        with pytest.raises(ApiException) as error:
            api.reply_message(reply(token))
        assert message_of(error) == "Invalid reply token"


@pytest.mark.parametrize(("minutes", "works"), [(15, True), (25, False)])
def test_the_token_of_a_redelivered_event_works_up_to_20_minutes_after_the_event(
    line: Any, api: MessagingApi, citizen: str, clock: Clock, minutes: int, works: bool
) -> None:
    delivery = line.send_text(citizen, "まだ？")
    clock.forward(minutes=minutes - 3)
    line.redeliver(delivery)
    clock.forward(minutes=3)
    if works:
        api.reply_message(reply(delivery.reply_token))
    else:
        with pytest.raises(ApiException):
            api.reply_message(reply(delivery.reply_token))


def test_a_used_token_stays_used_when_the_event_comes_again(line: Any, api: MessagingApi, citizen: str) -> None:
    delivery = line.send_text(citizen, "一度だけ")
    api.reply_message(reply(delivery.reply_token))
    line.redeliver(delivery)
    with pytest.raises(ApiException):
        api.reply_message(reply(delivery.reply_token))


def test_a_refused_body_does_not_use_up_the_token(line: Any, api: MessagingApi, citizen: str) -> None:
    token = line.send_text(citizen, "長い話").reply_token
    with pytest.raises(ApiException):
        api.reply_message(reply(token, "あ" * 5001))
    api.reply_message(reply(token))


def test_the_same_retry_key_is_accepted_once(line: Any, api: MessagingApi, citizen: str) -> None:
    key = str(uuid.uuid4())
    first = api.push_message_with_http_info(push(citizen), x_line_retry_key=key)
    with pytest.raises(ApiException) as error:
        api.push_message(push(citizen), x_line_retry_key=key)
    body = json.loads(error.value.body)
    assert error.value.status == 409
    assert error.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert [sent["id"] for sent in body["sentMessages"]] == [sent.id for sent in first.data.sent_messages]
    assert len(line.sent_to(citizen)) == 1
    assert line.quota.used == 1


def test_eight_at_once_with_one_key_or_one_token_send_once(line: Any, call: Any, citizen: str) -> None:
    messages = [{"type": "text", "text": "一度だけ"}]
    key = {"X-Line-Retry-Key": str(uuid.uuid4())}
    token = line.send_text(citizen, "やあ").reply_token
    with ThreadPoolExecutor(8) as pool:
        pushes = pool.map(
            lambda _: call("POST", "/v2/bot/message/push", {"to": citizen, "messages": messages}, **key)[0], range(8)
        )
        replies = pool.map(
            lambda _: call("POST", "/v2/bot/message/reply", {"replyToken": token, "messages": messages})[0], range(8)
        )
        assert sorted(pushes) == [200] + [409] * 7
        assert sorted(replies) == [200] + [400] * 7
    assert sorted(sent.via for sent in line.sent_to(citizen)) == ["push", "reply"]
    assert line.quota.used == 1


def test_a_retry_key_is_refused_on_replies_and_when_it_is_no_uuid(line: Any, call: Any, citizen: str) -> None:
    token = line.send_text(citizen, "やあ").reply_token
    messages = [{"type": "text", "text": "はい"}]
    key = {"X-Line-Retry-Key": str(uuid.uuid4())}
    assert call("POST", "/v2/bot/message/reply", {"replyToken": token, "messages": messages}, **key)[0] == 400
    key = {"X-Line-Retry-Key": "again"}
    assert call("POST", "/v2/bot/message/push", {"to": citizen, "messages": messages}, **key)[0] == 400
    assert line.sent_to(citizen) == []


def test_the_quota_counts_citizens_and_refuses_what_does_not_fit(
    line: Any, api: MessagingApi, citizen: str, clock: Clock
) -> None:
    others = [line.add_citizen().user_id for _ in range(2)]
    line.quota.limit = 4
    api.push_message(push(citizen))
    api.multicast(MulticastRequest(to=others, messages=[TextMessage(text="a"), TextMessage(text="b")]))
    assert api.get_message_quota_consumption().total_usage == 3
    with pytest.raises(ApiException) as error:
        api.broadcast(BroadcastRequest(messages=[TextMessage(text="全員へ")]))
    assert (error.value.status, message_of(error)) == (429, "You have reached your monthly limit.")
    assert [len(line.sent_to(other)) for other in others] == [1, 1]
    clock.forward(days=31)
    api.broadcast(BroadcastRequest(messages=[TextMessage(text="全員へ")]))
    assert api.get_message_quota().value == 4
    assert api.get_message_quota_consumption().total_usage == 3


def test_too_many_calls_are_told_apart_from_a_used_up_quota(line: Any, api: MessagingApi, citizen: str) -> None:
    line.rate_limits.by_operation["pushMessage"] = (2, 60.0)
    api.push_message(push(citizen))
    api.push_message(push(citizen))
    with pytest.raises(ApiException) as error:
        api.push_message(push(citizen))
    assert error.value.status == 429
    assert message_of(error) == "The API rate limit has been exceeded. Try again later."


def test_a_blocked_citizen_is_not_reached_though_the_call_is_accepted(
    line: Any, api: MessagingApi, citizen: str
) -> None:
    token = line.send_text(citizen, "さようなら").reply_token
    line.unfollow(citizen)
    api.push_message(push(citizen))
    api.reply_message(reply(token))
    assert line.sent_to(citizen) == []
    assert line.quota.used == 0
    assert api.get_followers().user_ids == []
    line.follow(citizen, is_unblocked=True)
    api.push_message(push(citizen, "おかえりなさい"))
    assert [sent.texts for sent in line.sent_to(citizen)] == [("おかえりなさい",)]


def test_a_push_to_somebody_line_does_not_know_is_refused(api: MessagingApi) -> None:
    with pytest.raises(ApiException) as error:
        api.push_message(push("U" + "0" * 32))
    assert (error.value.status, message_of(error)) == (400, "Failed to send messages")


def test_a_narrowcast_reaches_up_to_its_limit_and_can_be_followed(line: Any, api: MessagingApi) -> None:
    people = [line.add_citizen().user_id for _ in range(3)]
    request = NarrowcastRequest(messages=[TextMessage(text="防災")], limit={"max": 2})
    answer = api.narrowcast_with_http_info(request)
    assert answer.status_code == 202
    assert sorted(len(line.sent_to(person)) for person in people) == [0, 1, 1]
    progress = api.get_narrowcast_progress(answer.headers["x-line-request-id"])
    assert (progress.phase, progress.success_count) == ("succeeded", 2)


def test_sent_messages_are_counted_by_day(line: Any, api: MessagingApi, citizen: str) -> None:
    api.push_message(push(citizen))
    assert api.get_number_of_sent_push_messages("20261201").success == 1
    assert api.get_number_of_sent_push_messages("20261130").success == 0


def test_a_wrong_or_missing_token_is_refused(simulator: Any, line: Any, citizen: str, call: Any) -> None:
    with ApiClient(Configuration(host=simulator.base_url, access_token="wrong")) as client:
        with pytest.raises(ApiException) as error:
            MessagingApi(client).push_message(push(citizen))
        client.rest_client.pool_manager.clear()
    assert error.value.status == 401
    assert call("GET", "/v2/bot/info", Authorization="")[0] == 401


def test_unknown_paths_and_methods(call: Any) -> None:
    assert call("POST", "/v2/bot/message/telepathy", {}) == (404, {"message": "Not found"})
    assert call("GET", "/v2/bot/message/push")[0] == 405


def test_every_call_is_recorded(line: Any, api: MessagingApi, citizen: str) -> None:
    api.push_message(push(citizen), x_line_retry_key=str(uuid.uuid4()))
    (request,) = line.wait_for_request(lambda request: request.operation == "pushMessage")
    assert (request.method, request.path, request.status) == ("POST", "/v2/bot/message/push", 200)
    assert request.body["to"] == citizen
    assert request.headers["x-line-retry-key"]


def test_waiting_for_a_reply_that_does_not_come_says_so(line: Any, citizen: str) -> None:
    with pytest.raises(TimeoutError, match="0 of 1"):
        line.wait_for_reply(citizen, timeout=0.05)
