"""Add knowledge calibration."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "756e57b94ad1"
down_revision = "ef37846f0b1e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knowledge_calibration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("coefficients", sa.String(), nullable=False),
        sa.Column("scale", sa.Float(), nullable=False),
        sa.Column("shift", sa.Float(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("fitted_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("scale > 0", name=op.f("ck_knowledge_calibration_scale_above_zero")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_calibration")),
        sa.UniqueConstraint("encoder", name=op.f("uq_knowledge_calibration_encoder")),
    )


def downgrade() -> None:
    op.drop_table("knowledge_calibration")
