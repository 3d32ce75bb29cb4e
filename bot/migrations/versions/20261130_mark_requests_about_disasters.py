"""Requests at the desk that speak of a disaster."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d81c5b3f6e07"
down_revision = "c7d40e9a51b2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("operator_request") as batch_op:
        batch_op.add_column(sa.Column("is_disaster", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("operator_request") as batch_op:
        batch_op.drop_column("is_disaster")
