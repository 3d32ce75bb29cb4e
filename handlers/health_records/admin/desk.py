"""What the staff's pages of records have in common: who acts, and for which reason."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from flask import Response, abort, request

from admin.house import AdminHouse
from admin.page import Errors, Words, render
from admin.visit import current_staff
from bot.models.staff import Role
from bot.models.vault import Vault
from bot.services.audit import Actor, Purpose
from handlers.health_records.service.facts import HealthFacts, find_health_facts
from handlers.health_records.service.schedule_facts import find_schedule_facts

LONGEST = 300
PURPOSES = (Purpose.REQUEST, Purpose.ANSWER, Purpose.RECALL, Purpose.LAW, Purpose.QUALITY, Purpose.SECURITY)


@dataclass(frozen=True)
class Desk:
    house: AdminHouse

    @property
    def vault(self) -> Vault:
        return self.house.database.vault

    @property
    def facts(self) -> HealthFacts:
        """404 in a city that shows no records here."""
        return find_health_facts(self.house.city) or abort(404)

    @property
    def actor(self) -> Actor:
        return current_staff().act_as(role=Role.SERVICE)

    @property
    def profession(self) -> str:
        """Of the member who acts, as a doctor or nurse of the city; empty for who is none."""
        return find_schedule_facts(self.house.city).reviewers.get(current_staff().login, "")

    def read(self, name: str) -> str:
        """A field of the form, in one line."""
        return " ".join(unicodedata.normalize("NFKC", request.form.get(name, "")).split())[:LONGEST]

    def read_reason(self) -> tuple[Purpose, str, Errors]:
        """Why: a purpose that the citizen reads, and words for the audit log."""
        said, reason = request.form.get("purpose", ""), self.read("reason")
        purpose = next((one for one in PURPOSES if one == said), None)
        errors: Errors = {}
        if purpose is None:
            errors["purpose"] = ("health_records.admin_wanted", {})
        if not reason:
            errors["reason"] = ("health_records.admin_wanted", {})
        return purpose or Purpose.REQUEST, reason, errors

    def render(self, name: str, status: int = 200, **values: object) -> Response:
        words = Words(self.house)

        def name_field(form: str, field: str) -> str:
            key = f"health_records.form_{form}_{field}"
            return words.text(key) if self.house.texts.has(key) else field

        purposes = [("", words.text("health_records.admin_choose"))]
        purposes += [(one.value, words.text(f"health_records.admin_purpose_{one}")) for one in PURPOSES]
        return render(
            self.house, f"health_desk/{name}.html", status, purposes=purposes, name_field=name_field, **values
        )
