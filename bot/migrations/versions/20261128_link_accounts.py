"""Link accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

revision = "68c1f2e4f1ee"
down_revision = "6268293e825b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_sign_in_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_fingerprint", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_sign_in_tries")),
        sa.UniqueConstraint("subject_fingerprint", name=op.f("uq_account_sign_in_tries_subject_fingerprint")),
    )
    with op.batch_alter_table("account_sign_in_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_sign_in_tries_since"), ["since"], unique=False)

    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("account", EncryptedText(), nullable=False),
        sa.Column("account_fingerprint", sa.String(), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_account_link_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("account_fingerprint", name=op.f("uq_account_link_account_fingerprint")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_account_link_conversation_id")),
    )
    op.create_table(
        "account_link_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("token_fingerprint", sa.String(), nullable=False),
        sa.Column("nonce_fingerprint", sa.String(), nullable=True),
        sa.Column("account", EncryptedText(), nullable=True),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("signed_in_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_account_link_attempt_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link_attempt")),
        sa.UniqueConstraint("nonce_fingerprint", name=op.f("uq_account_link_attempt_nonce_fingerprint")),
        sa.UniqueConstraint("token_fingerprint", name=op.f("uq_account_link_attempt_token_fingerprint")),
    )
    with op.batch_alter_table("account_link_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_link_attempt_conversation_id"), ["conversation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("account_link_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_link_attempt_conversation_id"))

    op.drop_table("account_link_attempt")
    op.drop_table("account_link")
    with op.batch_alter_table("account_sign_in_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_sign_in_tries_since"))

    op.drop_table("account_sign_in_tries")
