"""Add waiting rooms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "def8ac9db676"
down_revision = "5e1c7a90d3f4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waiting_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("entered_until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_room")),
        sa.UniqueConstraint("name", name=op.f("uq_waiting_room_name")),
    )


def downgrade() -> None:
    op.drop_table("waiting_room")
