"""Count questions by language, those that nobody understood too, and quickly in a full table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3b1f0c7a52de"
down_revision = "c58e3b7a1d60"
branch_labels = None
depends_on = None

_MISSED = sa.text("name = 'missed'")


def upgrade() -> None:
    op.add_column("conversation", sa.Column("language", sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_index("ix_faq_answer_at", "faq_answer", ["at", "conversation_id", "band", "rating", "shown_id"])
    op.create_index(
        "ix_tracker_event_missed",
        "tracker_event",
        ["at", "conversation_id"],
        sqlite_where=_MISSED,
        postgresql_where=_MISSED,
    )


def downgrade() -> None:
    op.drop_index("ix_tracker_event_missed", "tracker_event", sqlite_where=_MISSED, postgresql_where=_MISSED)
    op.drop_index("ix_faq_answer_at", "faq_answer")
    op.drop_column("conversation", "language")
