"""Add the chat desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

revision = "e8e29392a8d5"
down_revision = "d36a903efeb2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canned_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff.id"], name=op.f("fk_canned_answer_changed_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answer")),
    )
    op.create_table(
        "desk_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", EncryptedText(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_desk_note_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_desk_note_staff_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_note")),
    )
    with op.batch_alter_table("desk_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_note_conversation_id"), ["conversation_id"], unique=False)

    with op.batch_alter_table("operator_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("department", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("operator_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("promised_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("apologised_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("answered_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("acted_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("seen_entry_id", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(batch_op.f("ix_operator_request_operator_id"), ["operator_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_operator_request_operator_id"), "staff", ["operator_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("operator_request", schema=None) as batch_op:  # for the rows that are there
        batch_op.alter_column("department", server_default=None)
        batch_op.alter_column("seen_entry_id", server_default=None)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("staff_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sender_name", sa.String(), nullable=False, server_default=""))
        batch_op.create_foreign_key(
            batch_op.f("fk_outbox_staff_id"), "staff", ["staff_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("sender_name", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_outbox_staff_id"), type_="foreignkey")
        batch_op.drop_column("sender_name")
        batch_op.drop_column("staff_id")

    with op.batch_alter_table("operator_request", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_operator_request_operator_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_operator_request_operator_id"))
        batch_op.drop_column("seen_entry_id")
        batch_op.drop_column("acted_at")
        batch_op.drop_column("answered_at")
        batch_op.drop_column("apologised_at")
        batch_op.drop_column("promised_at")
        batch_op.drop_column("operator_id")
        batch_op.drop_column("department")

    with op.batch_alter_table("desk_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_desk_note_conversation_id"))

    op.drop_table("desk_note")
    op.drop_table("canned_answer")
