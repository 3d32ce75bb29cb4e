"""Send tests of a message to many to who writes it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "b91f4c6e20d7"
down_revision = "f3b81d6c2e57"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("word_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_staff_conversation_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_conversation_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_conversation")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_staff_conversation_staff_id")),
    )
    op.create_index(
        op.f("ix_staff_conversation_conversation_id"), "staff_conversation", ["conversation_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("staff_conversation")
