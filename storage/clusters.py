"""Clusters, collaborations and approaches in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, func, select

from mentoring.approaches import Approach
from mentoring.clusters import Cluster, ClusterMerge, Collaboration, Terms
from storage.rows import Repository, from_row, from_rows, to_columns
from storage.tables import ApproachRow, ClusterMergeRow, ClusterRow, CollaborationRow, PartyRow, ProgrammeRow

OURS = select(ClusterRow).where(ClusterRow.team_id == bindparam("team_id"))
MERGED = select(ClusterMergeRow).where(ClusterMergeRow.team_id == bindparam("team_id"))
NOTED = select(CollaborationRow).where(CollaborationRow.team_id == bindparam("team_id"))


class SqlClusters(Repository):
    """The clusters of one team and their collaborations (port `mentoring.ports.Clusters`)."""

    def lock(self, programme_id: int) -> None:
        """Make other transactions that lock the programme's clusters wait until this one ends.

        On SQLite the database drops "for update": a transaction there has kept all others out since it began.
        """
        programme = select(ProgrammeRow.id).where(
            ProgrammeRow.team_id == self._team_id, ProgrammeRow.id == programme_id
        )
        # "no key": rows that merely point to the programme, such as a session, need not wait.
        self._transaction.execute(programme.with_for_update(key_share=True)).all()

    def of_programme(self, programme_id: int) -> Sequence[Cluster]:
        """All clusters of the programme, by name."""
        found = OURS.where(ClusterRow.programme_id == programme_id)
        rows = from_rows(Cluster, self._transaction.scalars(found, {"team_id": self._team_id}))
        # Here and not in SQL: databases differ in how they order names.
        return sorted(rows, key=lambda one: (one.name.casefold(), one.id))

    def get(self, cluster_id: int) -> Cluster:
        """The cluster; KeyError when there is none of this id in this team."""
        return from_row(Cluster, self._cluster_row(cluster_id))

    def add(self, cluster: Cluster) -> Cluster:
        """Keep a new cluster; the answer carries the id."""
        columns = to_columns(cluster)
        del columns["id"]
        row = ClusterRow(team_id=self._team_id, **columns)
        self._transaction.add(row)
        self._transaction.flush()
        return replace(cluster, id=row.id)

    def update(self, cluster: Cluster) -> None:
        """Replace the cluster of this id; KeyError when there is none in this team."""
        row = self._cluster_row(cluster.id)
        for name, value in to_columns(cluster).items():
            setattr(row, name, value)
        self._transaction.flush()

    def remove(self, cluster_id: int) -> None:
        """Forget the cluster, which no collaboration may name any more; KeyError when there is none in this team."""
        self._transaction.delete(self._cluster_row(cluster_id))
        self._transaction.flush()

    def keep_merge(self, merge: ClusterMerge) -> None:
        """Add what was merged, or replace the one of the same id."""
        self._transaction.merge(ClusterMergeRow(team_id=self._team_id, **to_columns(merge)))
        self._transaction.flush()

    def merge(self, merge_id: str) -> ClusterMerge:
        """What was merged under this id; KeyError when there is none in this team."""
        row = self._fresh(ClusterMergeRow, (self._team_id, merge_id))
        if row is None:
            raise KeyError(merge_id)
        return from_row(ClusterMerge, row)

    def merges_into(self, cluster_id: int) -> Sequence[ClusterMerge]:
        """What became part of the cluster and was not undone, the latest first."""
        found = MERGED.where(ClusterMergeRow.kept_id == cluster_id, ClusterMergeRow.undone_at.is_(None))
        latest = found.order_by(ClusterMergeRow.merged_at.desc(), ClusterMergeRow.id)
        return from_rows(ClusterMerge, self._transaction.scalars(latest, {"team_id": self._team_id}))

    def collaborations(self, programme_id: int) -> Sequence[Collaboration]:
        """The programme's collaborations, the latest noted first; removed ones are left out."""
        found = NOTED.where(CollaborationRow.programme_id == programme_id, CollaborationRow.removed.is_(False))
        rows = self._transaction.scalars(
            found.order_by(CollaborationRow.noted_at.desc(), CollaborationRow.id), {"team_id": self._team_id}
        )
        return [_to_collaboration(row) for row in rows]

    def collaborations_with(self, cluster_id: int) -> Sequence[Collaboration]:
        """Every collaboration that names the cluster, removed ones too, by id."""
        named = select(PartyRow.collaboration_id).where(
            PartyRow.team_id == self._team_id, PartyRow.cluster_id == cluster_id
        )
        found = NOTED.where(CollaborationRow.id.in_(named)).order_by(CollaborationRow.id)
        return [_to_collaboration(row) for row in self._transaction.scalars(found, {"team_id": self._team_id})]

    def collaboration(self, collaboration_id: str) -> Collaboration:
        """The collaboration, removed or not; KeyError when there is none of this id in this team."""
        row = self._fresh(CollaborationRow, (self._team_id, collaboration_id))
        if row is None:
            raise KeyError(collaboration_id)
        return _to_collaboration(row)

    def keep_collaboration(self, collaboration: Collaboration) -> None:
        """Add the collaboration, or replace the one of the same id."""
        columns = to_columns(collaboration)
        columns |= to_columns(columns.pop("terms"))
        parties = [
            PartyRow(team_id=self._team_id, collaboration_id=collaboration.id, cluster_id=one, position=place)
            for place, one in enumerate(columns.pop("cluster_ids"))
        ]
        self._transaction.merge(CollaborationRow(team_id=self._team_id, parties=parties, **columns))
        self._transaction.flush()

    def _cluster_row(self, cluster_id: int) -> ClusterRow:
        row = self._transaction.scalar(OURS.where(ClusterRow.id == cluster_id), {"team_id": self._team_id})
        if row is None:
            raise KeyError(cluster_id)
        return row


class SqlApproaches(Repository):
    """The approaches of one team (port `mentoring.ports.Approaches`)."""

    def get(self, approach_id: str) -> Approach:
        """The approach; KeyError when there is none of this id in this team."""
        row = self._fresh(ApproachRow, (self._team_id, approach_id))
        if row is None:
            raise KeyError(approach_id)
        return from_row(Approach, row)

    def add(self, approach: Approach) -> bool:
        """Keep a new approach; False when one of this id is kept already."""
        return bool(self._insert_new(ApproachRow, [{"team_id": self._team_id, **to_columns(approach)}]))

    def latest(self, asker_id: int, asked_id: int) -> datetime | None:
        """When the one last approached the other."""
        theirs = select(func.max(ApproachRow.at)).where(
            ApproachRow.team_id == self._team_id, ApproachRow.asker_id == asker_id, ApproachRow.asked_id == asked_id
        )
        return self._transaction.scalar(theirs)


def _to_collaboration(row: CollaborationRow) -> Collaboration:
    return Collaboration(
        id=row.id,
        programme_id=row.programme_id,
        terms=Terms(row.title, tuple(one.cluster_id for one in row.parties), row.since, row.stage),
        noted_by=row.noted_by,
        noted_at=row.noted_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        removed=row.removed,
    )
