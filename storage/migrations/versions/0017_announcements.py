"""Announcements, what they said when, the lines of their ledgers, and what readers wrote back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _table(
        "announcements",
        ["id"],
        _id("id"),
        _number("programme_id"),
        _number("author_id"),
        sa.Column("content", sa.JSON(), nullable=False),
        _at("created_at"),
        _at("changed_at"),
        _id("state"),
        _number("revision"),
        _at("confirmed_at", nullable=True),
        _number("wishes"),
        _id("name"),
        points={"programme_id": "programmes.id", "author_id": "people.id"},
    )
    op.create_index(
        "ix_announcements_team_id_programme_id_state_changed_at",
        "announcements",
        ["team_id", "programme_id", "state", "changed_at"],
    )
    op.create_index("ix_announcements_team_id_state", "announcements", ["team_id", "state"])
    _table(
        "announcement_versions",
        ["announcement_id", "revision"],
        _id("announcement_id"),
        _number("revision"),
        sa.Column("content", sa.JSON(), nullable=False),
        _number("by"),
        _at("at"),
        _yes_or_no("withdrawn"),
        points={"announcement_id": "announcements.id", "by": "people.id"},
    )
    _table(
        "announcement_lines",
        ["announcement_id", "person_id"],
        _id("announcement_id"),
        _number("person_id"),
        _id("language"),
        _at("planned_at"),
        _yes_or_no("fallback"),
        _at("due_at", nullable=True),
        sa.Column("why_not", sa.Text(), nullable=True),
        _id("delivery_key"),
        _number("tries"),
        _yes_or_no("late"),
        _at("acknowledged_at", nullable=True),
        points={"announcement_id": "announcements.id", "person_id": "people.id"},
    )
    op.create_index("ix_announcement_lines_team_id_person_id", "announcement_lines", ["team_id", "person_id"])
    _replies()


def _replies() -> None:
    _table(
        "announcement_replies",
        ["id"],
        _id("id"),
        _id("announcement_id"),
        _number("person_id"),
        _id("text"),
        _at("at"),
        points={"announcement_id": "announcements.id", "person_id": "people.id"},
    )
    op.create_index(
        "ix_announcement_replies_team_id_announcement_id_at",
        "announcement_replies",
        ["team_id", "announcement_id", "at"],
    )
    _table(
        "announcement_answers",
        ["reply_id", "position"],
        _id("reply_id"),
        _number("position"),
        _number("by"),
        _id("text"),
        _at("at"),
        points={"reply_id": "announcement_replies.id", "by": "people.id"},
    )


def _table(name: str, key: list[str], *columns: sa.Column[object], points: dict[str, str]) -> None:
    references = (
        sa.ForeignKeyConstraint(
            ["team_id", column],
            [f"{target.partition('.')[0]}.team_id", target],
            name=f"fk_{name}_team_id_{column}",
        )
        for column, target in points.items()
    )
    primary = sa.PrimaryKeyConstraint("team_id", *key, name=f"pk_{name}")
    op.create_table(name, _id("team_id"), *columns, primary, *references)


def _id(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, INSTANT, nullable=nullable)


def _yes_or_no(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def downgrade() -> None:
    for name in ("answers", "replies", "lines", "versions"):
        op.drop_table(f"announcement_{name}")
    op.drop_table("announcements")
