"""Add owned FAQ."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "70fa713d9901"
down_revision = "e8e29392a8d5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "faq_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("live", sa.Integer(), nullable=True),
        sa.Column("served", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("looked_for", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_entry")),
        sa.UniqueConstraint("external_id", name=op.f("uq_faq_entry_external_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("faq_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faq_entry_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_faq_entry_department"), ["department"], unique=False)
        batch_op.create_index(batch_op.f("ix_faq_entry_review_on"), ["review_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_faq_entry_state"), ["state"], unique=False)

    op.create_table(
        "faq_expectation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("expected_id", sa.String(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_expectation")),
        sa.UniqueConstraint("language", "question", name=op.f("uq_faq_expectation_language_question")),
    )
    with op.batch_alter_table("faq_expectation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faq_expectation_expected_id"), ["expected_id"], unique=False)

    op.create_table(
        "faq_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_faq_step_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["entry_id"], ["faq_entry.id"], name=op.f("fk_faq_step_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_step")),
    )
    with op.batch_alter_table("faq_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faq_step_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "faq_trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("alive_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["faq_entry.id"], name=op.f("fk_faq_trial_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_trial")),
    )
    with op.batch_alter_table("faq_trial", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faq_trial_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_faq_trial_state"), ["state"], unique=False)

    op.create_table(
        "faq_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["staff.id"], name=op.f("fk_faq_version_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["faq_entry.id"], name=op.f("fk_faq_version_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_version")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_faq_version_entry_id_number")),
    )
    op.create_table(
        "faq_gap_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("faq_id", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["faq_answer.id"], name=op.f("fk_faq_gap_decision_answer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_faq_gap_decision_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_gap_decision")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_faq_gap_decision_answer_id")),
    )
    with op.batch_alter_table("faq_gap_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faq_gap_decision_department"), ["department"], unique=False)

    with op.batch_alter_table("knowledge_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("starts_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("knowledge_entry", schema=None) as batch_op:
        batch_op.drop_column("starts_on")

    with op.batch_alter_table("faq_gap_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_faq_gap_decision_department"))

    op.drop_table("faq_gap_decision")
    op.drop_table("faq_version")
    with op.batch_alter_table("faq_trial", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_faq_trial_state"))
        batch_op.drop_index(batch_op.f("ix_faq_trial_entry_id"))

    op.drop_table("faq_trial")
    with op.batch_alter_table("faq_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_faq_step_entry_id"))

    op.drop_table("faq_step")
    with op.batch_alter_table("faq_expectation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_faq_expectation_expected_id"))

    op.drop_table("faq_expectation")
    with op.batch_alter_table("faq_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_faq_entry_state"))
        batch_op.drop_index(batch_op.f("ix_faq_entry_review_on"))
        batch_op.drop_index(batch_op.f("ix_faq_entry_department"))
        batch_op.drop_index(batch_op.f("ix_faq_entry_category"))

    op.drop_table("faq_entry")
