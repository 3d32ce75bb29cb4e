"""Remind of lectures, cancel them, ask how they were liked, keep interests, and take requests for outreach lectures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

revision = "f2a86d4c01be"
down_revision = "f3a91c6e2d47"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lecture", sa.Column("bring", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("lecture", sa.Column("cancelled_at", UtcDateTime(), nullable=True))
    op.add_column("lecture", sa.Column("cancelled_why", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("lecture_application", sa.Column("reminded_at", UtcDateTime(), nullable=True))
    op.add_column("lecture_application", sa.Column("asked_at", UtcDateTime(), nullable=True))
    op.add_column(
        "lecture_application", sa.Column("has_answered", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "lecture_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lecture_id", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("comment", EncryptedText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lecture_id"], ["lecture.id"], name=op.f("fk_lecture_answer_lecture_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture_answer")),
    )
    op.create_index("ix_lecture_answer_lecture_id", "lecture_answer", ["lecture_id"])
    op.create_table(
        "lecture_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("wants_news", sa.Boolean(), nullable=False),
        sa.Column("known_id", sa.Integer(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_lecture_interest_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture_interest")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_lecture_interest_conversation_id")),
    )
    op.create_table(
        "outreach_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("lecturer", sa.String(), nullable=False),
        sa.Column("place", EncryptedText(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("said", EncryptedText(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_outreach_request_it_has_length")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_outreach_request_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["form_entry.id"], name=op.f("fk_outreach_request_entry_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["form_entry.id"], name=op.f("fk_outreach_request_reply_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_request")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_outreach_request_entry_id")),
        sa.UniqueConstraint("number", name=op.f("uq_outreach_request_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outreach_request_conversation_id", "outreach_request", ["conversation_id"])
    op.create_index("ix_outreach_request_state", "outreach_request", ["state", "id"])


def downgrade() -> None:
    op.drop_table("outreach_request")
    op.drop_table("lecture_interest")
    op.drop_table("lecture_answer")
    for column in ("has_answered", "asked_at", "reminded_at"):
        op.drop_column("lecture_application", column)
    for column in ("cancelled_why", "cancelled_at", "bring"):
        op.drop_column("lecture", column)
