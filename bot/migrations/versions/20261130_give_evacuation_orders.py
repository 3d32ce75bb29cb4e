"""Evacuation orders that staff give, drills among them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "a93c5d17e2f4"
down_revision = "b91f4c6e20d7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evacuation_order",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "hazard", "reason", "state")),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("drafted_by", "issued_by", "lifted_by")),
        sa.Column("broadcast_id", sa.Integer(), nullable=True),
        sa.Column("drafted_at", UtcDateTime(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], ["staff.id"], ondelete="SET NULL")
            for name in ("drafted_by", "issued_by", "lifted_by")
        ),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_evacuation_order_state", "evacuation_order", ["state", "is_drill"])


def downgrade() -> None:
    op.drop_table("evacuation_order")
