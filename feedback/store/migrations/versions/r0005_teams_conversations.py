"""Where people's conversations with us in Teams are reached."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TABLE = "teams_conversations"
ID = sa.String(512)
GUID = sa.String(36)
FINGERPRINT = sa.String(64)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("tenant", GUID, nullable=False),
        sa.Column("conversation", ID, nullable=False),
        sa.Column("service_url", ID, nullable=False),
        sa.Column("bot_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("aad_id", GUID, nullable=False),
        sa.Column("email", FINGERPRINT, nullable=True),
        sa.Column("principal", FINGERPRINT, nullable=True),
        sa.Column("kept_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "conversation", name="pk_teams_conversations"),
    )
    for column in ("aad_id", "email", "principal"):
        op.create_index(f"ix_teams_conversations_{column}", TABLE, [column])


def downgrade() -> None:
    """Nobody is reached there until they say something."""
    op.drop_table(TABLE)
