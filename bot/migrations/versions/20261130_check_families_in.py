"""Who is at a shelter."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "f40c7ad2b951"
down_revision = "a7d3e90b51c4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shelter_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("shelter_id", sa.Integer(), nullable=False),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("arrived_at", "received_at")),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("by_tablet", sa.Boolean(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("word_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["shelter_id"], ["shelter.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("client_id"),
    )
    op.create_index("ix_shelter_party_shelter", "shelter_party", ["shelter_id", "left_at"])
    op.create_index("ix_shelter_party_arrived_at", "shelter_party", ["arrived_at"])
    op.create_table(
        "shelter_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("match_key", sa.LargeBinary(), nullable=False),
        sa.Column("match_key_index", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["shelter_party.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("party_id", "match_key_index"):
        op.create_index(f"ix_shelter_person_{column}", "shelter_person", [column])


def downgrade() -> None:
    for table in ("shelter_person", "shelter_party"):
        op.drop_table(table)
