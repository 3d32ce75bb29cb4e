"""Open timeframes by rule, and remind of reservations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "5e1c7a90d3f4"
down_revision = "ab97192bfe4e"
branch_labels = None
depends_on = None

_UNTOLD = "state = 'offered' AND told_at IS NULL"


def upgrade() -> None:
    op.add_column(
        "reservation_timeframe", sa.Column("is_off_rule", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("reservation", sa.Column("reminded_day_at", UtcDateTime(), nullable=True))
    op.add_column("reservation", sa.Column("reminded_hour_at", UtcDateTime(), nullable=True))
    op.add_column("reservation_wait", sa.Column("purpose", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column(
        "reservation_wait", sa.Column("language", sa.String(), nullable=False, server_default=sa.text("'ja'"))
    )
    op.create_index(
        "ix_reservation_wait_untold",
        "reservation_wait",
        ["id"],
        sqlite_where=sa.text(_UNTOLD),
        postgresql_where=sa.text(_UNTOLD),
    )


def downgrade() -> None:
    op.drop_index("ix_reservation_wait_untold", "reservation_wait")
    op.drop_column("reservation_wait", "language")
    op.drop_column("reservation_wait", "purpose")
    op.drop_column("reservation", "reminded_hour_at")
    op.drop_column("reservation", "reminded_day_at")
    op.drop_column("reservation_timeframe", "is_off_rule")
