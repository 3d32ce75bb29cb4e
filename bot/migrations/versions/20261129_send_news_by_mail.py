"""Who gets news by mail, and what was sent to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "f3b81d6c2e57"
down_revision = "f40c7ad2b951"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_index", sa.String(64), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("pending", sa.JSON(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_reader")),
        sa.UniqueConstraint("address_index", name=op.f("uq_mail_reader_address_index")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mail_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_mail_delivery_broadcast_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["mail_reader.id"], name=op.f("fk_mail_delivery_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_delivery")),
        sa.UniqueConstraint("broadcast_id", "reader_id", name=op.f("uq_mail_delivery_broadcast_id_reader_id")),
    )
    op.create_index("ix_mail_delivery_reader_id", "mail_delivery", ["reader_id"])


def downgrade() -> None:
    op.drop_table("mail_delivery")
    op.drop_table("mail_reader")
