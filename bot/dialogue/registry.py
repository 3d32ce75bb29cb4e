"""Finds the city services in `handlers/`, checks them, and refuses to start on a mistake."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from bot.city import City
from bot.dialogue.handler import Handler
from bot.errors import SetupError
from bot.messages import InboundKind
from bot.texts import ROOT, Texts

RESERVED_ACTIONS = ("start", "fill", "change")
NEEDED = ("emergency", "faq", "greeting", "help", "language", "operator")  # the policy sends citizens there


class Registry:
    """All handlers by name and by intent, in alphabetical order of their folders."""

    def __init__(self, handlers: Sequence[Handler]) -> None:
        self._by_name = {handler.name: handler for handler in handlers}
        self._by_intent = {intent: handler for handler in handlers for intent in handler.intents}
        self._by_kind = {kind: handler for handler in handlers for kind in handler.kinds}
        self.claiming = tuple(handler for handler in handlers if type(handler).claims is not Handler.claims)

    def __iter__(self) -> Iterator[Handler]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    def get(self, name: str) -> Handler:
        """Raises KeyError for an unknown name."""
        return self._by_name[name]

    def find(self, name: str) -> Handler | None:
        return self._by_name.get(name)

    def find_for_intent(self, intent: str) -> Handler | None:
        return self._by_intent.get(intent)

    def find_for_kind(self, kind: InboundKind) -> Handler | None:
        """The service that takes inbounds of this kind itself."""
        return self._by_kind.get(kind)


def load_registry(texts: Texts, root: Path = ROOT) -> Registry:
    """Import every `handlers/<service>/handler.py` and check it. Raises SetupError naming the room and the fault."""
    handlers = [_load(path.parent.name) for path in sorted((root / "handlers").glob("*/handler.py"))]
    faults = [fault for handler in handlers for fault in _list_faults(handler, texts)]
    faults += _list_shared_intents(handlers)
    faults += [f"there is no room {name}" for name in NEEDED if name not in {handler.name for handler in handlers}]
    if faults:
        raise SetupError("handlers: " + "; ".join(faults))
    return Registry(handlers)


def check_city(registry: Registry, city: City) -> None:
    """What `city.yml` says for each service. Raises SetupError that names the first mistake."""
    if unknown := sorted(set(city.services) - {handler.name for handler in registry}):
        raise SetupError(f"city.yml: services.{unknown[0]}: there is no such service")
    for handler in registry:
        handler.check_city(city)


def check_identity(registry: Registry, city: City) -> None:
    """For a counter without an identity provider: raises SetupError that names what of the city's wants one."""
    for handler in registry:
        if wanting := handler.find_verified(city):
            raise SetupError(
                f"city.yml: services.{handler.name}: {wanting}: nobody can verify an identity: "
                "set MADOGUCHI_IDENTITY_ISSUER and MADOGUCHI_IDENTITY_CLIENT_ID, or say identity: photo"
            )


def _load(room: str) -> Handler:
    module = import_module(f"handlers.{room}.handler")
    found = [
        cls
        for _, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, Handler) and cls.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise SetupError(f"handlers/{room}/handler.py must have exactly one Handler, it has {len(found)}")
    handler: Handler = found[0]()
    if getattr(handler, "name", "") != room:
        raise SetupError(f"handlers/{room}/handler.py: the handler's name must be {room}")
    return handler


def _list_faults(handler: Handler, texts: Texts) -> list[str]:
    wanted = [f"{handler.name}.{key}" for key in ("title", "help")]
    for slot in handler.slots:
        keys = (f"ask_{slot.name}", f"ask_{slot.name}_again", f"name_{slot.name}")
        wanted += [f"{handler.name}.{key}" for key in keys]
        wanted += [f"{handler.name}.{slot.name}_{option}" for option in getattr(slot, "options", ())]
    faults = [f"{handler.name}: no text {key}" for key in wanted if not texts.has(key)]
    if not inspect.getdoc(inspect.getmodule(handler)):
        faults.append(f"{handler.name}: no docstring that says what it does and who owns it")
    if strange := [action for action in handler.at_any_time if action not in handler.actions]:
        faults.append(f"{handler.name}: {strange[0]} is at any time, and no action")
    for action in handler.actions:
        if action in RESERVED_ACTIONS:
            faults.append(f"{handler.name}: the action {action} is the engine's")
        if not callable(getattr(handler, f"do_{action}", None)):
            faults.append(f"{handler.name}: no method do_{action}")
    return faults


def _list_shared_intents(handlers: Sequence[Handler]) -> list[str]:
    owner: dict[str, str] = {}
    faults = []
    for handler in handlers:
        for intent in handler.intents:
            if intent in owner:
                faults.append(f"the intent {intent} belongs to {owner[intent]} and {handler.name}")
            owner[intent] = handler.name
    return faults
