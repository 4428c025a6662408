"""A pooler between us and PostgreSQL: PgBouncer in transaction mode, from 1.18 on, which knows no prepared statements.

Two transactions of one connection may run in two sessions of the server, so nothing may be left behind in a session
or looked for there: no prepared statement, no setting, no lock. What cannot do without (migrations, the job queue's
LISTEN, backups) goes to PostgreSQL itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import asyncpg

from erp_visit.settings import StartupError

_SECONDS_TO_CONNECT = 5.0
_WHICH = "SELECT pg_postmaster_start_time(), (SELECT oid FROM pg_database WHERE datname = current_database())"
_LACKING = """
SELECT name FROM pg_settings WHERE name = ANY($1::text[]) AND setting = CASE name WHEN 'jit' THEN 'on' ELSE '0' END
"""


class PooledConnection(asyncpg.Connection):
    """A connection that asks for no prepared statement twice, and still for each in one round trip.

    What asyncpg learns when it prepares a statement (the types of its arguments and columns) is kept as it is without
    a pooler; the statement itself is parsed anew, unnamed, together with each execution.
    """

    __slots__ = ()

    def _get_unique_id(self, prefix: str) -> str:
        return "" if prefix == "stmt" else super()._get_unique_id(prefix)  # type: ignore[misc]  # private

    async def _get_statement(self, *args: Any, **options: Any) -> Any:
        statement = await super()._get_statement(*args, **options)  # type: ignore[misc]  # private
        if not statement.name:
            statement.mark_unprepared()
        return statement


async def is_pooled(connection: asyncpg.Connection) -> bool:
    """Whether there is a pooler in between: it makes up the number of the server process that it tells its clients."""
    number: int = await connection.fetchval("SELECT pg_backend_pid()")
    return number != connection.get_server_pid()


async def check_pooler(database_url: str, pooler_url: str, session: Mapping[str, str]) -> None:
    """Raise StartupError, with the remedy, if the pooler is not one of this database, or if its sessions lack settings
    that ours are to have: it takes none from its clients, and sets them by its connect_query."""
    direct = await asyncpg.connect(database_url, timeout=_SECONDS_TO_CONNECT, statement_cache_size=0)
    try:
        expected = await direct.fetchrow(_WHICH)
    finally:
        await direct.close()
    try:
        pooled = await asyncpg.connect(
            pooler_url, timeout=_SECONDS_TO_CONNECT, statement_cache_size=0, server_settings={"timezone": "UTC"}
        )
        try:
            found = await pooled.fetchrow(_WHICH)
            lacking = [row["name"] for row in await pooled.fetch(_LACKING, list(session))]
        finally:
            await pooled.close()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise StartupError(
            f"The pooler cannot be used: {str(error) or 'no answer'}.",
            remedy="Check ERP_VISIT_POOLER_URL, and that PgBouncer runs and reaches PostgreSQL; or unset it.",
        ) from error
    if found != expected:
        raise StartupError(
            "The pooler leads to another database than DATABASE_URL.",
            remedy="Let ERP_VISIT_POOLER_URL and DATABASE_URL name the same database of the same server.",
        )
    if lacking:
        wanted = " ".join(f"SET {name} = ''{value}'';" for name, value in session.items())
        raise StartupError(
            f"Sessions behind the pooler lack settings: {', '.join(sorted(lacking))}.",
            remedy=f"In pgbouncer.ini add to the line of the database: connect_query='{wanted}'",
        )


__all__ = ["PooledConnection", "check_pooler", "is_pooled"]
