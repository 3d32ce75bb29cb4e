"""Words by which relatives are told whether somebody is safe."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "fa3c7b2e8d59"
down_revision = "d17c5a90e3b8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "safe_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("match_key", sa.LargeBinary(), nullable=False),
        sa.Column("match_key_index", sa.String(length=64), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("word_hash", "condition")),
        sa.Column("said_at", UtcDateTime(), nullable=True),
        sa.Column("agreed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id"),
    )
    op.create_index("ix_safe_word_match_key_index", "safe_word", ["match_key_index"])


def downgrade() -> None:
    op.drop_index("ix_safe_word_match_key_index", table_name="safe_word")
    op.drop_table("safe_word")
