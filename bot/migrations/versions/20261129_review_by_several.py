"""Let several people judge the weekly sample at the same time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "c41d9be2f7a6"
down_revision = "3b1f0c7a52de"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "knowledge_judgement", sa.Column("taken_by", sa.String(), nullable=False, server_default=sa.text("''"))
    )
    op.add_column("knowledge_judgement", sa.Column("taken_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("knowledge_judgement", "taken_at")
    op.drop_column("knowledge_judgement", "taken_by")
