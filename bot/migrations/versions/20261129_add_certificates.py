"""Add certificates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

revision = "fc6f8ead6663"
down_revision = "b8fa8668cc12"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("paying", sa.String(), nullable=False),
        sa.Column("identity", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("reason", EncryptedText(), nullable=False),
        sa.Column("tracking", EncryptedText(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("copies > 0", name=op.f("ck_certificate_application_copies_are_positive")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_certificate_application_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["form_entry.id"], name=op.f("fk_certificate_application_entry_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_application")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_certificate_application_entry_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("certificate_application", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificate_application_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index("ix_certificate_application_made", ["made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_application_number"), ["number"], unique=False)
        batch_op.create_index("ix_certificate_application_queue", ["state", "due_at", "id"], unique=False)

    op.create_table(
        "certificate_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["certificate_application.id"],
            name=op.f("fk_certificate_step_application_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_certificate_step_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_step")),
    )
    with op.batch_alter_table("certificate_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_step_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_step_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("certificate_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_step_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_step_application_id"))

    op.drop_table("certificate_step")
    with op.batch_alter_table("certificate_application", schema=None) as batch_op:
        batch_op.drop_index("ix_certificate_application_queue")
        batch_op.drop_index(batch_op.f("ix_certificate_application_number"))
        batch_op.drop_index("ix_certificate_application_made")
        batch_op.drop_index(batch_op.f("ix_certificate_application_conversation_id"))

    op.drop_table("certificate_application")
