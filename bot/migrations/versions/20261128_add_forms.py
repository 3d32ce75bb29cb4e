"""Add forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedBytes, EncryptedJson

revision = "469186414f75"
down_revision = "6e8db22cb70f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("content", EncryptedJson(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_form_entry_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_form_entry_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("form_entry", schema=None) as batch_op:
        batch_op.create_index("ix_form_entry_changed", ["state", "changed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_form_entry_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_form_entry_draft",
            ["conversation_id", "form"],
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )

    op.create_table(
        "form_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("content", EncryptedBytes(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_form_photo_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["form_entry.id"], name=op.f("fk_form_photo_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_photo")),
        sa.UniqueConstraint("entry_id", "field", name=op.f("uq_form_photo_entry_id_field")),
    )
    with op.batch_alter_table("form_photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_photo_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("form_photo", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_photo_conversation_id"))

    op.drop_table("form_photo")
    with op.batch_alter_table("form_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_form_entry_draft", sqlite_where=sa.text("state = 'draft'"), postgresql_where=sa.text("state = 'draft'")
        )
        batch_op.drop_index(batch_op.f("ix_form_entry_conversation_id"))
        batch_op.drop_index("ix_form_entry_changed")

    op.drop_table("form_entry")
