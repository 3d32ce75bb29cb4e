"""The city's shelters, how it stands with each of them, and what happened to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "d2a7f61c84e0"
down_revision = "e1a94c27d6b0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    words = ("code", "stay_code", "name", "kana", "name_en", "address", "area", "telephone")
    op.create_table(
        "shelter",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("latitude", "longitude")),
        sa.Column("elevation_m", sa.Float(), nullable=True),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("hazards", "features")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("is_site", "is_stay")),
        sa.Column("capacity", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("communities", "page_url", "note")),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("code", "stay_code", "area"):
        op.create_index(f"ix_shelter_{column}", "shelter", [column])
    op.create_table(
        "shelter_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("shelters", "gone")),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "shelter_state",
        sa.Column("shelter_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("crowding", sa.String(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.CheckConstraint("persons IS NULL OR persons >= 0", name="persons_are_counted"),
        sa.ForeignKeyConstraint(["shelter_id"], ["shelter.id"]),
        sa.PrimaryKeyConstraint("shelter_id"),
    )
    op.create_index("ix_shelter_state_is_open", "shelter_state", ["is_open"])
    op.create_table(
        "shelter_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shelter_id", sa.Integer(), nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("change", "crowding")),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("by_telephone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["shelter_id"], ["shelter.id"]),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_shelter_event_shelter", "shelter_event", ["shelter_id", "happened_at"])


def downgrade() -> None:
    for table in ("shelter_event", "shelter_state", "shelter_import", "shelter"):
        op.drop_table(table)
