"""PostgreSQL databases of tests made as good as new, where that takes less time than a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

Connection = psycopg.Connection[tuple[Any, ...]]

LARGE_BYTES = 2_000_000  # of a table: after that many rows the planner would go by what was there

# Everything a test may change besides rows: relations, columns, constraints, functions, triggers, rights, settings.
_SCHEMA = """
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
    SELECT concat_ws(' ', 'r', relname, relkind, relnatts, reloptions, relacl, relowner) AS line
    FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', 'a', attrelid::regclass, attname, atttypid, atttypmod, attnotnull, atthasdef, attacl)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0
    UNION ALL
    SELECT concat_ws(' ', 'c', conname, conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', 'i', indexrelid::regclass, indisvalid, pg_get_indexdef(indexrelid)) FROM pg_index
    JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', 'f', proname, prosrc, proacl) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', 't', tgname, tgrelid::regclass, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT concat_ws(' ', 'n', nspname, nspacl) FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
    UNION ALL
    SELECT concat_ws(' ', 's', setconfig) FROM pg_db_role_setting
    JOIN pg_database ON pg_database.oid = setdatabase WHERE datname = current_database()
) AS lines
"""


@dataclass(frozen=True)
class Shape:
    """What a new database is like."""

    schema: str
    tables: tuple[str, ...]
    filled: frozenset[str]  # tables that have rows from the beginning, such as the number of the last migration


def read_shape(connection: Connection) -> Shape:
    names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    tables = tuple(name for (name,) in names)
    return Shape(_schema_of(connection), tables, frozenset(_list_filled(connection, tables)))


def empty(connection: Connection, new: Shape) -> bool:
    """Whether it is as good as new: all rows of tables that were empty are gone and ids begin at 1.

    False when the schema was changed, when a table that had rows from the beginning may have others, or when there was
    so much in it that a new one is better.
    """
    if _schema_of(connection) != new.schema or _is_large(connection):
        return False
    connection.execute("SET session_replication_role = replica")  # neither foreign keys nor the audit log's triggers
    for table in set(_list_filled(connection, new.tables)) - new.filled:
        connection.execute(f'DELETE FROM "{table}"'.encode())
    used = connection.execute("SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL").fetchall()
    for (sequence,) in used:
        connection.execute(f'ALTER SEQUENCE "{sequence}" RESTART'.encode())
    return True


def _schema_of(connection: Connection) -> str:
    row = connection.execute(_SCHEMA).fetchone()
    assert row is not None
    return str(row[0])


def _list_filled(connection: Connection, tables: tuple[str, ...]) -> list[str]:
    looks = (f"(SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\"))" for name in tables)
    return [name for (name,) in connection.execute(" UNION ALL ".join(looks).encode())]


def _is_large(connection: Connection) -> bool:
    found = connection.execute(
        "SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind = 'r' AND pg_relation_size(oid) > %s)",
        [LARGE_BYTES],
    ).fetchone()
    return found is not None and bool(found[0])
