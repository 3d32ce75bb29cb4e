"""LINE's rich menu API: one request a call. What is no answer or a refusal is an exception; see `ask`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from linebot.v3.messaging import (
    CreateRichMenuAliasRequest,
    MessagingApi,
    MessagingApiBlob,
    RichMenuBatchRequest,
    RichMenuRequest,
    UpdateRichMenuAliasRequest,
)

from bot.channels.line.api_client import LINE_API, TolerantApiClient
from bot.channels.line.ask import ask
from bot.channels.line.outcome import REQUEST_ID_HEADER
from bot.errors import PermanentFault


@dataclass(frozen=True)
class Picture:
    data: bytes
    content_type: str


class RichMenuApi:
    """The rich menus of one channel. Every method raises TemporaryFault and PermanentFault."""

    def __init__(self, access_token: str, api_url: str = LINE_API) -> None:
        client = TolerantApiClient(access_token, api_url)
        self._api = MessagingApi(client)
        self._blob_api = MessagingApiBlob(client)  # pictures go to another host of LINE's

    def list_names(self) -> dict[str, str]:
        """The names of all rich menus of the channel by their ids, whoever made them with the API."""
        response = ask(self._api.get_rich_menu_list_with_http_info)
        if response is None:
            raise PermanentFault("there is no LINE at the address of MADOGUCHI_LINE_API_URL")
        menus = (response.data or {}).get("richmenus", [])
        return {str(menu["richMenuId"]): str(menu.get("name", "")) for menu in menus}

    def list_aliases(self) -> dict[str, str]:
        """Menu ids by alias."""
        aliases = self._get(self._api.get_rich_menu_alias_list_with_http_info).get("aliases", [])
        return {str(alias["richMenuAliasId"]): str(alias["richMenuId"]) for alias in aliases}

    def find_default(self) -> str:
        """The id of everybody's menu, empty when there is none."""
        return str(self._get(self._api.get_default_rich_menu_id_with_http_info).get("richMenuId", ""))

    def create(self, request: dict[str, Any]) -> str:
        """The new menu's id."""
        made = self._get(self._api.create_rich_menu_with_http_info, RichMenuRequest.from_dict(request))
        if "richMenuId" not in made:
            raise PermanentFault("LINE made a rich menu and did not say its id")
        return str(made["richMenuId"])

    def set_picture(self, menu_id: str, picture: Picture) -> None:
        """LINE takes one picture for each menu, once."""

        def upload(**options: Any) -> Any:
            headers = {"Content-Type": picture.content_type}
            return self._blob_api.set_rich_menu_image_with_http_info(menu_id, picture.data, _headers=headers, **options)

        self._do(upload)

    def has_picture(self, menu_id: str) -> bool:
        return ask(self._blob_api.get_rich_menu_image_with_http_info, menu_id) is not None

    def create_alias(self, alias: str, menu_id: str) -> None:
        request = CreateRichMenuAliasRequest(richMenuAliasId=alias, richMenuId=menu_id)
        self._do(self._api.create_rich_menu_alias_with_http_info, request)

    def update_alias(self, alias: str, menu_id: str) -> bool:
        """False when there is no such alias."""
        request = UpdateRichMenuAliasRequest(richMenuId=menu_id)
        return ask(self._api.update_rich_menu_alias_with_http_info, alias, request) is not None

    def delete_alias(self, alias: str) -> None:
        """One that is gone already is well."""
        ask(self._api.delete_rich_menu_alias_with_http_info, alias)

    def set_default(self, menu_id: str) -> None:
        self._do(self._api.set_default_rich_menu_with_http_info, menu_id)

    def move_citizens(self, moves: dict[str, str], key: str) -> str:
        """Ask LINE to link everybody who is linked to one menu to another; the id to ask for the progress with.

        The same `key` again goes on with what was asked for before.
        """
        operations = [{"type": "link", "from": old, "to": new} for old, new in moves.items()]
        request = RichMenuBatchRequest.from_dict({"operations": operations, "resumeRequestKey": key})
        response = ask(self._api.rich_menu_batch_with_http_info, request)
        if response is None:
            raise PermanentFault("LINE moves nobody: a menu is not there any more")
        return str(response.headers.get(REQUEST_ID_HEADER, ""))

    def find_progress(self, request_id: str) -> str:
        """`ongoing`, `succeeded` or `failed`; empty when LINE does not know the request."""
        return str(self._get(self._api.get_rich_menu_batch_progress_with_http_info, request_id).get("phase", ""))

    def link(self, address: str, menu_id: str) -> None:
        """Show one citizen this menu."""
        self._do(self._api.link_rich_menu_id_to_user_with_http_info, address, menu_id)

    def unlink(self, address: str) -> None:
        """Show one citizen everybody's menu."""
        ask(self._api.unlink_rich_menu_id_from_user_with_http_info, address)

    def delete(self, menu_id: str) -> None:
        """One that is gone already is well."""
        ask(self._api.delete_rich_menu_with_http_info, menu_id)

    def _get(self, call: Any, *args: Any) -> dict[str, Any]:
        response = ask(call, *args)
        return response.data or {} if response else {}

    def _do(self, call: Any, *args: Any) -> None:
        if ask(call, *args) is None:
            raise PermanentFault("LINE refuses: 404, the menu or the citizen is not there")
