"""Keep when an account last came by a link from its conversation, so that each link is used once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "f9a6c81e4d73"
down_revision = "e07f3b52d9a8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("health_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_by_link_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("health_account", schema=None) as batch_op:
        batch_op.drop_column("came_by_link_at")
