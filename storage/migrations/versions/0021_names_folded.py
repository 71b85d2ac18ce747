"""Names as lists are ordered and searched by, so that the database can do so."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

AT_A_TIME = 1000
SAME_LETTER = str.maketrans("ىةٱیک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "يهايك" + 2 * "0123456789", "ـ")


def upgrade() -> None:
    op.add_column("people", sa.Column("name_folded", sa.Text(), nullable=True))
    people = sa.table("people", sa.column("id"), sa.column("name"), sa.column("name_folded"))
    keep = sa.update(people).where(people.c.id == sa.bindparam("person")).values(name_folded=sa.bindparam("so"))
    connection = op.get_bind()
    known = [{"person": person, "so": _folded(name)} for person, name in connection.execute(_names(people))]
    for first in range(0, len(known), AT_A_TIME):
        connection.execute(keep, known[first : first + AT_A_TIME])


def downgrade() -> None:
    op.drop_column("people", "name_folded")


def _names(people: sa.TableClause) -> sa.Select[int, str]:
    return sa.select(people.c.id, people.c.name).order_by(people.c.id)


def _folded(name: str) -> str:
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return bare.casefold().translate(SAME_LETTER).strip()
