"""A follow-up that was called off is not kept any more: it says who was unhappy."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """They counted nowhere, so no number changes."""
    op.execute(sa.text("DELETE FROM loops WHERE state = 'cancelled'"))


def downgrade() -> None:
    """What was deleted is gone, and the older version does not miss it."""
