"""Keep consultations of the children's centre, and the work on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "c41f7a90d2e8"
down_revision = "5c8e2ad47b10"
branch_labels = None
depends_on = None

TABLES = (
    "child_sitting",
    "child_sibling",
    "child_referral",
    "child_note",
    "child_message",
    "child_meeting",
    "child_look",
    "child_link",
    "child_assignment",
    "child_appointment",
    "child_case",
)


def upgrade() -> None:
    op.create_table(
        "child_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("handle", sa.LargeBinary(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("level_by", sa.String(), nullable=False),
        sa.Column("topics", sa.LargeBinary(), nullable=False),
        sa.Column("rules", sa.LargeBinary(), nullable=False),
        sa.Column("is_child", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("conversation_ref", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("watch", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("first_answer_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closing_reason", sa.String(), nullable=False),
        sa.Column("code_index", sa.String(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("call_at", UtcDateTime(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("notice_at", UtcDateTime(), nullable=True),
        sa.Column("unlinked_at", UtcDateTime(), nullable=True),
        sa.Column("emptied_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_child_case_taken_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_case")),
        sa.UniqueConstraint("code_index", name=op.f("uq_child_case_code_index")),
        sa.UniqueConstraint("number", name=op.f("uq_child_case_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_child_case_queue", "child_case", ["state", "due_at"], unique=False)
    op.create_table(
        "child_appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["child_case.id"], name=op.f("fk_child_appointment_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_appointment")),
    )
    op.create_index(op.f("ix_child_appointment_case_id"), "child_appointment", ["case_id"], unique=False)
    op.create_index(
        "ix_child_appointment_time",
        "child_appointment",
        ["starts_at", "seat"],
        unique=True,
        sqlite_where=sa.text("NOT is_cancelled"),
        postgresql_where=sa.text("NOT is_cancelled"),
    )
    op.create_table(
        "child_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("discipline", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["child_case.id"], name=op.f("fk_child_assignment_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_assignment")),
        sa.UniqueConstraint("case_id", "discipline", name=op.f("uq_child_assignment_case_id_discipline")),
    )
    op.create_index(op.f("ix_child_assignment_case_id"), "child_assignment", ["case_id"], unique=False)
    op.create_table(
        "child_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("draft_until", UtcDateTime(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["child_case.id"], name=op.f("fk_child_link_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_child_link_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_link")),
        sa.UniqueConstraint("case_id", name=op.f("uq_child_link_case_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_child_link_conversation_id"), "child_link", ["conversation_id"], unique=False)
    op.create_table(
        "child_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["child_case.id"], name=op.f("fk_child_look_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_child_look_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_look")),
        sa.UniqueConstraint("case_id", "staff_id", name=op.f("uq_child_look_case_id_staff_id")),
    )
    op.create_index(op.f("ix_child_look_case_id"), "child_look", ["case_id"], unique=False)
    op.create_table(
        "child_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=False),
        sa.Column("decisions", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["child_case.id"], name=op.f("fk_child_meeting_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_meeting")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_child_meeting_case_id"), "child_meeting", ["case_id"], unique=False)
    op.create_table(
        "child_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("discipline", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["child_case.id"], name=op.f("fk_child_message_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_child_message_staff_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_message")),
        sa.UniqueConstraint("nonce", name=op.f("uq_child_message_nonce")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_child_message_case_id"), "child_message", ["case_id"], unique=False)
    op.create_table(
        "child_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("readers", sa.JSON(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["child_case.id"], name=op.f("fk_child_note_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_child_note_staff_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_note")),
    )
    op.create_index(op.f("ix_child_note_case_id"), "child_note", ["case_id"], unique=False)
    op.create_table(
        "child_referral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["child_case.id"], name=op.f("fk_child_referral_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_referral")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_child_referral_case_id"), "child_referral", ["case_id"], unique=False)
    op.create_index("ix_child_referral_department", "child_referral", ["department", "state"], unique=False)
    op.create_table(
        "child_sibling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lower_id", sa.Integer(), nullable=False),
        sa.Column("higher_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("lower_id < higher_id", name=op.f("ck_child_sibling_in_order")),
        sa.ForeignKeyConstraint(
            ["higher_id"], ["child_case.id"], name=op.f("fk_child_sibling_higher_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["lower_id"], ["child_case.id"], name=op.f("fk_child_sibling_lower_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_sibling")),
        sa.UniqueConstraint("lower_id", "higher_id", name=op.f("uq_child_sibling_lower_id_higher_id")),
    )
    op.create_index(op.f("ix_child_sibling_higher_id"), "child_sibling", ["higher_id"], unique=False)
    op.create_index(op.f("ix_child_sibling_lower_id"), "child_sibling", ["lower_id"], unique=False)
    op.create_table(
        "child_sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.LargeBinary(), nullable=True),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["child_case.id"], name=op.f("fk_child_sitting_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["child_link.id"], name=op.f("fk_child_sitting_link_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_sitting")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_child_sitting_key_hash")),
    )
    op.create_index(op.f("ix_child_sitting_case_id"), "child_sitting", ["case_id"], unique=False)
    op.create_index(op.f("ix_child_sitting_link_id"), "child_sitting", ["link_id"], unique=False)
    op.create_index(op.f("ix_child_sitting_until"), "child_sitting", ["until"], unique=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
