"""What Alembic runs for each command; the connection, with its transaction begun, comes from `storage.migrate`."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from storage.migrate import is_ours
from storage.tables import Base


def _render_item(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as the plain ones beneath them: a migration must not change when our code does."""
    if kind == "type" and type(thing).__module__ == "storage.types":
        return f"sa.{thing.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render_item,
    compare_type=True,
    include_object=is_ours,
    transactional_ddl=True,
)
context.run_migrations()
