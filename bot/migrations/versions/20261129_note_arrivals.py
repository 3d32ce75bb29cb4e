"""Note who came, timeframes that staff closed, and what was written to their people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "a7c3e9105b64"
down_revision = "e71c40b8d5a3"
branch_labels = None
depends_on = None

_IS_LIVE = "undone_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "reservation_arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=False),
        sa.Column("timeframe_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("came_at", UtcDateTime(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("scan", sa.String(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["reservation_id"], ["reservation.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["timeframe_id"], ["reservation_timeframe.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reservation_arrival_timeframe_id", "reservation_arrival", ["timeframe_id"])
    op.create_index("ix_reservation_arrival_noted", "reservation_arrival", ["noted_at"])
    op.create_index(
        "ix_reservation_arrival_once",
        "reservation_arrival",
        ["reservation_id", "day"],
        unique=True,
        sqlite_where=sa.text(_IS_LIVE),
        postgresql_where=sa.text(_IS_LIVE),
    )
    op.create_table(
        "reservation_closing",
        sa.Column("timeframe_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["timeframe_id"], ["reservation_timeframe.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("timeframe_id"),
    )
    op.create_table(
        "reservation_announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["reservation_resource.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )


def downgrade() -> None:
    op.drop_table("reservation_announcement")
    op.drop_table("reservation_closing")
    op.drop_index("ix_reservation_arrival_once", "reservation_arrival")
    op.drop_index("ix_reservation_arrival_noted", "reservation_arrival")
    op.drop_index("ix_reservation_arrival_timeframe_id", "reservation_arrival")
    op.drop_table("reservation_arrival")
