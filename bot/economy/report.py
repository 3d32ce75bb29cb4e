"""The month's messages as staff read them: day by day with bars, then by service, then the quota."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.clock import TOKYO
from bot.economy.watch import describe
from bot.models.ledger import MessageKind
from bot.models.outbox import OutboxRow
from bot.services.ledger import Count
from bot.services.quota import MUST_ONLY_PERCENT, WARNING_PERCENT, Quota

BAR_CELLS = 30
BARS = {MessageKind.REPLY: ("░", "green"), MessageKind.PUSH: ("█", "red")}  # told apart without colour, too
HELD_SHOWN = 20


@dataclass(frozen=True)
class Report:
    """One month. `fault` says why LINE could not be asked just now; `held` are rows that wait for a reply."""

    month: date
    counts: Sequence[Count]
    quota: Quota | None
    held: Sequence[OutboxRow]
    now: datetime
    fault: str = ""

    def to_json(self) -> dict[str, Any]:
        """As `--json` prints it; nothing in it is a citizen's."""
        rows = [
            {"day": str(one.day), "service": one.service, "kind": one.kind, "count": one.count} for one in self.counts
        ]
        return {
            "month": f"{self.month:%Y-%m}",
            "rows": rows,
            "replies": _sum(self.counts, MessageKind.REPLY),
            "pushes": _sum(self.counts, MessageKind.PUSH),
            "quota": self._quota_to_json(self.quota) if self.quota else None,
            "held": [_held_to_json(row) for row in self.held],
            "fault": self.fault,
        }

    def _quota_to_json(self, quota: Quota) -> dict[str, Any]:
        return {
            "limit": quota.limit,
            "used": quota.used,
            "left": quota.left,
            "percent": quota.percent,
            "warning": quota.needs_warning,
            "only_must": not quota.allows(1),
            "forecast": quota.forecast(self.now),
            "asked_at": quota.asked_at.isoformat(),
        }


def show_report(console: Console, report: Report) -> None:
    """Print it; in a narrow terminal the bars get shorter."""
    if report.counts:
        console.print(_days(report))
        console.print(_services(report.counts))
    else:
        console.print(f"nothing was sent in LINE in {report.month:%Y-%m}")
    for line in _list_lines(report):
        console.print(line, highlight=False, soft_wrap=True)


def _days(report: Report) -> Table:
    table = Table(title=f"LINE, {report.month:%Y-%m}: ░ replies, free   █ pushes, paid", title_justify="left", box=None)
    for name, justify in (("day", "left"), ("service", "left"), ("replies", "right"), ("pushes", "right")):
        table.add_column(name, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column("", no_wrap=True, overflow="crop")
    grouped: dict[tuple[date, str], dict[str, int]] = defaultdict(dict)
    for one in report.counts:
        grouped[one.day, one.service][one.kind] = one.count
    longest = max(sum(kinds.values()) for kinds in grouped.values())
    seen: date | None = None
    for (day, service), kinds in grouped.items():
        table.add_row("" if day == seen else f"{day:%m-%d %a}", service, *_figures(kinds), _bar(kinds, longest))
        seen = day
    return table


def _services(counts: Sequence[Count]) -> Table:
    table = Table(title="the month", title_justify="left", box=None)
    table.add_column("service")
    table.add_column("replies", justify="right")
    table.add_column("pushes", justify="right")
    totals: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in counts:
        for name in (one.service, "all"):
            totals[name][one.kind] += one.count
    for service in (*sorted(set(totals) - {"all"}), "all"):
        table.add_row(service, *_figures(totals[service]), style="bold" if service == "all" else "")
    return table


def _figures(kinds: dict[str, int]) -> Iterable[str]:
    return (f"{kinds.get(kind, 0):,}" for kind in BARS)


def _bar(kinds: dict[str, int], longest: int) -> Text:
    bar = Text()
    for kind, (sign, style) in BARS.items():
        count = kinds.get(kind, 0)
        bar.append(sign * (max(1, round(BAR_CELLS * count / longest)) if count else 0), style)
    return bar


def _list_lines(report: Report) -> Iterable[str]:
    yield ""
    yield from _list_quota_lines(report)
    if report.held:
        yield f"{len(report.held)} held back for want of quota; they go with the next reply to their citizen:"
        yield from (_say_held(row) for row in report.held[:HELD_SHOWN])
        if len(report.held) > HELD_SHOWN:
            yield f"  … and {len(report.held) - HELD_SHOWN} more"


def _list_quota_lines(report: Report) -> Iterable[str]:
    quota = report.quota
    if report.fault:
        yield f"LINE could not be asked now: {report.fault}"
    if quota is None:
        yield "quota: not known, LINE was never asked"
        return
    yield f"quota: {describe(quota)}" + ("" if quota.left is None else f"; {quota.left:,} left")
    yield f"forecast for the end of the month: {quota.forecast(report.now):,}"
    yield f"as LINE said on {quota.asked_at.astimezone(TOKYO):%Y-%m-%d %H:%M}, and what was pushed since"
    if quota.needs_warning:
        yield f"WARNING: {WARNING_PERCENT} % is reached; at {MUST_ONLY_PERCENT} % ordinary pushes stop"


def _say_held(row: OutboxRow) -> str:
    return f"  outbox {row.id}, conversation {row.conversation_id}, {row.service}, since {_moment(row)}"


def _held_to_json(row: OutboxRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "service": row.service,
        "must_arrive": row.must_arrive,
        "since": row.created_at.isoformat(),
    }


def _moment(row: OutboxRow) -> str:
    return f"{row.created_at.astimezone(TOKYO):%Y-%m-%d %H:%M}"


def _sum(counts: Sequence[Count], kind: str) -> int:
    return sum(one.count for one in counts if one.kind == kind)
