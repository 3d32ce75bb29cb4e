"""How a report is shown in conversation: its number and how it stands, and nothing of what was written."""

from __future__ import annotations

from bot.dialogue.choices import help_choice, person_choice, phone_choice
from bot.dialogue.handler import Unfinished
from bot.dialogue.turn import Turn
from bot.messages import Card, Choice
from handlers.reports.links import report_url
from handlers.reports.models import DamageReport
from handlers.reports.service.catalogue import find_department


def report_card(turn: Turn, report: DamageReport, title: str, text: str) -> Card:
    """With the way to its page, and the office's number."""
    department = find_department(turn.house.city, report.kind)
    telephone = (department and department.telephone) or turn.house.city.telephone
    office = department.name_in(turn.language) if department else turn.house.city.name_in(turn.language)
    facts = (
        (turn.text("fact_number"), report.number),
        (turn.text("fact_kind"), turn.text(f"kind_{report.kind}")),
        (turn.text("fact_state"), turn.text(f"state_{report.state}")),
        (turn.text("fact_office"), office),
    )
    buttons = (
        Choice(turn.text("open_page"), url=page_of(turn, report)),
        phone_choice(turn.text("call", number=telephone), telephone),
    )
    choices = (person_choice(turn), help_choice(turn))
    return Card(title, text, facts, buttons, turn.text("page_note"), choices=choices)


def describe_unfinished(turn: Turn, report: DamageReport) -> Unfinished:
    way = Choice(turn.text("open_page"), url=page_of(turn, report))
    return Unfinished(f"{turn.text('title')} {report.number}", turn.text(f"state_{report.state}"), way)


def page_of(turn: Turn, report: DamageReport) -> str:
    return report_url(turn.house.public_url, turn.house.secret_key, report.id or 0, turn.language)
