"""Let staff keep the places: a capacity and a closing of their own, and what citizens have yet to be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "f3a91c6e2d47"
down_revision = "a7c3e9105b64"
branch_labels = None
depends_on = None

_UNTOLD = "news <> ''"


def upgrade() -> None:
    op.add_column(
        "reservation_timeframe", sa.Column("has_own_capacity", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "reservation_timeframe", sa.Column("closed_why", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("reservation", sa.Column("news", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("reservation", sa.Column("known_timeframe_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_reservation_untold",
        "reservation",
        ["id"],
        sqlite_where=sa.text(_UNTOLD),
        postgresql_where=sa.text(_UNTOLD),
    )


def downgrade() -> None:
    op.drop_index("ix_reservation_untold", "reservation")
    op.drop_column("reservation", "known_timeframe_id")
    op.drop_column("reservation", "news")
    op.drop_column("reservation_timeframe", "closed_why")
    op.drop_column("reservation_timeframe", "has_own_capacity")
