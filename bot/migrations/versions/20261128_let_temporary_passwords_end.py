"""Let temporary passwords end, and know when a member last proved who they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.models.columns import UtcDateTime

revision = "b4d1c07e93aa"
down_revision = "70fa713d9901"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("password_until", UtcDateTime(), nullable=True))
    with op.batch_alter_table("staff_session") as table:
        table.add_column(sa.Column("proved_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("staff_session") as table:
        table.drop_column("proved_at")
    with op.batch_alter_table("staff") as table:
        table.drop_column("password_until")
