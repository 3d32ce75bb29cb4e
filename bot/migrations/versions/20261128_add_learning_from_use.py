"""Add learning from use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

revision = "6e8db22cb70f"
down_revision = "756e57b94ad1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "nlu_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("example_ids", sa.JSON(), nullable=False),
        sa.Column("examples", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nlu_version")),
        sa.UniqueConstraint("name", name=op.f("uq_nlu_version_name")),
    )
    op.create_table(
        "nlu_comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("shadow", sa.String(), nullable=False),
        sa.Column("shadow_intent", sa.String(), nullable=False),
        sa.Column("shadow_confidence", sa.Float(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_nlu_comparison_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nlu_comparison")),
        sa.UniqueConstraint("inbox_id", name=op.f("uq_nlu_comparison_inbox_id")),
    )
    with op.batch_alter_table("nlu_comparison", schema=None) as batch_op:
        batch_op.create_index("ix_nlu_comparison_at", ["at", "agrees"], unique=False)
        batch_op.create_index(batch_op.f("ix_nlu_comparison_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "nlu_example",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("utterance", EncryptedText(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_nlu_example_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nlu_example")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_nlu_example_fingerprint")),
        sa.UniqueConstraint("inbox_id", name=op.f("uq_nlu_example_inbox_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("nlu_example", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nlu_example_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nlu_example_status"), ["status"], unique=False)

    op.create_table(
        "nlu_serving",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["nlu_version.id"], name=op.f("fk_nlu_serving_version_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nlu_serving")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("nlu_serving", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nlu_serving_version_id"), ["version_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("nlu_serving", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nlu_serving_version_id"))

    op.drop_table("nlu_serving")
    with op.batch_alter_table("nlu_example", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nlu_example_status"))
        batch_op.drop_index(batch_op.f("ix_nlu_example_conversation_id"))

    op.drop_table("nlu_example")
    with op.batch_alter_table("nlu_comparison", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nlu_comparison_conversation_id"))
        batch_op.drop_index("ix_nlu_comparison_at")

    op.drop_table("nlu_comparison")
    op.drop_table("nlu_version")
