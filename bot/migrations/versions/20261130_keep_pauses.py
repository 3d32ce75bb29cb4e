"""Keep long illnesses that make a vaccine's time longer, and who of the city's doctors and nurses confirmed them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "d58b20c6f1e4"
down_revision = "c41d7e90ab36"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "health_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("pause_key", sa.LargeBinary(), nullable=False),
        sa.Column("pause_key_index", sa.String(length=64), nullable=False),
        sa.Column("began_on", sa.LargeBinary(), nullable=False),
        sa.Column("ended_on", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("profession", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["health_person.id"], name=op.f("fk_health_pause_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_pause")),
        sa.UniqueConstraint("pause_key_index", name=op.f("uq_health_pause_pause_key_index")),
    )
    with op.batch_alter_table("health_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_pause_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_health_pause_state"), ["state"], unique=False)


def downgrade() -> None:
    op.drop_table("health_pause")
