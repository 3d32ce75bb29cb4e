"""Keep health records, who may see them, and how they prove who they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "1f4a23f23942"
down_revision = "f2a86d4c01be"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "health_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=False),
        sa.Column("account_index", sa.String(length=64), nullable=False),
        sa.Column("mail", sa.LargeBinary(), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("wait_until", UtcDateTime(), nullable=True),
        sa.Column("locked_at", UtcDateTime(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_account")),
        sa.UniqueConstraint("account_index", name=op.f("uq_health_account_account_index")),
    )
    op.create_table(
        "health_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_import")),
    )
    with op.batch_alter_table("health_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_import_began_at"), ["began_at"], unique=False)

    op.create_table(
        "health_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.String(length=64), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("kana", sa.LargeBinary(), nullable=False),
        sa.Column("match_key", sa.LargeBinary(), nullable=False),
        sa.Column("match_key_index", sa.String(length=64), nullable=False),
        sa.Column("birth_date", sa.LargeBinary(), nullable=False),
        sa.Column("sex", sa.LargeBinary(), nullable=False),
        sa.Column("district", sa.LargeBinary(), nullable=False),
        sa.Column("is_moved_away", sa.Boolean(), nullable=False),
        sa.Column("is_protected", sa.Boolean(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_person")),
        sa.UniqueConstraint("number_index", name=op.f("uq_health_person_number_index")),
    )
    with op.batch_alter_table("health_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_person_match_key_index"), ["match_key_index"], unique=False)

    op.create_table(
        "health_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["health_account.id"], name=op.f("fk_health_access_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["health_person.id"], name=op.f("fk_health_access_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_access")),
        sa.UniqueConstraint("account_id", "person_id", name="uq_health_access_account_person"),
    )
    with op.batch_alter_table("health_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_access_person_id"), ["person_id"], unique=False)

    op.create_table(
        "health_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["health_person.id"], name=op.f("fk_health_code_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_health_code_code_hash")),
    )
    with op.batch_alter_table("health_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "health_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("row_key", sa.LargeBinary(), nullable=False),
        sa.Column("row_key_index", sa.String(length=64), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("dose", sa.LargeBinary(), nullable=False),
        sa.Column("held_on", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.LargeBinary(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("lot", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["health_import.id"], name=op.f("fk_health_event_import_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["health_person.id"], name=op.f("fk_health_event_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_event")),
        sa.UniqueConstraint("row_key_index", name=op.f("uq_health_event_row_key_index")),
    )
    with op.batch_alter_table("health_event", schema=None) as batch_op:
        batch_op.create_index("ix_health_event_person", ["person_id", "kind"], unique=False)

    op.create_table(
        "health_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("is_refused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["health_import.id"], name=op.f("fk_health_finding_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_finding")),
    )
    with op.batch_alter_table("health_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_finding_import_id"), ["import_id"], unique=False)

    op.create_table(
        "health_mail_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("mail", sa.LargeBinary(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["health_account.id"], name=op.f("fk_health_mail_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_mail_code")),
    )
    with op.batch_alter_table("health_mail_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_mail_code_account_id"), ["account_id"], unique=False)

    op.create_table(
        "health_passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("credential_id", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["health_account.id"], name=op.f("fk_health_passkey_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_health_passkey_credential_id")),
    )
    with op.batch_alter_table("health_passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_passkey_account_id"), ["account_id"], unique=False)

    op.create_table(
        "health_relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["health_person.id"], name=op.f("fk_health_relation_child_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["health_person.id"], name=op.f("fk_health_relation_parent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_relation")),
        sa.UniqueConstraint("parent_id", "child_id", name="uq_health_relation_parent_child"),
    )
    with op.batch_alter_table("health_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_relation_child_id"), ["child_id"], unique=False)

    op.create_table(
        "health_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("fresh_until", UtcDateTime(), nullable=True),
        sa.Column("may_register", sa.Boolean(), nullable=False),
        sa.Column("challenge", sa.String(), nullable=False),
        sa.Column("challenge_at", UtcDateTime(), nullable=True),
        sa.Column("kept", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["health_account.id"], name=op.f("fk_health_visit_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_visit")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_health_visit_key_hash")),
    )
    with op.batch_alter_table("health_visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_visit_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_health_visit_until"), ["until"], unique=False)

    op.create_table(
        "health_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("wish", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["health_account.id"], name=op.f("fk_health_request_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["form_entry.id"], name=op.f("fk_health_request_entry_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["health_person.id"], name=op.f("fk_health_request_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_request")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_health_request_entry_id")),
        sa.UniqueConstraint("number", name=op.f("uq_health_request_number")),
    )
    with op.batch_alter_table("health_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_request_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_health_request_state"), ["state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("health_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_request_state"))
        batch_op.drop_index(batch_op.f("ix_health_request_account_id"))

    op.drop_table("health_request")
    with op.batch_alter_table("health_visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_visit_until"))
        batch_op.drop_index(batch_op.f("ix_health_visit_account_id"))

    op.drop_table("health_visit")
    with op.batch_alter_table("health_relation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_relation_child_id"))

    op.drop_table("health_relation")
    with op.batch_alter_table("health_passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_passkey_account_id"))

    op.drop_table("health_passkey")
    with op.batch_alter_table("health_mail_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_mail_code_account_id"))

    op.drop_table("health_mail_code")
    with op.batch_alter_table("health_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_finding_import_id"))

    op.drop_table("health_finding")
    with op.batch_alter_table("health_event", schema=None) as batch_op:
        batch_op.drop_index("ix_health_event_person")

    op.drop_table("health_event")
    with op.batch_alter_table("health_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_code_person_id"))

    op.drop_table("health_code")
    with op.batch_alter_table("health_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_access_person_id"))

    op.drop_table("health_access")
    with op.batch_alter_table("health_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_person_match_key_index"))

    op.drop_table("health_person")
    with op.batch_alter_table("health_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_health_import_began_at"))

    op.drop_table("health_import")
    op.drop_table("health_account")
