"""Add lectures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime
from bot.models.vault import EncryptedText

revision = "e71c40b8d5a3"
down_revision = "e6a4d30b92c8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lecture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("keywords", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("for_women", sa.Boolean(), nullable=False),
        sa.Column("with_children", sa.Boolean(), nullable=False),
        sa.Column("fee_yen", sa.Integer(), nullable=False),
        sa.Column("giving", sa.String(), nullable=False),
        sa.Column("public_source", sa.String(), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=False),
        sa.Column("join_url", EncryptedText(), nullable=False),
        sa.Column("materials_url", sa.String(), nullable=False),
        sa.Column("page_url", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_lecture_it_can_be_applied_for")),
        sa.CheckConstraint("fee_yen >= 0", name=op.f("ck_lecture_fee_is_no_gift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture")),
        sa.UniqueConstraint("code", name=op.f("uq_lecture_code")),
    )
    with op.batch_alter_table("lecture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lecture_closes_at"), ["closes_at"], unique=False)

    op.create_table(
        "lecture_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lecture_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_lecture_date_it_has_length")),
        sa.ForeignKeyConstraint(
            ["lecture_id"], ["lecture.id"], name=op.f("fk_lecture_date_lecture_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture_date")),
        sa.UniqueConstraint("lecture_id", "starts_at", name=op.f("uq_lecture_date_lecture_id_starts_at")),
    )
    with op.batch_alter_table("lecture_date", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lecture_date_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "lecture_hall",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lecture_id", sa.Integer(), nullable=False),
        sa.Column("timeframe_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lecture_id"], ["lecture.id"], name=op.f("fk_lecture_hall_lecture_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["timeframe_id"],
            ["reservation_timeframe.id"],
            name=op.f("fk_lecture_hall_timeframe_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture_hall")),
        sa.UniqueConstraint("lecture_id", "name", name=op.f("uq_lecture_hall_lecture_id_name")),
        sa.UniqueConstraint("timeframe_id", name=op.f("uq_lecture_hall_timeframe_id")),
    )
    op.create_table(
        "lecture_lottery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("seed", EncryptedText(), nullable=False),
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("public_value", sa.String(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["hall_id"], ["lecture_hall.id"], name=op.f("fk_lecture_lottery_hall_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture_lottery")),
        sa.UniqueConstraint("hall_id", name=op.f("uq_lecture_lottery_hall_id")),
    )
    op.create_table(
        "lecture_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("lecture_id", sa.Integer(), nullable=False),
        sa.Column("hall_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("reservation_id", sa.Integer(), nullable=True),
        sa.Column("wait_id", sa.Integer(), nullable=True),
        sa.Column("phone_fingerprint", sa.String(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("linked_at", UtcDateTime(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_lecture_application_units_are_positive")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_lecture_application_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["form_entry.id"], name=op.f("fk_lecture_application_entry_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["hall_id"], ["lecture_hall.id"], name=op.f("fk_lecture_application_hall_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["lecture_id"], ["lecture.id"], name=op.f("fk_lecture_application_lecture_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reservation_id"],
            ["reservation.id"],
            name=op.f("fk_lecture_application_reservation_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["wait_id"], ["reservation_wait.id"], name=op.f("fk_lecture_application_wait_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lecture_application")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_lecture_application_entry_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("lecture_application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lecture_application_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index("ix_lecture_application_hall", ["hall_id", "is_active"], unique=False)
        batch_op.create_index(batch_op.f("ix_lecture_application_number"), ["number"], unique=False)
        batch_op.create_index(
            "ix_lecture_application_once",
            ["lecture_id", "conversation_id"],
            unique=True,
            sqlite_where=sa.text("is_active"),
            postgresql_where=sa.text("is_active"),
        )
        batch_op.create_index(batch_op.f("ix_lecture_application_reservation_id"), ["reservation_id"], unique=False)
        batch_op.create_index(
            "ix_lecture_application_telephone",
            ["lecture_id", "phone_fingerprint"],
            unique=True,
            sqlite_where=sa.text("is_active AND phone_fingerprint <> ''"),
            postgresql_where=sa.text("is_active AND phone_fingerprint <> ''"),
        )
        batch_op.create_index(batch_op.f("ix_lecture_application_wait_id"), ["wait_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("lecture_application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecture_application_wait_id"))
        batch_op.drop_index(
            "ix_lecture_application_telephone",
            sqlite_where=sa.text("is_active AND phone_fingerprint <> ''"),
            postgresql_where=sa.text("is_active AND phone_fingerprint <> ''"),
        )
        batch_op.drop_index(batch_op.f("ix_lecture_application_reservation_id"))
        batch_op.drop_index(
            "ix_lecture_application_once", sqlite_where=sa.text("is_active"), postgresql_where=sa.text("is_active")
        )
        batch_op.drop_index(batch_op.f("ix_lecture_application_number"))
        batch_op.drop_index("ix_lecture_application_hall")
        batch_op.drop_index(batch_op.f("ix_lecture_application_conversation_id"))

    op.drop_table("lecture_application")
    op.drop_table("lecture_lottery")
    op.drop_table("lecture_hall")
    with op.batch_alter_table("lecture_date", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecture_date_starts_at"))

    op.drop_table("lecture_date")
    with op.batch_alter_table("lecture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lecture_closes_at"))

    op.drop_table("lecture")
