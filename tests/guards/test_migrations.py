"""One line of migrations, and it leads to the models, on both databases, and back."""

from __future__ import annotations

import shutil
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

import bot.models.tables  # noqa: F401  # makes the metadata whole
from bot.migrate import FOLDER, make_config, upgrade
from tests.guards.sources import Findings
from tests.schema import open_engine

OURS = ("bot.", "knowledge.", "handlers.", "admin.")


def check_line(folder: Path) -> Findings:
    """Every migration follows exactly one other, so that there is one first and one last."""
    script = ScriptDirectory(str(folder))
    revisions = list(script.walk_revisions())
    findings = Findings(looked_at=len(revisions))
    for what, found in (("last", script.get_heads()), ("first", script.get_bases())):
        if len(found) != 1:
            findings.faults.append(f"{len(found)} {what} migrations: {', '.join(sorted(found))}")
    return findings


def check_tables(engine: Engine) -> Findings:
    """Every table of the models against the database: columns, types, defaults, indexes, constraints."""
    findings = Findings(looked_at=len(SQLModel.metadata.tables))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        findings.faults += [str(difference) for difference in compare_metadata(context, SQLModel.metadata)]
    return findings


def test_migrations_are_one_line() -> None:
    check_line(FOLDER).expect_none(at_least=1)


def test_migrations_lead_to_the_models(database_url: str) -> None:
    upgrade(database_url)
    with open_engine(database_url) as engine:
        check_tables(engine).expect_none(at_least=6)
        assert set(inspect(engine).get_table_names()) - {"alembic_version"} == set(SQLModel.metadata.tables)


def test_every_constraint_has_the_same_name_everywhere(database_url: str) -> None:
    upgrade(database_url)
    looked_at = 0
    with open_engine(database_url) as engine:
        inspector = inspect(engine)
        for table in SQLModel.metadata.tables.values():
            # SQLite's AUTOINCREMENT takes no name for its primary key.
            there = {inspector.get_pk_constraint(table.name)["name"] or f"pk_{table.name}"}
            there |= {found["name"] for found in inspector.get_unique_constraints(table.name)}
            there |= {found["name"] for found in inspector.get_foreign_keys(table.name)}
            there |= {found["name"] for found in inspector.get_check_constraints(table.name)}
            assert there == {str(constraint.name) for constraint in table.constraints}
            looked_at += len(there)
    assert looked_at >= 10


def test_migrations_lead_back(database_url: str) -> None:
    upgrade(database_url)
    command.downgrade(make_config(database_url), "base")
    with open_engine(database_url) as engine:
        assert inspect(engine).get_table_names() == ["alembic_version"]
    upgrade(database_url)
    with open_engine(database_url) as engine:
        assert not check_tables(engine).faults


def test_a_planted_difference_is_found(database_url: str) -> None:
    upgrade(database_url)
    with open_engine(database_url) as engine:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE conversation ADD COLUMN mood VARCHAR"))
            connection.execute(text("DROP INDEX ix_outbox_waiting"))
        faults = check_tables(engine).faults
    assert len(faults) == 2
    assert "mood" in " ".join(faults)
    assert "ix_outbox_waiting" in " ".join(faults)


def test_a_planted_fork_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder)
    last = ScriptDirectory(str(FOLDER)).get_heads()[0]
    for number in (1, 2):
        (folder / "versions" / f"{number}.py").write_text(f'revision = "{number}"\ndown_revision = "{last}"\n')
    assert check_line(folder).faults == ["2 last migrations: 1, 2"]
