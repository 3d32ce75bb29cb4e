"""Pictures and files that staff sent to citizens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer
from sqlmodel import Field, SQLModel

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedBytes, EncryptedText


class SentFile(SQLModel, table=True):
    """One of them. It goes with its conversation."""

    __tablename__ = "sent_file"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(
        sa_column=Column(Integer, ForeignKey("conversation.id", ondelete="CASCADE"), index=True, nullable=False)
    )
    key: str = Field(unique=True)  # 128 random bits: whoever has the address gets the file
    media_type: str
    name: str = Field(sa_column=Column(EncryptedText, nullable=False))  # empty for a picture
    content: bytes = Field(sa_column=Column(EncryptedBytes, nullable=False))
    preview: bytes | None = Field(default=None, sa_column=Column(EncryptedBytes))  # a small JPEG of a picture
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
