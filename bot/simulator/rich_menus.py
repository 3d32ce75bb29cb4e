"""Rich menus: the menus themselves, their images, the default, links to citizens and aliases."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.simulator.ids import new_rich_menu_id
from bot.simulator.refusal import Refusal, not_found

_IMAGE_BYTES = 1024 * 1024
_SIGNATURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8"}
_MENUS = 1000


class RichMenus:
    """All methods raise Refusal as LINE would; ids are LINE's `richmenu-…`."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._menus: dict[str, dict[str, Any]] = {}
        self._images: dict[str, tuple[str, bytes]] = {}
        self._aliases: dict[str, str] = {}
        self._links: dict[str, str] = {}
        self._batches: dict[str, str] = {}  # when accepted, by request id
        self._default = ""

    def create(self, menu: dict[str, Any]) -> str:
        with self._lock:
            if len(self._menus) >= _MENUS:
                raise Refusal(400, "The maximum number of rich menus has been reached")
            menu_id = new_rich_menu_id()
            self._menus[menu_id] = {"richMenuId": menu_id, **menu}
            return menu_id

    def get(self, menu_id: str) -> dict[str, Any]:
        with self._lock:
            if menu_id not in self._menus:
                raise not_found()
            return self._menus[menu_id]

    def list_all(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._menus.values())

    def delete(self, menu_id: str) -> None:
        with self._lock:
            self.get(menu_id)
            del self._menus[menu_id]
            self._images.pop(menu_id, None)
            self._links = {user: linked for user, linked in self._links.items() if linked != menu_id}
            self._aliases = {alias: target for alias, target in self._aliases.items() if target != menu_id}
            self._default = "" if self._default == menu_id else self._default

    # --- images

    def set_image(self, menu_id: str, content_type: str, image: bytes) -> None:
        with self._lock:
            self.get(menu_id)
            if menu_id in self._images:
                raise Refusal(400, "An image has already been uploaded to the richmenu")
            signature = _SIGNATURES.get(content_type)
            if signature is None:
                raise Refusal(415, f"The content type, {content_type}, is not supported")
            if not image.startswith(signature):
                raise Refusal(400, "The image is not valid")
            if len(image) > _IMAGE_BYTES:
                raise Refusal(413, "Request exceeds the max size of 1MB")
            self._images[menu_id] = (content_type, image)

    def get_image(self, menu_id: str) -> tuple[str, bytes]:
        """(content type, bytes)."""
        with self._lock:
            if menu_id not in self._images:
                raise not_found()
            return self._images[menu_id]

    def _check_usable(self, menu_id: str) -> None:
        self.get(menu_id)
        if menu_id not in self._images:
            raise Refusal(400, "must upload richmenu image before applying it to user")

    # --- who sees which

    @property
    def default_id(self) -> str:
        """Empty when there is none."""
        return self._default

    def set_default(self, menu_id: str) -> None:
        with self._lock:
            if menu_id:
                self._check_usable(menu_id)
            self._default = menu_id

    def link(self, user_id: str, menu_id: str) -> None:
        with self._lock:
            self._check_usable(menu_id)
            self._links[user_id] = menu_id

    def unlink(self, user_id: str) -> None:
        with self._lock:
            self._links.pop(user_id, None)

    def find_link(self, user_id: str) -> str | None:
        return self._links.get(user_id)

    def find_menu_of(self, user_id: str) -> str:
        """The menu the citizen sees: linked, else default, else none (empty)."""
        return self._links.get(user_id, self._default)

    def list_linked(self, menu_id: str) -> list[str]:
        """Citizens linked to this menu; to any menu when `menu_id` is empty."""
        with self._lock:
            return [user for user, linked in self._links.items() if menu_id in ("", linked)]

    def move(self, operations: Sequence[Mapping[str, str]], request_id: str) -> None:
        """Batch operations, each on those who were linked before all of them."""
        with self._lock:
            sources = [operation["from"] for operation in operations if "from" in operation]
            if len(set(sources)) < len(sources):
                raise Refusal(400, "from richmenu is duplicated")
            for menu_id in sources:
                self.get(menu_id)
            for operation in operations:
                if "to" in operation:
                    self._check_usable(operation["to"])
            linked = [self.list_linked(operation.get("from", "")) for operation in operations]
            for operation, user_ids in zip(operations, linked, strict=True):
                for user_id in user_ids:
                    if "to" in operation:
                        self._links[user_id] = operation["to"]
                    else:
                        self.unlink(user_id)
            self._batches[request_id] = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def find_batch(self, request_id: str) -> str:
        """When it was accepted, as LINE writes times."""
        if request_id not in self._batches:
            raise not_found()
        return self._batches[request_id]

    # --- aliases

    def create_alias(self, alias: str, menu_id: str) -> None:
        with self._lock:
            self._check_usable_alias(menu_id)
            if alias in self._aliases:
                raise Refusal(400, "conflict richmenu alias id")
            self._aliases[alias] = menu_id

    def update_alias(self, alias: str, menu_id: str) -> None:
        with self._lock:
            self.get_alias(alias)
            self._check_usable_alias(menu_id)
            self._aliases[alias] = menu_id

    def get_alias(self, alias: str) -> str:
        """The menu's id."""
        with self._lock:
            if alias not in self._aliases:
                raise Refusal(404, "richmenu alias not found")
            return self._aliases[alias]

    def delete_alias(self, alias: str) -> None:
        with self._lock:
            self.get_alias(alias)
            del self._aliases[alias]

    def list_aliases(self) -> dict[str, str]:
        with self._lock:
            return dict(self._aliases)

    def _check_usable_alias(self, menu_id: str) -> None:
        if menu_id not in self._menus:
            raise Refusal(400, "richmenu not found")
