"""What became of each call of the duty telephone, since when somebody is looked for, and that nobody was reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "b7e4d10c93af"
down_revision = "fa3c7b2e8d59"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("alarmed_at", "unreached_at"):
        op.add_column("child_case", sa.Column(name, UtcDateTime(), nullable=True))
    op.execute("UPDATE child_case SET alarmed_at = opened_at WHERE level = 'emergency' AND state <> 'closed'")
    op.create_table(
        "child_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["child_case.id"], name=op.f("fk_child_call_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_call")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_child_call_case_id"), "child_call", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_child_call_case_id"), table_name="child_call")
    op.drop_table("child_call")
    for name in ("unreached_at", "alarmed_at"):
        op.drop_column("child_case", name)
