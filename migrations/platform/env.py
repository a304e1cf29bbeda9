"""Runs the platform tree on the connection, and in the transaction, it is handed."""

from alembic import context

from app.storage.migrations import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA["platform"],
    render_as_batch=True,
)
context.run_migrations()
