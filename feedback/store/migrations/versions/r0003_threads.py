"""Messages know their thread and their ticket, so that words under one are about the same."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """What was sent before is about no ticket that we know of; words under it are taken as before."""
    op.add_column("outbox", sa.Column("thread", sa.String(), nullable=True))
    op.add_column("outbox", sa.Column("ticket_id", sa.String(), nullable=True))
    op.create_index("ix_outbox_lane_receipt", "outbox", ["lane", "receipt"])


def downgrade() -> None:
    op.drop_index("ix_outbox_lane_receipt", "outbox")
    op.drop_column("outbox", "ticket_id")
    op.drop_column("outbox", "thread")
