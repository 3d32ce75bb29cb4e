"""Keep what was measured at a check-up: height and weight."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a83d1f6b7c05"
down_revision = "f9a6c81e4d73"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("health_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("measures", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("health_event", schema=None) as batch_op:
        batch_op.drop_column("measures")
