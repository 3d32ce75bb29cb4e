"""Clinics on duty, nurseries with places, and what there is for children on which day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "b7c4e19a52d3"
down_revision = "c41f7a90d2e8"
branch_labels = None
depends_on = None


def _list_shared() -> list[sa.Column]:  # type: ignore[type-arg]
    words = ("name", "address", "telephone", "page_url", "note")
    return [
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    ]


def _list_moments() -> list[sa.Column]:  # type: ignore[type-arg]
    return [sa.Column(name, UtcDateTime(), nullable=False) for name in ("starts_at", "ends_at")]


def upgrade() -> None:
    op.create_table(
        "child_clinic_duty",
        *_list_shared(),
        *_list_moments(),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name="it_has_length"),
    )
    op.create_index("ix_child_clinic_duty_starts_at", "child_clinic_duty", ["starts_at"])
    op.create_table(
        "child_nursery",
        *_list_shared(),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("form", "district", "accepts", "opens", "closes", "capacity")
        ),
        sa.Column("from_months", sa.Integer(), nullable=True),
        sa.Column("places", sa.JSON(), nullable=False),
    )
    op.create_table(
        "child_occasion",
        *_list_shared(),
        *_list_moments(),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("kind", "place", "target", "summary", "fee", "apply", "keywords")
        ),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("from_months", "to_months")),
        sa.CheckConstraint("ends_at > starts_at", name="it_has_length"),
    )
    op.create_index("ix_child_occasion_kind", "child_occasion", ["kind", "starts_at"])


def downgrade() -> None:
    for table in ("child_occasion", "child_nursery", "child_clinic_duty"):
        op.drop_table(table)
