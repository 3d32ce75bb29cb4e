"""Profiles, content, loading animation, webhook settings, link tokens and rich menus, through the official SDK."""

import struct
import zlib
from typing import Any

import pytest
from linebot.v3.messaging import (
    ApiException,
    CreateRichMenuAliasRequest,
    MessageAction,
    MessagingApi,
    MessagingApiBlob,
    PostbackAction,
    PushMessageRequest,
    RichMenuArea,
    RichMenuBatchRequest,
    RichMenuBounds,
    RichMenuBulkLinkRequest,
    RichMenuRequest,
    RichMenuSize,
    SetWebhookEndpointRequest,
    ShowLoadingAnimationRequest,
    TextMessage,
    UpdateRichMenuAliasRequest,
)
from linebot.v3.messaging import TestWebhookEndpointRequest as WebhookTrial

from tests.simulator.conftest import Bot, Clock


@pytest.fixture
def citizen(line: Any) -> str:
    return str(line.add_citizen("Emily", "en").user_id)


def png() -> bytes:
    """One white pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff")) + chunk(b"IEND", b"")


def menu_request(name: str = "窓口") -> RichMenuRequest:
    areas = [
        RichMenuArea(
            bounds=RichMenuBounds(x=x, y=0, width=1250, height=843),
            action=PostbackAction(label=label, data=f"help.{label}", displayText=label),
        )
        for x, label in ((0, "手続き"), (1250, "ごみ"))
    ]
    size = RichMenuSize(width=2500, height=843)
    return RichMenuRequest(size=size, selected=True, name=name, chatBarText="メニュー", areas=areas)


def create_menu(api: MessagingApi, blob: MessagingApiBlob, name: str = "窓口") -> str:
    menu_id = str(api.create_rich_menu(menu_request(name)).rich_menu_id)
    blob.set_rich_menu_image(menu_id, png(), _headers={"Content-Type": "image/png"})
    return menu_id


def status_of(action: Any) -> int:
    with pytest.raises(ApiException) as error:
        action()
    return int(error.value.status)


def test_a_profile_is_there_until_the_citizen_blocks_the_bot(line: Any, api: MessagingApi, citizen: str) -> None:
    profile = api.get_profile(citizen)
    assert (profile.display_name, profile.language, profile.user_id) == ("Emily", "en", citizen)
    line.unfollow(citizen)
    assert status_of(lambda: api.get_profile(citizen)) == 404


def test_followers_come_in_pages(line: Any, api: MessagingApi) -> None:
    people = [line.add_citizen().user_id for _ in range(5)]
    first = api.get_followers(limit=3)
    second = api.get_followers(start=first.next, limit=3)
    assert [*first.user_ids, *second.user_ids] == people
    assert second.next is None


def test_a_picture_can_be_fetched_until_it_is_unsent(line: Any, blob: MessagingApiBlob, citizen: str) -> None:
    message_id = line.send_image(citizen, b"\xff\xd8 picture").message_id
    answer = blob.get_message_content_with_http_info(message_id)
    assert bytes(answer.data) == b"\xff\xd8 picture"
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert blob.get_message_content_transcoding_by_message_id(message_id).status == "succeeded"
    line.unsend(citizen, message_id)
    assert status_of(lambda: blob.get_message_content(message_id)) == 404


def test_the_loading_animation_ends_with_the_next_message(
    line: Any, api: MessagingApi, citizen: str, clock: Clock
) -> None:
    answer = api.show_loading_animation_with_http_info(ShowLoadingAnimationRequest(chatId=citizen, loadingSeconds=5))
    assert answer.status_code == 202
    assert (line.citizens[citizen].loading_until - clock.now).total_seconds() == 5
    api.push_message(PushMessageRequest(to=citizen, messages=[TextMessage(text="はい")]))
    assert line.citizens[citizen].loading_until is None


@pytest.mark.parametrize("seconds", [0, 7, 65])
def test_loading_takes_5_to_60_seconds_in_steps_of_5(call: Any, citizen: str, seconds: int) -> None:
    body = {"chatId": citizen, "loadingSeconds": seconds}
    assert call("POST", "/v2/bot/chat/loading/start", body)[0] == 400


def test_the_webhook_can_be_read_set_and_tried(line: Any, api: MessagingApi, bot: Bot) -> None:
    assert api.get_webhook_endpoint().endpoint == bot.url
    result = api.test_webhook_endpoint(WebhookTrial())
    assert (result.success, result.status_code) == (True, 200)
    assert b'"events": []' in bot.received[0][0]
    api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint="http://127.0.0.1:9/line/webhook"))
    assert api.test_webhook_endpoint(WebhookTrial()).success is False


def test_a_link_token_works_once_for_its_owner(line: Any, api: MessagingApi, bot: Bot, citizen: str) -> None:
    token = api.issue_link_token(citizen).link_token
    first = line.use_link_token(citizen, token, "n1")
    second = line.use_link_token(citizen, token, "n1")
    assert [delivery.events[0]["link"]["result"] for delivery in (first, second)] == ["ok", "failed"]


def test_a_rich_menu_is_shown_once_it_has_an_image(
    line: Any, api: MessagingApi, blob: MessagingApiBlob, citizen: str
) -> None:
    menu_id = api.create_rich_menu(menu_request()).rich_menu_id
    assert status_of(lambda: api.link_rich_menu_id_to_user(citizen, menu_id)) == 400
    blob.set_rich_menu_image(menu_id, png(), _headers={"Content-Type": "image/png"})
    assert bytes(blob.get_rich_menu_image(menu_id)) == png()
    api.link_rich_menu_id_to_user(citizen, menu_id)
    assert api.get_rich_menu_id_of_user(citizen).rich_menu_id == menu_id
    assert api.get_rich_menu(menu_id).areas[0].action.data == "help.手続き"
    assert line.menus.find_menu_of(citizen) == menu_id
    api.unlink_rich_menu_id_from_user(citizen)
    assert status_of(lambda: api.get_rich_menu_id_of_user(citizen)) == 404


def test_the_default_menu_is_for_everybody_without_an_own(
    line: Any, api: MessagingApi, blob: MessagingApiBlob, citizen: str
) -> None:
    everybody, own = create_menu(api, blob), create_menu(api, blob, "英語")
    api.set_default_rich_menu(everybody)
    assert line.menus.find_menu_of(citizen) == everybody
    api.link_rich_menu_id_to_users(RichMenuBulkLinkRequest(richMenuId=own, userIds=[citizen]))
    assert line.menus.find_menu_of(citizen) == own
    api.delete_rich_menu(own)
    assert line.menus.find_menu_of(citizen) == everybody
    api.cancel_default_rich_menu()
    assert status_of(api.get_default_rich_menu_id) == 404
    assert [menu.rich_menu_id for menu in api.get_rich_menu_list().richmenus] == [everybody]


def test_an_alias_lets_a_citizen_switch_menus(
    line: Any, api: MessagingApi, blob: MessagingApiBlob, bot: Bot, citizen: str
) -> None:
    first, second = create_menu(api, blob), create_menu(api, blob, "防災")
    api.create_rich_menu_alias(CreateRichMenuAliasRequest(richMenuAliasId="bosai", richMenuId=first))
    alias = CreateRichMenuAliasRequest(richMenuAliasId="bosai", richMenuId=second)
    assert status_of(lambda: api.create_rich_menu_alias(alias)) == 400
    api.update_rich_menu_alias("bosai", UpdateRichMenuAliasRequest(richMenuId=second))
    assert api.get_rich_menu_alias_list().aliases[0].rich_menu_id == second
    event = line.switch_rich_menu(citizen, "bosai", "menu.bosai").events[0]
    assert event["postback"]["params"] == {"newRichMenuAliasId": "bosai", "status": "SUCCESS"}
    assert line.menus.find_menu_of(citizen) == second
    api.delete_rich_menu_alias("bosai")
    assert status_of(lambda: api.get_rich_menu_alias("bosai")) == 404


def test_a_picture_that_is_none_and_a_second_picture_are_refused(api: MessagingApi, blob: MessagingApiBlob) -> None:
    menu_id = create_menu(api, blob)
    other = api.create_rich_menu(menu_request()).rich_menu_id
    kind = {"Content-Type": "image/png"}
    assert status_of(lambda: blob.set_rich_menu_image(menu_id, png(), _headers=kind)) == 400
    assert status_of(lambda: blob.set_rich_menu_image(other, b"GIF89a", _headers=kind)) == 400
    assert status_of(lambda: blob.set_rich_menu_image(other, png() + b"0" * 2**20, _headers=kind)) == 413


def test_a_menu_must_fit_lines_limits(call: Any) -> None:
    action = MessageAction(label="a", text="a").to_dict()
    area = {"bounds": {"x": 0, "y": 0, "width": 2500, "height": 1686}, "action": action}
    menu = {"size": {"width": 2500, "height": 1686}, "selected": False, "name": "n", "chatBarText": "あ" * 14}
    assert call("POST", "/v2/bot/richmenu", {**menu, "areas": [area] * 20})[0] == 200
    assert call("POST", "/v2/bot/richmenu", {**menu, "areas": [area] * 21})[0] == 400
    assert call("POST", "/v2/bot/richmenu", {**menu, "areas": [area], "chatBarText": "あ" * 15})[0] == 400
    assert (
        call("POST", "/v2/bot/richmenu/validate", {**menu, "areas": [], "size": {"width": 800, "height": 800}})[0]
        == 400
    )
    outside = {**area, "bounds": {"x": 1, "y": 0, "width": 2500, "height": 1686}}
    assert call("POST", "/v2/bot/richmenu", {**menu, "areas": [outside]})[0] == 400


def test_a_batch_moves_those_who_were_linked_before_it(
    api: MessagingApi, blob: MessagingApiBlob, line: Any, citizen: str
) -> None:
    first, second, third = (create_menu(api, blob, name) for name in "abc")
    other = line.add_citizen().user_id
    api.link_rich_menu_id_to_user(citizen, first)
    api.link_rich_menu_id_to_user(other, second)
    moves = [{"type": "link", "from": first, "to": second}, {"type": "link", "from": second, "to": third}]
    answer = api.rich_menu_batch_with_http_info(RichMenuBatchRequest.from_dict({"operations": moves}))
    assert answer.status_code == 202
    assert [line.menus.find_link(user_id) for user_id in (citizen, other)] == [second, third]
    assert api.get_rich_menu_batch_progress(answer.headers["x-line-request-id"]).phase == "succeeded"
    assert status_of(lambda: api.get_rich_menu_batch_progress("another")) == 404


def test_a_batch_that_line_refuses_moves_nobody(
    api: MessagingApi, blob: MessagingApiBlob, line: Any, citizen: str
) -> None:
    menu_id, empty = create_menu(api, blob, "a"), api.create_rich_menu(menu_request()).rich_menu_id
    api.link_rich_menu_id_to_user(citizen, menu_id)

    def move(*pairs: tuple[str, str]) -> int:
        moves = [{"type": "link", "from": old, "to": new} for old, new in pairs]
        return status_of(lambda: api.rich_menu_batch(RichMenuBatchRequest.from_dict({"operations": moves})))

    assert move((menu_id, empty)) == 400
    line.rate_limits.by_operation.clear()
    assert move((menu_id, menu_id), (menu_id, menu_id)) == 400
    assert move(("richmenu-unknown", menu_id)) == 404
    assert line.menus.find_link(citizen) == menu_id


def test_batches_are_three_an_hour(api: MessagingApi, blob: MessagingApiBlob) -> None:
    menu_id = create_menu(api, blob, "a")
    request = RichMenuBatchRequest.from_dict({"operations": [{"type": "unlink", "from": menu_id}]})
    for _ in range(3):
        api.rich_menu_batch(request)
    assert status_of(lambda: api.rich_menu_batch(request)) == 429
