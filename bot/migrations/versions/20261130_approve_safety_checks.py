"""Safety checks that a second person lets out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e92f6a1d7c48"
down_revision = "d81c5b3f6e07"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("safety_check") as batch_op:
        batch_op.add_column(sa.Column("with_unknown", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("state", sa.String(), nullable=False, server_default="asked"))
        batch_op.add_column(sa.Column("decided_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_safety_check_decided_by"), "staff", ["decided_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("safety_check") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_safety_check_decided_by"), type_="foreignkey")
        for name in ("decided_by", "state", "with_unknown"):
            batch_op.drop_column(name)
