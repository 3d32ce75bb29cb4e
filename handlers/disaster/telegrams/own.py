"""Our own form in JSON, for other systems of the city (docs/alerts.md)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from handlers.disaster.telegrams.kinds import grade_of
from handlers.disaster.telegrams.values import InfoType, Item, Status, Telegram, UnreadableTelegram

FORM = "madoguchi-alert/1"
MOST_AREAS = 2_000
MOST_DISTRICTS = 500
Name = Annotated[str, Field(min_length=1, max_length=100)]
Municipality = Annotated[str, Field(pattern=r"^\d{7}$")]
Felt = Literal["1", "2", "3", "4", "5-", "5+", "6-", "6+", "7"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AlertArea(_Strict):
    code: Municipality
    name: str = Field("", max_length=100)
    level: Annotated[int, Field(ge=0, le=5)] | None = None
    in_force: bool = True
    districts: list[Name] = Field([], max_length=MOST_DISTRICTS)


class Alert(_Strict):
    form: Literal["madoguchi-alert/1"]
    kind: str = Field(pattern=r"^[a-z][a-z_]{0,39}$")
    word: str = Field("", max_length=100)
    status: Status
    info_type: InfoType = InfoType.ISSUE
    event_id: str = Field(min_length=1, max_length=100)
    serial: int | None = Field(None, ge=0, lt=1_000_000_000)
    reported_at: AwareDatetime
    title: str = Field("", max_length=200)
    headline: str = Field("", max_length=2_000)
    areas: list[AlertArea] = Field([], max_length=MOST_AREAS)
    intensities: dict[Municipality, Felt] = Field({}, max_length=MOST_AREAS)


def read_own(content: bytes) -> Telegram:
    """Raises UnreadableTelegram."""
    try:
        alert = Alert.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UnreadableTelegram(f"JSON: {where}: {first['type']}") from None
    return Telegram(
        code="JSON",
        title=alert.title,
        status=alert.status,
        info_type=alert.info_type,
        event_id=alert.event_id,
        serial=alert.serial,
        reported_at=alert.reported_at,
        headline=alert.headline,
        items=tuple(_read_item(alert, area) for area in alert.areas),
        intensities=alert.intensities,
        has_levels=not alert.intensities,
    )


def _read_item(alert: Alert, area: AlertArea) -> Item:
    level = area.level or None
    return Item(
        area.code,
        area.name,
        alert.kind,
        alert.word,
        level,
        grade_of(alert.word, level),
        area.in_force and area.level != 0,
        districts=tuple(area.districts),
    )
