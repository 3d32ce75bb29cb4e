"""Count how often the addresses of a message to many are pressed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a7d3e90b51c4"
down_revision = "d4e81f0a63b5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "broadcast_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("presses", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_link_broadcast_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_link")),
        sa.UniqueConstraint(
            "broadcast_id", "language", "url", name=op.f("uq_broadcast_link_broadcast_id_language_url")
        ),
        sa.UniqueConstraint("key", name=op.f("uq_broadcast_link_key")),
    )


def downgrade() -> None:
    op.drop_table("broadcast_link")
