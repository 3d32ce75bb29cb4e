"""The API of rich menus."""

from __future__ import annotations

from bot.simulator.calls import Answer, Call, Operation
from bot.simulator.refusal import Refusal, not_found


def _create(call: Call) -> Answer:
    return Answer(body={"richMenuId": call.line.menus.create(call.body)})


def _validate(call: Call) -> Answer:  # noqa: ARG001 - the body was checked on the way
    return Answer()


def _get(call: Call) -> Answer:
    return Answer(body=call.line.menus.get(call.args["menu_id"]))


def _list(call: Call) -> Answer:
    return Answer(body={"richmenus": call.line.menus.list_all()})


def _delete(call: Call) -> Answer:
    call.line.menus.delete(call.args["menu_id"])
    call.line.publish_menu()
    return Answer()


def _set_image(call: Call) -> Answer:
    content_type = call.request.headers.get("content-type", "")
    call.line.menus.set_image(call.args["menu_id"], content_type, call.request.raw)
    return Answer()


def _get_image(call: Call) -> Answer:
    content_type, image = call.line.menus.get_image(call.args["menu_id"])
    return Answer(body=image, content_type=content_type)


def _set_default(call: Call) -> Answer:
    call.line.menus.set_default(call.args["menu_id"])
    call.line.publish_menu()
    return Answer()


def _get_default(call: Call) -> Answer:
    if not call.line.menus.default_id:
        raise Refusal(404, "no default richmenu")
    return Answer(body={"richMenuId": call.line.menus.default_id})


def _cancel_default(call: Call) -> Answer:
    call.line.menus.set_default("")
    call.line.publish_menu()
    return Answer()


def _link(call: Call) -> Answer:
    user_id = call.args["user_id"]
    if user_id not in call.line.citizens:
        raise not_found()
    call.line.menus.link(user_id, call.args["menu_id"])
    call.line.publish_menu(user_id)
    return Answer()


def _get_link(call: Call) -> Answer:
    menu_id = call.line.menus.find_link(call.args["user_id"])
    if menu_id is None:
        raise Refusal(404, "the user has no richmenu")
    return Answer(body={"richMenuId": menu_id})


def _unlink(call: Call) -> Answer:
    call.line.menus.unlink(call.args["user_id"])
    call.line.publish_menu(call.args["user_id"])
    return Answer()


def _link_many(call: Call) -> Answer:
    for user_id in call.body["userIds"]:
        call.line.menus.link(user_id, call.body["richMenuId"])
    call.line.publish_menu()
    return Answer(202)


def _unlink_many(call: Call) -> Answer:
    for user_id in call.body["userIds"]:
        call.line.menus.unlink(user_id)
    call.line.publish_menu()
    return Answer(202)


def _batch(call: Call) -> Answer:
    """Done at once, while LINE takes its time."""
    call.line.menus.move(call.body["operations"], call.request_id)
    call.line.publish_menu()
    return Answer(202)


def _get_progress(call: Call) -> Answer:
    accepted_at = call.line.menus.find_batch(call.request.query.get("requestId", ""))
    return Answer(body={"phase": "succeeded", "acceptedTime": accepted_at, "completedTime": accepted_at})


def _create_alias(call: Call) -> Answer:
    call.line.menus.create_alias(call.body["richMenuAliasId"], call.body["richMenuId"])
    return Answer()


def _update_alias(call: Call) -> Answer:
    call.line.menus.update_alias(call.args["alias"], call.body["richMenuId"])
    return Answer()


def _get_alias(call: Call) -> Answer:
    alias = call.args["alias"]
    return Answer(body={"richMenuAliasId": alias, "richMenuId": call.line.menus.get_alias(alias)})


def _delete_alias(call: Call) -> Answer:
    call.line.menus.delete_alias(call.args["alias"])
    return Answer()


def _list_aliases(call: Call) -> Answer:
    pairs = call.line.menus.list_aliases().items()
    return Answer(body={"aliases": [{"richMenuAliasId": alias, "richMenuId": menu} for alias, menu in pairs]})


_MENU = "/v2/bot/richmenu"
_ALL = "/v2/bot/user/all/richmenu"
_USER = "/v2/bot/user/<user_id>/richmenu"
MENU_OPERATIONS = (
    Operation("createRichMenu", "POST", _MENU, _create, "RichMenuRequest"),
    Operation("validateRichMenuObject", "POST", f"{_MENU}/validate", _validate, "RichMenuRequest"),
    Operation("getRichMenuList", "GET", f"{_MENU}/list", _list),
    Operation("getRichMenu", "GET", f"{_MENU}/<menu_id>", _get),
    Operation("deleteRichMenu", "DELETE", f"{_MENU}/<menu_id>", _delete),
    Operation("setRichMenuImage", "POST", f"{_MENU}/<menu_id>/content", _set_image),
    Operation("getRichMenuImage", "GET", f"{_MENU}/<menu_id>/content", _get_image),
    Operation("setDefaultRichMenu", "POST", f"{_ALL}/<menu_id>", _set_default),
    Operation("getDefaultRichMenuId", "GET", _ALL, _get_default),
    Operation("cancelDefaultRichMenu", "DELETE", _ALL, _cancel_default),
    Operation("linkRichMenuIdToUser", "POST", f"{_USER}/<menu_id>", _link),
    Operation("getRichMenuIdOfUser", "GET", _USER, _get_link),
    Operation("unlinkRichMenuIdFromUser", "DELETE", _USER, _unlink),
    Operation("linkRichMenuIdToUsers", "POST", f"{_MENU}/bulk/link", _link_many, "RichMenuBulkLinkRequest"),
    Operation("unlinkRichMenuIdFromUsers", "POST", f"{_MENU}/bulk/unlink", _unlink_many, "RichMenuBulkUnlinkRequest"),
    Operation("richMenuBatch", "POST", f"{_MENU}/batch", _batch, "RichMenuBatchRequest"),
    Operation("getRichMenuBatchProgress", "GET", f"{_MENU}/progress/batch", _get_progress),
    Operation("createRichMenuAlias", "POST", f"{_MENU}/alias", _create_alias, "CreateRichMenuAliasRequest"),
    Operation("getRichMenuAliasList", "GET", f"{_MENU}/alias/list", _list_aliases),
    Operation("getRichMenuAlias", "GET", f"{_MENU}/alias/<alias>", _get_alias),
    Operation("updateRichMenuAlias", "POST", f"{_MENU}/alias/<alias>", _update_alias, "UpdateRichMenuAliasRequest"),
    Operation("deleteRichMenuAlias", "DELETE", f"{_MENU}/alias/<alias>", _delete_alias),
)
