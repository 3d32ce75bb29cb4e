"""${message[:1].upper() + message[1:]}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
% if imports:

${imports}
% endif
<%!
    def without_remarks(text):
        return "\n".join(line for line in text.splitlines() if "###" not in line).strip() or "pass"
%>
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${without_remarks(upgrades or "")}


def downgrade() -> None:
    ${without_remarks(downgrades or "")}
