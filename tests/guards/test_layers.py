"""Imports go one way: a module imports from its own layer or a lower one."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

from tests.guards.sources import ROOT, Findings, list_imports, list_modules, plant

# The first pattern that fits a module says its layer. A new top-level module of bot/ is added here on purpose.
LAYERS = (
    ("bot.messages", 0),
    ("bot.errors", 0),
    ("bot.settings", 0),
    ("bot.clock", 0),
    ("bot.yaml_files", 0),
    ("bot.db", 1),
    ("bot.migrate", 1),
    ("bot.migrations*", 1),
    ("bot.models*", 1),
    ("bot.city", 1),
    ("bot.areas", 1),
    ("bot.banner", 1),
    ("bot.opening_hours", 1),
    ("bot.texts", 1),
    ("bot.languages", 1),
    ("bot.bell", 1),
    ("bot.cells", 1),
    ("bot.fonts", 1),
    ("bot.headers", 1),
    ("bot.log_lines", 1),
    ("bot.maps*", 1),
    ("bot.opendata", 1),
    ("bot.pages", 1),
    ("bot.posting", 1),
    ("bot.service_facts", 1),
    ("bot.signed_ids", 1),
    ("bot.signed_requests", 1),
    ("bot.streams", 1),
    ("bot.targets", 1),
    ("bot.workbook", 1),
    ("bot.http_client", 1),  # nlu and knowledge ask servers, too, and may not import from bot.clients
    ("nlu*", 1),
    ("knowledge*", 1),
    ("bot.services*", 2),
    ("bot.clients*", 2),
    ("bot.forms*", 2),
    ("handlers.*.levels", 2),
    ("handlers.*.models", 2),
    ("handlers.*.service*", 2),
    ("handlers.*.schedule*", 2),
    ("bot.dialogue*", 3),
    ("bot.documents*", 3),  # they write dates as the dialogue does; services give them data and call none
    ("handlers.*.admin*", 4),
    ("handlers.*.public*", 4),
    ("handlers.*.telling", 4),
    ("handlers.*.clock", 4),
    ("handlers.*.*", 3),
    ("bot.broadcasting*", 4),
    ("bot.channels*", 4),
    ("bot.inbox", 4),
    ("bot.menu_links", 4),
    ("bot.menu_mode", 4),
    ("bot.outbox", 4),
    ("bot.payments.commands", 5),
    ("bot.payments.wiring", 5),
    ("bot.payments*", 4),
    ("bot.waiting_room*", 4),
    ("bot.tickets.page", 4),
    ("bot.tickets*", 2),
    ("bot.turns", 4),
    ("bot.desk*", 4),
    ("admin*", 4),
    ("bot.app", 5),
    ("bot.audit*", 5),
    ("bot.bench*", 5),
    ("bot.booking*", 5),
    ("bot.broadcast_commands", 5),
    ("bot.checks", 5),
    ("bot.cli", 5),
    ("bot.counter", 5),
    ("bot.demo", 5),
    ("bot.demo_data*", 5),
    ("bot.demo_night", 5),
    ("bot.key_commands", 5),
    ("bot.late_commands", 5),
    ("bot.economy*", 5),
    ("bot.health", 5),
    ("bot.knowledge_keeper", 5),
    ("bot.faq_commands", 5),
    ("bot.learning*", 5),
    ("bot.menu_commands", 5),
    ("bot.nlu_commands", 5),
    ("bot.processes", 5),
    ("bot.quality", 5),
    ("bot.sampling", 5),
    ("bot.scheduler", 5),
    ("bot.seed", 5),
    ("bot.serve", 5),
    ("bot.serving", 5),
    ("bot.simulator*", 5),
    ("bot.staff_commands", 5),
    ("bot.urgent_menu", 5),
    ("bot.worker", 5),
    ("bot.__main__", 5),
)
# What may not enter a package, whatever its layer.
FORBIDDEN = {
    "nlu": ("flask", "handlers", "bot.db", "bot.models", "sqlalchemy", "sqlmodel"),
    "knowledge": ("flask", "handlers"),
    "handlers": ("bot.channels",),
}


def find_layer(name: str) -> int | None:
    """The layer of one of our modules."""
    return next((layer for pattern, layer in LAYERS if fnmatchcase(name, pattern)), None)


def is_in(name: str, package: str) -> bool:
    """Whether this is the package or a module in it."""
    return name == package or name.startswith(f"{package}.")


def check_layers(root: Path) -> Findings:
    """Every import of every module against the table; plain packages (`bot`, `handlers.faq`) have no layer."""
    modules = list_modules(root)
    findings = Findings()
    for name, path in modules.items():
        layer = find_layer(name)
        imports = list_imports(path, name, modules)
        if layer is None and (path.name != "__init__.py" or any(entry.module in modules for entry in imports)):
            findings.faults.append(f"{name} has no layer: say which in {Path(__file__).name}")
            continue
        for entry in imports:
            findings.looked_at += 1
            target = find_layer(entry.module) if entry.module in modules else None
            if layer is not None and target is not None and target > layer:
                findings.faults.append(
                    f"{path.relative_to(root)}:{entry.line}: layer {layer} imports {entry.module}, layer {target}"
                )
    return findings


def check_rooms(root: Path) -> Findings:
    """What may not enter a package at all, and one city service that imports another."""
    modules = list_modules(root)
    findings = Findings()
    for name, path in modules.items():
        package, _, rest = name.partition(".")
        forbidden = FORBIDDEN.get(package, ())
        for entry in list_imports(path, name, modules):
            findings.looked_at += 1
            where = f"{path.relative_to(root)}:{entry.line}"
            if any(is_in(entry.module, other) for other in forbidden):
                findings.faults.append(f"{where}: {entry.module} may not enter {package}/")
            own_room = f"handlers.{rest.partition('.')[0]}"
            if package == "handlers" and is_in(entry.module, "handlers") and not is_in(entry.module, own_room):
                findings.faults.append(f"{where}: a handler imports another, {entry.module}")
    return findings


def test_imports_go_down() -> None:
    check_layers(ROOT).expect_none(at_least=500)


def test_what_may_not_enter_a_room_stays_out() -> None:
    check_rooms(ROOT).expect_none(at_least=500)


def test_planted_upward_imports_are_found(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "bot/__init__.py": "",
            "bot/messages.py": "def late():\n    from bot import db\n",
            "bot/db.py": "import bot.errors\n",
            "bot/errors.py": "",
            "bot/services/__init__.py": "",
            "bot/services/things.py": "from ..dialogue.engine import Engine\n",
            "bot/dialogue/engine.py": "if TYPE_CHECKING:\n    from bot.app import create_app\n",
            "bot/app.py": "from bot.dialogue import engine\n",
            "bot/stray.py": "",
        },
    )
    findings = check_layers(tmp_path)
    assert findings.looked_at == 5
    assert sorted(findings.faults) == [
        "bot.stray has no layer: say which in test_layers.py",
        "bot/dialogue/engine.py:2: layer 3 imports bot.app, layer 5",
        "bot/messages.py:2: layer 0 imports bot.db, layer 1",
        "bot/services/things.py:1: layer 2 imports bot.dialogue.engine, layer 3",
    ]


def test_planted_strangers_are_found(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "nlu/entities.py": "from flask import request\nimport re\n",
            "knowledge/search.py": "from handlers.faq import service\n",
            "handlers/faq/service.py": "import json\nfrom handlers.faq.models import Vote\n",
            "handlers/faq/models.py": "",
            "handlers/taxes/handler.py": "from importlib import import_module\nimport_module('handlers.faq.service')\n",
        },
    )
    findings = check_rooms(tmp_path)
    assert findings.looked_at == 7
    assert sorted(findings.faults) == [
        "handlers/taxes/handler.py:2: a handler imports another, handlers.faq.service",
        "knowledge/search.py:1: handlers.faq.service may not enter knowledge/",
        "nlu/entities.py:1: flask.request may not enter nlu/",
    ]
