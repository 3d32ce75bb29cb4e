"""What was imported, with what was noticed row by row."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from admin.page import Words
from handlers.health_records.admin.desk import Desk
from handlers.health_records.models import HealthFinding, HealthImport
from handlers.health_records.service.importing.mapping import read_own

MOST, MOST_FINDINGS = 50, 500


@dataclass(frozen=True)
class ImportPages:
    desk: Desk

    def show_imports(self) -> ResponseReturnValue:
        """The newest first; of the one that is asked for what was noticed, with rows and columns and no value."""
        asked = request.args.get("of", "")
        wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
        with self.desk.house.database.read() as session:
            found = session.exec(select(HealthImport).order_by(col(HealthImport.id).desc()).limit(MOST)).all()
            chosen = next((one for one in found if one.id == wanted), found[0] if found else None)
            own = select(HealthFinding).where(HealthFinding.import_id == (chosen.id if chosen else 0))
            ordered = own.order_by(col(HealthFinding.is_refused).desc(), col(HealthFinding.row_number))
            findings = session.exec(ordered.limit(MOST_FINDINGS)).all()
            return self.desk.render(
                "imports", found=found, chosen=chosen, findings=findings, name_column=self._name_column
            )

    def _name_column(self, column: str) -> str:
        """As Japanese files have it, and by our own name, which the command line says."""
        names = read_own().columns.get(column, ())
        return f"{names[0]} ({column})" if names and Words(self.desk.house).language == "ja" else column
