"""A plan in words and as JSON."""

from __future__ import annotations

from typing import Any

from bot.channels.line.menus.sync import Plan


def list_steps(plan: Plan) -> list[str]:
    """What would be done, one line a step; nothing for an empty plan."""
    steps = [f"make {one.key.menu} in {one.key.language} ({len(one.picture.data):,} bytes)" for one in plan.make]
    steps += [f"point alias {one.key.alias} to it" for one in plan.make]
    if plan.sets_default:
        steps.append(f"make {plan.default.menu} in {plan.default.language} everybody's menu")
    steps += [f"move citizens away from {menu_id}, then delete it" for menu_id in plan.outdated]
    return steps + [f"delete alias {alias}" for alias in plan.outdated_aliases]


def describe_plan(plan: Plan, dry_run: bool) -> dict[str, Any]:
    """`made`, `kept` and `deleted` menus, each `menu.language`, and what is everybody's menu."""
    return {
        "dry_run": dry_run,
        "made": [".".join(one.key) for one in plan.make],
        "kept": [".".join(key) for key in plan.kept],
        "default": ".".join(plan.default),
        "default_changed": plan.sets_default,
        "deleted": list(plan.outdated),
        "deleted_aliases": list(plan.outdated_aliases),
    }
