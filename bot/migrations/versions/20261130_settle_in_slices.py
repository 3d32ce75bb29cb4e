"""Broadcasts whose recipients are settled while the first of them are told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c8e41f7a2b60"
down_revision = "b5f2c8e70d14"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "broadcast_settling",
        sa.Column("broadcast_id", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("next_id", "last_id")),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("broadcast_id"),
    )


def downgrade() -> None:
    op.drop_table("broadcast_settling")
