"""Count messages in LINE, know the quota, and hold back what it leaves no room for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "6268293e825b"
down_revision = "8b578d6bcc5f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_ledger")),
        sa.UniqueConstraint("day", "service", "kind", name=op.f("uq_message_ledger_day_service_kind")),
    )
    op.create_table(
        "message_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("limit_count", sa.Integer(), nullable=True),
        sa.Column("used_count", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("warned_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_quota")),
        sa.UniqueConstraint("month", name=op.f("uq_message_quota_month")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("service", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("must_arrive", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("outbox", schema=None) as batch_op:  # the defaults were for the rows that are there
        batch_op.alter_column("service", server_default=None)
        batch_op.alter_column("must_arrive", server_default=None)
        batch_op.create_index(
            "ix_outbox_held",
            ["conversation_id", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'held'"),
            postgresql_where=sa.text("status = 'held'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_held", sqlite_where=sa.text("status = 'held'"), postgresql_where=sa.text("status = 'held'")
        )
        batch_op.drop_column("must_arrive")
        batch_op.drop_column("service")

    op.drop_table("message_quota")
    op.drop_table("message_ledger")
