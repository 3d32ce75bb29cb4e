"""The waiting rooms before pages that many want at once."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class WaitingRoom(SQLModel, table=True):
    """How many have come, and when the last of them may enter: all that a fair order needs."""

    __tablename__ = "waiting_room"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    issued: int = 0
    entered_until: float = 0.0  # seconds since 1970
