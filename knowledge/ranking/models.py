"""A city's own correction of the shipped probability."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime


class KnowledgeCalibration(SQLModel, table=True):
    """The last one of each encoder. It means nothing for other shipped coefficients than those it was fitted over."""

    __tablename__ = "knowledge_calibration"
    __table_args__ = (CheckConstraint("scale > 0", name="scale_above_zero"),)

    id: int | None = Field(default=None, primary_key=True)
    encoder: str = Field(unique=True)  # with the normaliser's version
    coefficients: str  # the mark of the shipped ones
    scale: float
    shift: float
    cases: int
    fitted_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
