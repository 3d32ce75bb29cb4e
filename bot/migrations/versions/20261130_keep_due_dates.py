"""Keep when a child is to be born, which decides what is due for its mother."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e07f3b52d9a8"
down_revision = "d58b20c6f1e4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("health_person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pregnancy", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("health_person", schema=None) as batch_op:
        batch_op.drop_column("pregnancy")
