"""What the databases themselves refuse: an audit entry is neither changed nor deleted.

Only `details` may be written again, since `madoguchi keys rotate` encrypts it anew; the chain covers what is in it.
Entries may be deleted up to where `audit_start` says the chain begins, and that and the head only move forward.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import MetaData, Table, event, text
from sqlalchemy.engine import Connection

COLUMNS = (
    "sequence, at, action, actor_kind, actor_id, department, role, object_kind, object_id, conversation_ref, purpose, "
    "key_id, mac"
)

SQLITE = (
    f"CREATE TRIGGER audit_entry_update BEFORE UPDATE OF {COLUMNS} ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END",
    "CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry "
    "WHEN OLD.sequence > coalesce((SELECT sequence FROM audit_start), 0) "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END",
    # INSERT OR REPLACE would delete without asking the trigger above.
    "CREATE TRIGGER audit_entry_insert BEFORE INSERT ON audit_entry "
    "WHEN EXISTS (SELECT 1 FROM audit_entry WHERE sequence = NEW.sequence) "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are never replaced'); END",
    *(
        statement
        for table in ("audit_head", "audit_start")
        for statement in (
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} WHEN NEW.sequence < OLD.sequence "
            f"BEGIN SELECT RAISE(ABORT, '{table} only moves forward'); END",
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is never deleted'); END",
        )
    ),
)

POSTGRESQL = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'the audit log is never changed (% on %)', TG_OP, TG_TABLE_NAME; END $$",
    "CREATE FUNCTION audit_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF OLD.sequence > coalesce((SELECT sequence FROM audit_start), 0) "
    "THEN RAISE EXCEPTION 'audit entries are never deleted'; END IF; RETURN OLD; END $$",
    f"CREATE TRIGGER audit_entry_update BEFORE UPDATE OF {COLUMNS} ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_refuse_delete()",
    *(
        statement
        for table in ("audit_head", "audit_start")
        for statement in (
            f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} FOR EACH ROW "
            "WHEN (NEW.sequence < OLD.sequence) EXECUTE FUNCTION audit_refuse()",
            f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        )
    ),
    *(
        f"CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION audit_refuse()"
        for table in ("audit_entry", "audit_head", "audit_start")
    ),
)


def create_triggers(execute: Callable[[str], object], dialect: str) -> None:
    """Run every statement; the tables are there."""
    for statement in POSTGRESQL if dialect == "postgresql" else SQLITE:
        execute(statement)


def attach_triggers(metadata: MetaData) -> None:
    """Whoever creates the tables from the models creates the triggers with them."""

    def create(_: MetaData, connection: Connection, tables: Sequence[Table], **__: Any) -> None:
        if {"audit_entry", "audit_head", "audit_start"} <= {table.name for table in tables}:
            create_triggers(lambda statement: connection.execute(text(statement)), connection.dialect.name)

    event.listen(metadata, "after_create", create)
