"""Let staff list payments, and keep the last comparison with the provider."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "d27a90c4be15"
down_revision = "fc6f8ead6663"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "payment_comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_payment_comparison_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_comparison")),
    )
    op.create_index("ix_payment_changed", "payment", ["changed_at"])
    op.create_index("ix_payment_event_object_id", "payment_event", ["object_id"])
    _create_partial("payment_attempt", "mismatch")
    _create_partial("payment_refund", "failed")


def _create_partial(table: str, state: str) -> None:
    where = sa.text(f"state = '{state}'")
    op.create_index(f"ix_{table}_{state}", table, ["id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_payment_refund_failed", "payment_refund")
    op.drop_index("ix_payment_attempt_mismatch", "payment_attempt")
    op.drop_index("ix_payment_event_object_id", "payment_event")
    op.drop_index("ix_payment_changed", "payment")
    op.drop_table("payment_comparison")
