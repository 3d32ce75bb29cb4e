"""Register family."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

revision = "80db8f08efea"
down_revision = "68c1f2e4f1ee"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "family_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("nickname", EncryptedText(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_family_person_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_person")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("family_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_family_person_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("family_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_family_person_conversation_id"))

    op.drop_table("family_person")
