"""Clusters, what they do together, and who would like to meet whom."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, orm
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.clusters import Cluster, Moved, Stage
from storage.cluster_types import ClusterJson, MovedJson, Shared, SharedJson
from storage.tables.base import Base, Id, of_team
from storage.types import EnumText, TextsJson


class ClusterRow(Base):
    """A cluster; who belongs to it stands in the participants' own rows, by name."""

    __tablename__ = "clusters"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        UniqueConstraint("team_id", "id"),
        Index(None, "team_id", "programme_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    team_id: Mapped[str]
    programme_id: Mapped[int]
    name: Mapped[str]
    country: Mapped[str]
    sector: Mapped[str]
    label: Mapped[str]
    website: Mapped[str]
    also_known_as: Mapped[tuple[str, ...]] = mapped_column(TextsJson)


class ClusterMergeRow(Base):
    """What became part of a cluster; neither need be there any more, so it points to none."""

    __tablename__ = "cluster_merges"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("merged_by", "people"),
        Index(None, "team_id", "kept_id"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    kept_id: Mapped[int]
    kept: Mapped[Cluster] = mapped_column(ClusterJson)
    other: Mapped[Cluster] = mapped_column(ClusterJson)
    merged: Mapped[Cluster] = mapped_column(ClusterJson)
    members: Mapped[tuple[Moved, ...]] = mapped_column(MovedJson)
    collaborations: Mapped[tuple[Shared, ...]] = mapped_column(SharedJson)
    merged_by: Mapped[int]
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class CollaborationRow(Base):
    """A collaboration."""

    __tablename__ = "collaborations"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("noted_by", "people"),
        of_team("confirmed_by", "people"),
        Index(None, "team_id", "programme_id"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    title: Mapped[str]
    since: Mapped[date]
    stage: Mapped[Stage] = mapped_column(EnumText(Stage))
    noted_by: Mapped[int]
    noted_at: Mapped[datetime]
    confirmed_by: Mapped[int | None]
    confirmed_at: Mapped[datetime | None]
    removed: Mapped[bool]
    parties: Mapped[list[PartyRow]] = orm.relationship(
        order_by="PartyRow.position", lazy="selectin", cascade="all, delete-orphan"
    )


class PartyRow(Base):
    """A cluster in a collaboration; ``position`` keeps the order in which they were named."""

    __tablename__ = "collaboration_clusters"
    __table_args__ = (of_team("collaboration_id", "collaborations"), of_team("cluster_id", "clusters"))

    team_id: Mapped[str] = mapped_column(primary_key=True)
    collaboration_id: Mapped[str] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]


class ApproachRow(Base):
    """Somebody would like a session with a person whom they are not paired with."""

    __tablename__ = "approaches"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("asker_id", "people"),
        of_team("asked_id", "people"),
        Index(None, "team_id", "asker_id", "asked_id"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    asker_id: Mapped[int]
    asked_id: Mapped[int]
    words: Mapped[str]
    at: Mapped[datetime]
