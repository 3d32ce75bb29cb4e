"""Crawls, evidence, tasks and judgements of the knowledge."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

revision = "ef37846f0b1e"
down_revision = "8d2277ed6fe3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "knowledge_crawl",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seeded", sa.Boolean(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("received_bytes", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("completed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_crawl")),
        sa.UniqueConstraint("source", name=op.f("uq_knowledge_crawl_source")),
    )
    with op.batch_alter_table("knowledge_crawl", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_crawl_host"), ["host"], unique=False)

    op.create_table(
        "knowledge_fetch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=False),
        sa.Column("same_as", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("fetched_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_fetch")),
        sa.UniqueConstraint("url", name=op.f("uq_knowledge_fetch_url")),
    )
    with op.batch_alter_table("knowledge_fetch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_fetch_content_hash"), ["content_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_fetch_page_id"), ["page_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_fetch_source"), ["source"], unique=False)

    op.create_table(
        "knowledge_judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("utterance", EncryptedText(), nullable=True),
        sa.Column("shown_id", sa.String(), nullable=False),
        sa.Column("offered_ids", sa.JSON(), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("sampled_at", UtcDateTime(), nullable=False),
        sa.Column("judged_at", UtcDateTime(), nullable=True),
        sa.Column("judged_by", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("right_id", sa.String(), nullable=False),
        sa.CheckConstraint("(verdict = '') = (judged_at IS NULL)", name=op.f("ck_knowledge_judgement_judged")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_judgement")),
        sa.UniqueConstraint("week", "number", name=op.f("uq_knowledge_judgement_week_number")),
    )
    with op.batch_alter_table("knowledge_judgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_judgement_sampled_at"), ["sampled_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_judgement_week"), ["week"], unique=False)

    op.create_table(
        "knowledge_crawl_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("crawl_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("page_url", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["crawl_id"], ["knowledge_crawl.id"], name=op.f("fk_knowledge_crawl_address_crawl_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_crawl_address")),
        sa.UniqueConstraint("crawl_id", "url", name=op.f("uq_knowledge_crawl_address_crawl_id_url")),
    )
    with op.batch_alter_table("knowledge_crawl_address", schema=None) as batch_op:
        batch_op.create_index("ix_knowledge_crawl_waiting", ["crawl_id", "outcome", "id"], unique=False)

    op.create_table(
        "knowledge_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("answer_hash", sa.String(), nullable=False),
        sa.Column("page_id", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("neighbours", sa.JSON(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_evidence_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_evidence")),
        sa.UniqueConstraint(
            "entry_id", "page_id", "position", name=op.f("uq_knowledge_evidence_entry_id_page_id_position")
        ),
    )
    with op.batch_alter_table("knowledge_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_evidence_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_evidence_page_id"), ["page_id"], unique=False)

    op.create_table(
        "knowledge_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("difference", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_task_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_task")),
    )
    with op.batch_alter_table("knowledge_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_knowledge_task_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_task_department"), ["department"], unique=False)
        batch_op.create_index(batch_op.f("ix_knowledge_task_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(
            "uq_knowledge_task_open",
            ["entry_id", "subject"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    with op.batch_alter_table("knowledge_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("state", sa.String(), nullable=False, server_default="unchecked"))
        batch_op.add_column(sa.Column("state_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_knowledge_entry_state"), ["state"], unique=False)

    op.execute("UPDATE knowledge_entry SET state = 'current' WHERE kind = 'page'")


def downgrade() -> None:
    with op.batch_alter_table("knowledge_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_entry_state"))
        batch_op.drop_column("state_on")
        batch_op.drop_column("state")
        batch_op.drop_column("expires_on")

    with op.batch_alter_table("knowledge_task", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_knowledge_task_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_knowledge_task_entry_id"))
        batch_op.drop_index(batch_op.f("ix_knowledge_task_department"))
        batch_op.drop_index(batch_op.f("ix_knowledge_task_closed_at"))

    op.drop_table("knowledge_task")
    with op.batch_alter_table("knowledge_evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_evidence_page_id"))
        batch_op.drop_index(batch_op.f("ix_knowledge_evidence_entry_id"))

    op.drop_table("knowledge_evidence")
    with op.batch_alter_table("knowledge_crawl_address", schema=None) as batch_op:
        batch_op.drop_index("ix_knowledge_crawl_waiting")

    op.drop_table("knowledge_crawl_address")
    with op.batch_alter_table("knowledge_judgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_judgement_week"))
        batch_op.drop_index(batch_op.f("ix_knowledge_judgement_sampled_at"))

    op.drop_table("knowledge_judgement")
    with op.batch_alter_table("knowledge_fetch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_fetch_source"))
        batch_op.drop_index(batch_op.f("ix_knowledge_fetch_page_id"))
        batch_op.drop_index(batch_op.f("ix_knowledge_fetch_content_hash"))

    op.drop_table("knowledge_fetch")
    with op.batch_alter_table("knowledge_crawl", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_knowledge_crawl_host"))

    op.drop_table("knowledge_crawl")
