"""Create tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedJson, EncryptedText

revision = "8d2277ed6fe3"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address_fingerprint", sa.String(), nullable=False),
        sa.Column("address", EncryptedText(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("session_from", sa.Integer(), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("channel", "address_fingerprint", name=op.f("uq_conversation_channel_address_fingerprint")),
    )
    op.create_table(
        "knowledge_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_entry")),
        sa.UniqueConstraint("external_id", name=op.f("uq_knowledge_entry_external_id")),
    )
    with op.batch_alter_table("knowledge_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_entry_source"), ["source"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_entry_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "faq_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("utterance", EncryptedText(), nullable=False),
        sa.Column("entry_ids", sa.JSON(), nullable=False),
        sa.Column("shown_id", sa.String(), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("is_gap", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_faq_answer_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_faq_answer")),
        sa.UniqueConstraint("key", name=op.f("uq_faq_answer_key")),
    )
    with op.batch_alter_table("faq_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_faq_answer_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index("ix_faq_answer_gap", ["is_gap", "at"], unique=False)

    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("inbound", EncryptedJson(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("occurred_at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_inbox_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "event_id", name=op.f("uq_inbox_channel_event_id")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inbox_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_inbox_waiting",
            ["occurred_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'accepted'"),
            postgresql_where=sa.text("status = 'accepted'"),
        )

    op.create_table(
        "knowledge_passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_passage_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_passage")),
        sa.UniqueConstraint("entry_id", "role", "position", name=op.f("uq_knowledge_passage_entry_id_role_position")),
    )
    with op.batch_alter_table("knowledge_passage", schema=None) as batch_op:
        batch_op.create_index("ix_knowledge_passage_content", ["encoder", "content_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_passage_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "operator_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_operator_request_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_request")),
    )
    with op.batch_alter_table("operator_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_operator_request_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_operator_request_open",
            ["conversation_id"],
            unique=True,
            sqlite_where=sa.text("state != 'done'"),
            postgresql_where=sa.text("state != 'done'"),
        )
        batch_op.create_index("ix_operator_request_order", ["state", "requested_at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=False),
        sa.Column("messages", EncryptedJson(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reply_token", sa.String(), nullable=False),
        sa.Column("token_occurred_at", UtcDateTime(), nullable=True),
        sa.Column("is_redelivered", sa.Boolean(), nullable=False),
        sa.Column("retry_key", sa.String(), nullable=False),
        sa.Column("reply_attempts", sa.Integer(), nullable=False),
        sa.Column("push_attempts", sa.Integer(), nullable=False),
        sa.Column("is_reply_uncertain", sa.Boolean(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=False),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_outbox_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_order", ["conversation_id", "id"], unique=False)
        batch_op.create_index(
            "ix_outbox_waiting",
            ["conversation_id", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'created'"),
            postgresql_where=sa.text("status = 'created'"),
        )

    op.create_table(
        "tracker_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("inbox_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("data", EncryptedJson(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_tracker_event_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracker_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tracker_event", schema=None) as batch_op:
        batch_op.create_index("ix_tracker_event_order", ["conversation_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tracker_event", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_event_order")

    op.drop_table("tracker_event")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_waiting",
            sqlite_where=sa.text("status = 'created'"),
            postgresql_where=sa.text("status = 'created'"),
        )
        batch_op.drop_index("ix_outbox_order")

    op.drop_table("outbox")
    with op.batch_alter_table("operator_request", schema=None) as batch_op:
        batch_op.drop_index("ix_operator_request_order")
        batch_op.drop_index(
            "ix_operator_request_open",
            sqlite_where=sa.text("state != 'done'"),
            postgresql_where=sa.text("state != 'done'"),
        )
        batch_op.drop_index(batch_op.f("ix_operator_request_conversation_id"))

    op.drop_table("operator_request")
    with op.batch_alter_table("knowledge_passage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_passage_entry_id"))
        batch_op.drop_index("ix_knowledge_passage_content")

    op.drop_table("knowledge_passage")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbox_waiting",
            sqlite_where=sa.text("status = 'accepted'"),
            postgresql_where=sa.text("status = 'accepted'"),
        )
        batch_op.drop_index(batch_op.f("ix_inbox_conversation_id"))

    op.drop_table("inbox")
    with op.batch_alter_table("faq_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_faq_answer_gap")
        batch_op.drop_index(batch_op.f("ix_faq_answer_conversation_id"))

    op.drop_table("faq_answer")
    with op.batch_alter_table("knowledge_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_entry_updated_at"))
        batch_op.drop_index(batch_op.f("ix_knowledge_entry_source"))

    op.drop_table("knowledge_entry")
    op.drop_table("conversation")
