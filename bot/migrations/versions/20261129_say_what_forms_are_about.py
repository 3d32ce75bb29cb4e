"""Say what a form is about, for the service that takes it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5b0f1c6a9d27"
down_revision = "d27a90c4be15"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("form_entry", sa.Column("about", sa.String(), nullable=False, server_default=sa.text("''")))


def downgrade() -> None:
    op.drop_column("form_entry", "about")
