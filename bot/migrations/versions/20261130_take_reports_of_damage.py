"""Reports of damage, posts of other networks, and the incidents they are gathered in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedBytes, EncryptedJson, EncryptedText

revision = "d4e81f0a63b5"
down_revision = "e6b0d93f17a2"
branch_labels = None
depends_on = None


def _id() -> list[sa.SchemaItem]:
    return [sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id")]


def _moment(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _words(*names: str) -> list[sa.Column]:  # type: ignore[type-arg]
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column]:  # type: ignore[type-arg]
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "damage_incident",
        *_id(),
        *_words("kind", "state", "department", "precision", "area"),
        *_numbers("severity", "reports", "posts"),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("note", EncryptedText(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        _moment("first_at"),
        _moment("last_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_damage_incident_kind", "damage_incident", ["kind", "last_at"])
    op.create_index("ix_damage_incident_state", "damage_incident", ["state", "severity", "id"])
    op.create_index("ix_damage_incident_merged_into", "damage_incident", ["merged_into"])
    _create_reports()
    op.create_table(
        "damage_post",
        *_id(),
        *_words("fingerprint", "source", "kind"),
        *_numbers("severity"),
        sa.Column("text", EncryptedText(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        _moment("posted_at"),
        sa.ForeignKeyConstraint(["incident_id"], ["damage_incident.id"], ondelete="SET NULL"),
        sa.UniqueConstraint("fingerprint"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_damage_post_incident_id", "damage_post", ["incident_id"])
    op.create_index("ix_damage_post_posted_at", "damage_post", ["posted_at"])


def _create_reports() -> None:
    op.create_table(
        "damage_report",
        *_id(),
        *_words("number", "kind", "state", "language"),
        *_numbers("conversation_id", "severity"),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("words", EncryptedText(), nullable=False),
        sa.Column("place", EncryptedJson(), nullable=False),
        sa.Column("marks", sa.JSON(), nullable=False),
        _moment("made_at"),
        _moment("notice_at", nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["incident_id"], ["damage_incident.id"], ondelete="SET NULL"),
        sa.UniqueConstraint("number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_damage_report_made", "damage_report", ["conversation_id", "made_at"])
    op.create_index("ix_damage_report_notice", "damage_report", ["notice_at"])
    op.create_index("ix_damage_report_incident_id", "damage_report", ["incident_id"])
    op.create_table(
        "damage_photo",
        *_id(),
        *_words("message_id"),
        *_numbers("conversation_id", "report_id", "tries"),
        sa.Column("content", EncryptedBytes(), nullable=True),
        sa.Column("preview", EncryptedBytes(), nullable=True),
        _moment("at"),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["report_id"], ["damage_report.id"], ondelete="CASCADE"),
        sqlite_autoincrement=True,
    )
    for name in ("conversation_id", "report_id", "message_id"):
        op.create_index(f"ix_damage_photo_{name}", "damage_photo", [name])


def downgrade() -> None:
    for table in ("damage_photo", "damage_report", "damage_post", "damage_incident"):
        op.drop_table(table)
