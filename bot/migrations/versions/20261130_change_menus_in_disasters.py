"""Everybody's rich menu, as it follows disaster mode."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "c7d40e9a51b2"
down_revision = "c8e41f7a2b60"
branch_labels = None
depends_on = None

WORDS = ("menu_before", "status", "key", "line_request", "fault")


def upgrade() -> None:
    op.create_table(
        "menu_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("switch_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in WORDS),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("moved", "attempts")),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["switch_id"], ["disaster_mode_switch.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("switch_id"),
    )


def downgrade() -> None:
    op.drop_table("menu_change")
