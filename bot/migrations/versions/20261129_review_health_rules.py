"""Keep the versions of what is due, who confirmed them, and who wants to be reminded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "5c8e2ad47b10"
down_revision = "1f4a23f23942"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "health_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("profession", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_rule")),
        sa.UniqueConstraint("rule_id", "digest", name="uq_health_rule_rule_id_digest"),
    )
    with op.batch_alter_table("health_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_rule_state"), ["state"], unique=False)

    op.create_table(
        "health_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["health_account.id"],
            name=op.f("fk_health_reminder_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["health_person.id"],
            name=op.f("fk_health_reminder_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_reminder")),
        sa.UniqueConstraint("account_id", "person_id", name="uq_health_reminder_account_person"),
    )
    with op.batch_alter_table("health_reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_reminder_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("health_reminder")
    op.drop_table("health_rule")
