"""How Alembic runs here: in a transaction on a connection it is given, or offline as SQL for the linter and a DBA."""

from functools import partial

from alembic import context

configure = partial(context.configure, version_table_schema="register", transaction_per_migration=True)

if context.is_offline_mode():
    configure(dialect_name="postgresql", output_buffer=context.config.output_buffer)
else:
    configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
