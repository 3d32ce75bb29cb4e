"""Surveys, their answers, and opinions on drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

revision = "c4e81b96d2f7"
down_revision = "e92f6a1d7c48"
branch_labels = None
depends_on = None


def _survey() -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    return (
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], ondelete="CASCADE"),
    )


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("titles", "intros", "questions", "rule")),
        sa.Column("document_url", sa.String(), nullable=False),
        sa.Column("asks_name", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("are_words_gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcast.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("broadcast_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        *_survey(),
        sa.Column("mark", sa.String(64), nullable=True),
        sa.Column("chosen", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("language", "area", "via")),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("is_doubtful", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("survey_id", "mark"),
    )
    op.create_table(
        "survey_text",
        sa.Column("id", sa.Integer(), nullable=False),
        *_survey(),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("words", EncryptedText(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["survey_answer.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_survey_text_survey", "survey_text", ["survey_id", "question"])
    op.create_index("ix_survey_text_answer_id", "survey_text", ["answer_id"])
    op.create_table(
        "survey_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        *_survey(),
        sa.Column("mark", sa.String(64), nullable=True),
        *(sa.Column(name, EncryptedText(), nullable=False) for name in ("words", "name", "address")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("language", "via")),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("is_doubtful", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("gist", "reply")),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_survey_opinion_survey", "survey_opinion", ["survey_id", "mark"])


def downgrade() -> None:
    for table in ("survey_opinion", "survey_text", "survey_answer", "survey"):
        op.drop_table(table)
