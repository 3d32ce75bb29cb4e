"""Days as Japanese offices write them."""

from __future__ import annotations

from datetime import date

from bot.forms.dates import ERAS
from bot.texts import Texts


def say_in_era(texts: Texts, day: date) -> str:
    """令和8年12月1日, 平成元年1月8日; in the western calendar before the first of the eras."""
    era = next((era for era in ERAS if era.has(day)), None)
    if era is None:
        return day.isoformat()
    year = day.year - era.first.year + 1
    name = texts.get("ja", f"certificates.admin_era_{era.name}")
    first = texts.get("ja", "certificates.admin_first_year")
    said = first if year == 1 else year
    return texts.get("ja", "certificates.admin_era_date", era=name, year=said, month=day.month, day=day.day)
