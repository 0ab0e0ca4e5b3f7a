"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

TEXT = sa.String()
WORD = sa.String(32)
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NOT_SETTLED = sa.text("state IN ('pending', 'sending')")

TABLES = (
    "people",
    "addresses",
    "identities",
    "tickets",
    "ticket_events",
    "cycles",
    "drafts",
    "updates",
    "replies",
    "promises",
    "closing_checks",
    "invitations",
    "ratings",
    "loops",
    "contacts",
    "timers",
    "raw_events",
    "dead_letters",
    "outbox",
    "lanes",
    "news",
    "inbound",
    "counts",
    "web_lines",
)


def given(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def maybe(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def upgrade() -> None:
    people()
    tickets()
    updates_and_promises()
    closing_and_surveys()
    contacts_and_timers()
    what_comes_in()
    what_goes_out()
    counts_and_lines()


def people() -> None:
    op.create_table(
        "people",
        given("id", TEXT),
        given("name", TEXT),
        given("email", TEXT),
        given("roles", JSON),
        given("time_zone", TEXT),
        given("locale", TEXT),
        maybe("organisation", TEXT),
        maybe("location", TEXT),
        maybe("team", TEXT),
        maybe("quiet_from", sa.Time()),
        maybe("quiet_until", sa.Time()),
        given("surveys_muted", sa.Boolean()),
        given("sends_unseen", sa.Boolean()),
        maybe("erased_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_index("ix_people_email", "people", ["email"])
    op.create_table(
        "addresses",
        given("id", TEXT),
        given("person_id", TEXT),
        given("channel", TEXT),
        given("user", TEXT),
        given("place", TEXT),
        given("heard_at", MOMENT),
        maybe("gone_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name="fk_addresses_person_id_people",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_addresses"),
    )
    op.create_index("ix_addresses_channel_user", "addresses", ["channel", "user"])
    op.create_index("ix_addresses_person_id", "addresses", ["person_id"])
    op.create_table(
        "identities",
        given("id", TEXT),
        given("person_id", TEXT),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name="fk_identities_person_id_people",
            deferrable=True,
            initially="DEFERRED",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_identities"),
    )
    op.create_index("ix_identities_person_id", "identities", ["person_id"])


def tickets() -> None:
    op.create_table(
        "tickets",
        maybe("service", TEXT),
        maybe("contact_channel", TEXT),
        maybe("team", TEXT),
        maybe("organisation", TEXT),
        maybe("location", TEXT),
        maybe("priority", TEXT),
        maybe("kind", TEXT),
        maybe("technician_id", TEXT),
        given("id", TEXT),
        given("source", TEXT),
        given("key", TEXT),
        given("title", TEXT),
        given("requester_id", TEXT),
        given("status", WORD),
        given("reported_status", WORD),
        given("status_raw", TEXT),
        maybe("url", TEXT),
        maybe("category", TEXT),
        given("created_at", MOMENT),
        given("updated_at", MOMENT),
        maybe("revision", NUMBER),
        given("confidential", sa.Boolean()),
        given("cycle", sa.Integer()),
        given("cycle_started_at", MOMENT),
        maybe("picked_up_at", MOMENT),
        maybe("first_response_at", MOMENT),
        maybe("last_human_word_at", MOMENT),
        given("updates_without_progress", sa.Integer()),
        maybe("resolved_at", MOMENT),
        maybe("closed_at", MOMENT),
        given("reopen_count", sa.Integer()),
        given("group_changes", sa.Integer()),
        given("hops", sa.Integer()),
        maybe("response_due", MOMENT),
        maybe("resolve_due", MOMENT),
        maybe("merged_into", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
    )
    op.create_index("ix_tickets_key", "tickets", ["key"])
    op.create_index("ix_tickets_requester_id_created_at", "tickets", ["requester_id", "created_at"])
    op.create_index("ix_tickets_status_created_at", "tickets", ["status", "created_at"])
    op.create_index("ix_tickets_technician_id_status", "tickets", ["technician_id", "status"])
    op.create_table(
        "ticket_events",
        given("id", TEXT),
        given("ticket_id", TEXT),
        given("at", MOMENT),
        given("kind", WORD),
        given("actor", WORD),
        maybe("actor_id", TEXT),
        maybe("old", TEXT),
        maybe("new", TEXT),
        given("cycle", sa.Integer()),
        given("sequence", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_events"),
    )
    op.create_index(
        "ix_ticket_events_ticket_id_sequence", "ticket_events", ["ticket_id", "sequence"]
    )
    op.create_table(
        "cycles",
        given("id", TEXT),
        given("ticket_id", TEXT),
        given("number", sa.Integer()),
        given("started_at", MOMENT),
        given("resolved_at", MOMENT),
        given("felt_seconds", sa.Integer()),
        given("paused_seconds", sa.Integer()),
        given("net_seconds", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_cycles"),
    )
    op.create_index("ix_cycles_resolved_at", "cycles", ["resolved_at"])
    op.create_index("ix_cycles_ticket_id_number", "cycles", ["ticket_id", "number"])


def updates_and_promises() -> None:
    op.create_table(
        "drafts",
        given("id", TEXT),
        given("ticket_id", TEXT),
        given("technician_id", TEXT),
        given("words", TEXT),
        given("message", TEXT),
        maybe("promise_due", MOMENT),
        maybe("promise_words", TEXT),
        given("findings", JSON),
        given("finding_words", JSON),
        given("drafted_at", MOMENT),
        maybe("settled_at", MOMENT),
        maybe("sent_update_id", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_ticket_id", "drafts", ["ticket_id"])
    op.create_table(
        "updates",
        given("id", TEXT),
        given("ticket_id", TEXT),
        given("technician_id", TEXT),
        given("requester_id", TEXT),
        given("posted_at", MOMENT),
        given("words", TEXT),
        given("message", TEXT),
        given("via", WORD),
        given("progress", sa.Boolean()),
        sa.PrimaryKeyConstraint("id", name="pk_updates"),
    )
    op.create_index("ix_updates_requester_id_posted_at", "updates", ["requester_id", "posted_at"])
    op.create_index("ix_updates_ticket_id_posted_at", "updates", ["ticket_id", "posted_at"])
    op.create_table(
        "replies",
        given("id", TEXT),
        given("ticket_id", TEXT),
        given("requester_id", TEXT),
        given("said_at", MOMENT),
        given("words", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_replies"),
    )
    op.create_index("ix_replies_requester_id", "replies", ["requester_id"])
    op.create_index("ix_replies_ticket_id_said_at", "replies", ["ticket_id", "said_at"])
    op.create_table(
        "promises",
        maybe("service", TEXT),
        maybe("contact_channel", TEXT),
        maybe("team", TEXT),
        maybe("organisation", TEXT),
        maybe("location", TEXT),
        maybe("priority", TEXT),
        maybe("kind", TEXT),
        maybe("technician_id", TEXT),
        given("id", TEXT),
        given("ticket_id", TEXT),
        given("update_id", TEXT),
        given("requester_id", TEXT),
        given("words", TEXT),
        given("made_at", MOMENT),
        given("due_at", MOMENT),
        given("first_due_at", MOMENT),
        given("state", WORD),
        given("times_moved", sa.Integer()),
        maybe("settled_at", MOMENT),
        maybe("requester_told_at", MOMENT),
        maybe("escalated_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_promises"),
    )
    op.create_index("ix_promises_state_due_at", "promises", ["state", "due_at"])
    op.create_index("ix_promises_technician_id_state", "promises", ["technician_id", "state"])
    op.create_index("ix_promises_ticket_id_state", "promises", ["ticket_id", "state"])


def closing_and_surveys() -> None:
    op.create_table(
        "closing_checks",
        given("id", TEXT),
        given("ticket_id", TEXT),
        given("requester_id", TEXT),
        maybe("technician_id", TEXT),
        given("cycle", sa.Integer()),
        given("asked_at", MOMENT),
        maybe("answer", WORD),
        maybe("answered_at", MOMENT),
        maybe("why_not", TEXT),
        maybe("withdrawn_at", MOMENT),
        given("times_asked", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_closing_checks"),
    )
    op.create_index("ix_closing_checks_requester_id", "closing_checks", ["requester_id"])
    op.create_index("ix_closing_checks_ticket_id_cycle", "closing_checks", ["ticket_id", "cycle"])
    op.create_table(
        "invitations",
        maybe("service", TEXT),
        maybe("contact_channel", TEXT),
        maybe("team", TEXT),
        maybe("organisation", TEXT),
        maybe("location", TEXT),
        maybe("priority", TEXT),
        maybe("kind", TEXT),
        maybe("technician_id", TEXT),
        given("id", TEXT),
        given("ticket_id", TEXT),
        given("requester_id", TEXT),
        given("cycle", sa.Integer()),
        given("asked_at", MOMENT),
        given("state", WORD),
        maybe("skip_reason", WORD),
        given("probability", sa.Float()),
        maybe("answered_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
    )
    op.create_index(
        "ix_invitations_requester_id_asked_at", "invitations", ["requester_id", "asked_at"]
    )
    op.create_index("ix_invitations_ticket_id_cycle", "invitations", ["ticket_id", "cycle"])
    op.create_table(
        "ratings",
        maybe("service", TEXT),
        maybe("contact_channel", TEXT),
        maybe("team", TEXT),
        maybe("organisation", TEXT),
        maybe("location", TEXT),
        maybe("priority", TEXT),
        maybe("kind", TEXT),
        maybe("technician_id", TEXT),
        given("id", TEXT),
        maybe("invitation_id", TEXT),
        maybe("ticket_id", TEXT),
        maybe("requester_id", TEXT),
        given("score", sa.Integer()),
        given("rated_at", MOMENT),
        maybe("revised_at", MOMENT),
        given("ticked", JSON),
        given("inferred", JSON),
        maybe("tone", sa.Integer()),
        maybe("lost_minutes", sa.Integer()),
        maybe("comment", TEXT),
        given("visibility", WORD),
        given("probability", sa.Float()),
        sa.PrimaryKeyConstraint("id", name="pk_ratings"),
    )
    op.create_index("ix_ratings_invitation_id", "ratings", ["invitation_id"])
    op.create_index("ix_ratings_rated_at", "ratings", ["rated_at"])
    op.create_index("ix_ratings_requester_id", "ratings", ["requester_id"])
    op.create_index("ix_ratings_team_rated_at", "ratings", ["team", "rated_at"])
    op.create_index("ix_ratings_technician_id_rated_at", "ratings", ["technician_id", "rated_at"])
    op.create_index("ix_ratings_ticket_id", "ratings", ["ticket_id"])
    op.create_table(
        "loops",
        maybe("service", TEXT),
        maybe("contact_channel", TEXT),
        maybe("team", TEXT),
        maybe("organisation", TEXT),
        maybe("location", TEXT),
        maybe("priority", TEXT),
        maybe("kind", TEXT),
        maybe("technician_id", TEXT),
        given("id", TEXT),
        given("rating_id", TEXT),
        given("ticket_id", TEXT),
        given("requester_id", TEXT),
        given("owner_id", TEXT),
        given("opened_at", MOMENT),
        given("due_at", MOMENT),
        given("state", WORD),
        maybe("followed_up_at", MOMENT),
        maybe("note", TEXT),
        maybe("ended_at", MOMENT),
        maybe("recovery_score", sa.Integer()),
        given("times_followed_up", sa.Integer()),
        maybe("overdue_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_loops"),
    )
    op.create_index("ix_loops_owner_id_state", "loops", ["owner_id", "state"])
    op.create_index("ix_loops_rating_id", "loops", ["rating_id"])
    op.create_index("ix_loops_requester_id", "loops", ["requester_id"])
    op.create_index("ix_loops_state_due_at", "loops", ["state", "due_at"])


def contacts_and_timers() -> None:
    op.create_table(
        "contacts",
        given("id", TEXT),
        given("person_id", TEXT),
        given("at", MOMENT),
        given("kind", WORD),
        sa.PrimaryKeyConstraint("id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_person_id_at", "contacts", ["person_id", "at"])
    op.create_table(
        "timers",
        given("id", TEXT),
        given("kind", WORD),
        given("ref", TEXT),
        given("due_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_timers"),
    )
    op.create_index("ix_timers_due_at", "timers", ["due_at"])


def what_comes_in() -> None:
    op.create_table(
        "raw_events",
        given("id", TEXT),
        given("source", TEXT),
        given("received_at", MOMENT),
        given("body", sa.LargeBinary()),
        maybe("handled_at", MOMENT),
        given("attempts", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_raw_events"),
    )
    op.create_index(
        "ix_raw_events_handled_at_received_at", "raw_events", ["handled_at", "received_at"]
    )
    op.create_table(
        "dead_letters",
        given("id", TEXT),
        given("source", TEXT),
        given("received_at", MOMENT),
        given("body", sa.LargeBinary()),
        given("reason", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_dead_letters"),
    )
    op.create_index("ix_dead_letters_received_at", "dead_letters", ["received_at"])
    op.create_table(
        "inbound",
        given("id", TEXT),
        given("at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_inbound"),
    )
    op.create_index("ix_inbound_at", "inbound", ["at"])


def what_goes_out() -> None:
    op.create_table(
        "outbox",
        given("id", NUMBER),
        given("key", TEXT),
        given("lane", TEXT),
        given("channel", TEXT),
        given("user", TEXT),
        given("place", TEXT),
        maybe("person_id", TEXT),
        maybe("slot", TEXT),
        given("payload", JSON),
        given("due_at", MOMENT),
        given("state", WORD),
        given("attempts", sa.Integer()),
        maybe("receipt", TEXT),
        maybe("settled_at", MOMENT),
        maybe("error", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_lane_slot", "outbox", ["lane", "slot"])
    op.create_index("ix_outbox_person_id", "outbox", ["person_id"])
    op.create_index("ix_outbox_settled_at", "outbox", ["settled_at"])
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["lane", "due_at", "id"],
        sqlite_where=NOT_SETTLED,
        postgresql_where=NOT_SETTLED,
    )
    op.create_table(
        "lanes",
        given("name", TEXT),
        maybe("not_before", MOMENT),
        maybe("leased_until", MOMENT),
        maybe("token", TEXT),
        sa.PrimaryKeyConstraint("name", name="pk_lanes"),
    )
    op.create_table(
        "news",
        given("id", NUMBER),
        given("event", JSON),
        given("at", MOMENT),
        given("attempts", sa.Integer()),
        given("due_at", MOMENT),
        maybe("laid_aside_at", MOMENT),
        maybe("error", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_news"),
        sqlite_autoincrement=True,
    )


def counts_and_lines() -> None:
    op.create_table(
        "counts",
        given("grain", sa.String(8)),
        given("cuboid", sa.String(16)),
        given("cell", sa.String(255)),
        given("period", sa.Date()),
        given("measure", sa.String(64)),
        given("n", sa.BigInteger()),
        sa.PrimaryKeyConstraint("grain", "cuboid", "cell", "period", "measure", name="pk_counts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "web_lines",
        given("id", sa.Integer()),
        given("place", sa.String(128)),
        given("key", sa.String(255)),
        maybe("slot", sa.String(128)),
        given("author", sa.String(16)),
        given("body", sa.JSON()),
        given("at", MOMENT),
        given("changed", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_web_lines"),
        sa.UniqueConstraint("key", name="uq_web_lines_key"),
    )
    op.create_index("ix_web_lines_changed", "web_lines", ["changed"])
    op.create_index("ix_web_lines_place", "web_lines", ["place"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
