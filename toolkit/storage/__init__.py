"""The database: its engines, the versions of its schema, names held on it, and copies of it."""
