"""Keep appointments of the health centre; who waits for a place may be known by a service alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "c41d7e90ab36"
down_revision = "d2a7f61c84e0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _let_wait(without_conversation=True)
    op.create_table(
        "health_appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.Column("open_key", sa.LargeBinary(), nullable=True),
        sa.Column("open_key_index", sa.String(length=64), nullable=True),
        sa.Column("reservation_id", sa.Integer(), nullable=True),
        sa.Column("wait_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["health_account.id"],
            name=op.f("fk_health_appointment_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["health_person.id"],
            name=op.f("fk_health_appointment_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"],
            ["reservation.id"],
            name=op.f("fk_health_appointment_reservation_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["wait_id"],
            ["reservation_wait.id"],
            name=op.f("fk_health_appointment_wait_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_appointment")),
        sa.UniqueConstraint("open_key_index", name=op.f("uq_health_appointment_open_key_index")),
        sa.UniqueConstraint("reservation_id", name=op.f("uq_health_appointment_reservation_id")),
        sa.UniqueConstraint("wait_id", name=op.f("uq_health_appointment_wait_id")),
    )
    with op.batch_alter_table("health_appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_appointment_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_health_appointment_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("health_appointment")
    op.execute("DELETE FROM reservation_wait WHERE conversation_id IS NULL")
    _let_wait(without_conversation=False)


def _let_wait(*, without_conversation: bool) -> None:
    with op.batch_alter_table("reservation_wait", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("conversation_id", existing_type=sa.Integer(), nullable=without_conversation)
