"""Add reservations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

revision = "ab97192bfe4e"
down_revision = "3a9d5c1e7b20"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reservation_resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("facility", sa.String(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation_resource")),
        sa.UniqueConstraint("service", "code", name=op.f("uq_reservation_resource_service_code")),
    )
    op.create_table(
        "reservation_timeframe",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("is_blocked", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_reservation_timeframe_it_has_length")),
        sa.CheckConstraint(
            "taken >= 0 AND taken <= capacity", name=op.f("ck_reservation_timeframe_taken_is_no_more_than_there_is")
        ),
        sa.ForeignKeyConstraint(
            ["resource_id"],
            ["reservation_resource.id"],
            name=op.f("fk_reservation_timeframe_resource_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation_timeframe")),
        sa.UniqueConstraint("resource_id", "starts_at", name=op.f("uq_reservation_timeframe_resource_id_starts_at")),
    )
    with op.batch_alter_table("reservation_timeframe", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reservation_timeframe_free",
            ["resource_id", "starts_at"],
            unique=False,
            sqlite_where=sa.text("taken < capacity AND NOT is_blocked"),
            postgresql_where=sa.text("taken < capacity AND NOT is_blocked"),
        )

    op.create_table(
        "reservation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("timeframe_id", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("name", EncryptedText(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("held_until", UtcDateTime(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_reservation_units_are_positive")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_reservation_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["timeframe_id"],
            ["reservation_timeframe.id"],
            name=op.f("fk_reservation_timeframe_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reservation_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_reservation_held",
            ["held_until"],
            unique=False,
            sqlite_where=sa.text("state = 'held'"),
            postgresql_where=sa.text("state = 'held'"),
        )
        batch_op.create_index(batch_op.f("ix_reservation_number"), ["number"], unique=False)
        batch_op.create_index("ix_reservation_timeframe", ["timeframe_id", "state"], unique=False)

    op.create_table(
        "reservation_wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("timeframe_id", sa.Integer(), nullable=False),
        sa.Column("reservation_id", sa.Integer(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("offered_until", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_reservation_wait_units_are_positive")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_reservation_wait_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"], ["reservation.id"], name=op.f("fk_reservation_wait_reservation_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["timeframe_id"],
            ["reservation_timeframe.id"],
            name=op.f("fk_reservation_wait_timeframe_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation_wait")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("reservation_wait", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reservation_wait_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(
            "ix_reservation_wait_once",
            ["timeframe_id", "conversation_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'offered')"),
            postgresql_where=sa.text("state IN ('waiting', 'offered')"),
        )
        batch_op.create_index("ix_reservation_wait_turn", ["timeframe_id", "state", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("reservation_wait", schema=None) as batch_op:
        batch_op.drop_index("ix_reservation_wait_turn")
        batch_op.drop_index(
            "ix_reservation_wait_once",
            sqlite_where=sa.text("state IN ('waiting', 'offered')"),
            postgresql_where=sa.text("state IN ('waiting', 'offered')"),
        )
        batch_op.drop_index(batch_op.f("ix_reservation_wait_conversation_id"))

    op.drop_table("reservation_wait")
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.drop_index("ix_reservation_timeframe")
        batch_op.drop_index(batch_op.f("ix_reservation_number"))
        batch_op.drop_index(
            "ix_reservation_held", sqlite_where=sa.text("state = 'held'"), postgresql_where=sa.text("state = 'held'")
        )
        batch_op.drop_index(batch_op.f("ix_reservation_conversation_id"))

    op.drop_table("reservation")
    with op.batch_alter_table("reservation_timeframe", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_reservation_timeframe_free",
            sqlite_where=sa.text("taken < capacity AND NOT is_blocked"),
            postgresql_where=sa.text("taken < capacity AND NOT is_blocked"),
        )

    op.drop_table("reservation_timeframe")
    op.drop_table("reservation_resource")
