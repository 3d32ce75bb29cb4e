"""Keep who fills a form in, as an identity provider has verified."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.models.columns
import bot.models.vault

revision = "e6a4d30b92c8"
down_revision = "def8ac9db676"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("form_entry", sa.Column("wants_identity", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "verified_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("provider_name", sa.String(), nullable=False),
        sa.Column("subject_fingerprint", sa.String(), nullable=False),
        sa.Column("assurance", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("given", bot.models.vault.EncryptedJson(), nullable=False),
        sa.Column("at", bot.models.columns.UtcDateTime(timezone=True), nullable=False),
        sa.Column("good_until", bot.models.columns.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_verified_identity_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["form_entry.id"], name=op.f("fk_verified_identity_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verified_identity")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_verified_identity_entry_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_verified_identity_conversation_id"), "verified_identity", ["conversation_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_verified_identity_conversation_id"), table_name="verified_identity")
    op.drop_table("verified_identity")
    op.drop_column("form_entry", "wants_identity")
