"""Add menu links."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "8b578d6bcc5f"
down_revision = "469186414f75"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "menu_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_menu_link_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_menu_link")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_menu_link_conversation_id")),
    )
    with op.batch_alter_table("menu_link", schema=None) as batch_op:
        batch_op.create_index(
            "ix_menu_link_waiting",
            ["id"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("menu_link", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_menu_link_waiting",
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )

    op.drop_table("menu_link")
