"""The field's ports kept in SQLite or PostgreSQL, through SQLAlchemy."""
