"""Find the applications that a member has, and count those of each state, without reading all of them."""

from __future__ import annotations

from alembic import op

revision = "3a9d5c1e7b20"
down_revision = "5b0f1c6a9d27"
branch_labels = None
depends_on = None


def upgrade() -> None:
    table = "certificate_application"
    op.create_index("ix_certificate_application_holder", table, ["staff_id", "state"])
    op.create_index("ix_certificate_application_count", table, ["state", "kind"])


def downgrade() -> None:
    op.drop_index("ix_certificate_application_count", "certificate_application")
    op.drop_index("ix_certificate_application_holder", "certificate_application")
