"""Shelters opened by telephone: keepers' PINs, and how far a call has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "e6b0d93f17a2"
down_revision = "c4f81e0d6a27"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_state(sa.Column("id", sa.Integer(), nullable=False), sa.PrimaryKeyConstraint("id"))
    op.create_table(
        "shelter_keeper",
        sa.Column("shelter_id", sa.Integer(), nullable=False),
        sa.Column("pin_index", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("blocked_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["shelter_id"], ["shelter.id"]),
        sa.PrimaryKeyConstraint("shelter_id"),
    )
    op.create_table(
        "shelter_call",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("call_index", "last_said", "code")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("turn", "tries")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("is_over", "is_known")),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("shelter_id", "persons")),
        sa.ForeignKeyConstraint(["shelter_id"], ["shelter.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("call_index"),
    )


def downgrade() -> None:
    for table in ("shelter_call", "shelter_keeper"):
        op.drop_table(table)
    _create_state(sa.PrimaryKeyConstraint("shelter_id"))


def _create_state(*key: sa.SchemaItem) -> None:
    """Anew: before this nothing could open a shelter, so that there is no row."""
    op.drop_table("shelter_state")
    is_new = len(key) > 1
    op.create_table(
        "shelter_state",
        *key,
        sa.Column("shelter_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("crowding", sa.String(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.CheckConstraint("persons IS NULL OR persons >= 0", name="persons_are_counted"),
        sa.ForeignKeyConstraint(["shelter_id"], ["shelter.id"]),
        *([sa.UniqueConstraint("shelter_id")] if is_new else []),
    )
    op.create_index("ix_shelter_state_is_open", "shelter_state", ["is_open"])
