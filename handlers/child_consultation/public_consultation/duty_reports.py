"""`POST /consultation/duty-call`: what became of a call, when the duty telephone's provider knows it later."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request
from flask.typing import ResponseReturnValue

from bot.clients.duty_phone import SIGNATURE, read_late_report
from bot.db import Database
from handlers.child_consultation.service.duty import PROVIDER_KEY, find_call, note_outcome

MOST_BYTES = 4_096


@dataclass(frozen=True)
class DutyReports:
    database: Database

    def take_report(self) -> ResponseReturnValue:
        """401 for what the provider has not signed, 404 for a call that there was not."""
        if (request.content_length or 0) > MOST_BYTES:
            abort(413)
        keys = self.database.vault.derive_keys(PROVIDER_KEY)
        late = read_late_report(keys, request.get_data(), request.headers.get(SIGNATURE, "")) or abort(401)
        with self.database.write() as session:
            call = find_call(session, late.number, late.times) or abort(404)
            note_outcome(session, call.id or 0, late.report)
        return "", 204
