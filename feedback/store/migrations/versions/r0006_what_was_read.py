"""What people said of the reasons that were read, and what the ticket's history says of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

COLUMNS = ("confirmed", "denied", "supported", "contradicted")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Nobody was asked yet whether they were read rightly, and no claim was set beside a log."""
    for column in COLUMNS:
        nobody = sa.text("'[]'")
        op.add_column("ratings", sa.Column(column, JSON, nullable=False, server_default=nobody))


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("ratings", column)
