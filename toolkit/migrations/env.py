"""How Alembic reaches the database: by the URL that the application was given."""

from alembic import context
from sqlalchemy import NullPool, create_engine

from toolkit.models import Base

with create_engine(context.config.attributes["url"], poolclass=NullPool).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
