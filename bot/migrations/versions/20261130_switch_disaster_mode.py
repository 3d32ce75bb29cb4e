"""The switch of disaster mode."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "b5f2c8e70d14"
down_revision = "a93d5e70c1f8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "disaster_mode_switch",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("is_on", "was_alone")),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"]),
        sa.ForeignKeyConstraint(["confirmed_by"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("disaster_mode_switch")
