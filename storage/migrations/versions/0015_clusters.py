"""Clusters, what they do together, and who would like to meet whom; every cluster named so far becomes one."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = ("name", "country", "sector", "label", "website")
SAME_LETTER = str.maketrans("ىةٱ", "يها", "ـ")


def upgrade() -> None:
    clusters = op.create_table(
        "clusters",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("also_known_as", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clusters"),
        sa.UniqueConstraint("team_id", "id", name="uq_clusters_team_id_id"),
        _of_team("clusters", "programme_id", "programmes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_clusters_team_id_programme_id", "clusters", ["team_id", "programme_id"])
    _create_collaborations()
    _create_approaches()
    op.bulk_insert(clusters, _named_so_far(op.get_bind()))


def _create_collaborations() -> None:
    op.create_table(
        "collaborations",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("noted_by", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_collaborations"),
        _of_team("collaborations", "programme_id", "programmes"),
        _of_team("collaborations", "noted_by", "people"),
        _of_team("collaborations", "confirmed_by", "people"),
    )
    op.create_index("ix_collaborations_team_id_programme_id", "collaborations", ["team_id", "programme_id"])
    op.create_table(
        "collaboration_clusters",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("collaboration_id", sa.Text(), nullable=False),
        sa.Column("cluster_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "collaboration_id", "cluster_id", name="pk_collaboration_clusters"),
        _of_team("collaboration_clusters", "collaboration_id", "collaborations"),
        _of_team("collaboration_clusters", "cluster_id", "clusters"),
    )


def _create_approaches() -> None:
    op.create_table(
        "approaches",
        sa.Column("team_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("asker_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "id", name="pk_approaches"),
        _of_team("approaches", "programme_id", "programmes"),
        _of_team("approaches", "asker_id", "people"),
        _of_team("approaches", "asked_id", "people"),
    )
    op.create_index("ix_approaches_team_id_asker_id_asked_id", "approaches", ["team_id", "asker_id", "asked_id"])


def _of_team(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    columns, targets = ["team_id", column], [f"{target}.team_id", f"{target}.id"]
    return sa.ForeignKeyConstraint(columns, targets, name=f"fk_{table}_team_id_{column}")


def _named_so_far(connection: sa.Connection) -> list[dict[str, object]]:
    """A cluster for each name that participants bear, with the country and sector that most of them have."""
    rows = connection.execute(
        sa.text(
            "select t.team_id, t.programme_id, t.cluster, t.sector, p.country from participants t"
            " join people p on p.team_id = t.team_id and p.id = t.person_id where t.cluster <> ''"
            " order by t.team_id, t.programme_id, t.person_id"
        )
    )
    found: defaultdict[tuple[str, int, str], list[tuple[str, str, str]]] = defaultdict(list)
    for team_id, programme_id, name, sector, country in rows:
        if key := _key(name):
            found[team_id, programme_id, key].append((name.strip(), sector, country))
    return [
        {
            "team_id": team_id,
            "programme_id": programme_id,
            "name": _most(name for name, _, _ in members),
            "country": _most(country for _, _, country in members),
            "sector": _most(sector for _, sector, _ in members),
            "label": "",
            "website": "",
            "also_known_as": [],
        }
        for (team_id, programme_id, _), members in found.items()
    ]


def _most(values: object) -> str:
    counted = Counter(value for value in values if value)  # type: ignore[attr-defined]
    return counted.most_common(1)[0][0] if counted else ""


def _key(name: str) -> str:
    """As names were compared when this was written."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return " ".join(bare.casefold().translate(SAME_LETTER).split())


def downgrade() -> None:
    op.drop_table("approaches")
    op.drop_table("collaboration_clusters")
    op.drop_table("collaborations")
    op.drop_table("clusters")
