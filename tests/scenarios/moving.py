"""A moving clock: what is in the database happened, or was planned, so much longer ago."""

from __future__ import annotations

from types import ModuleType

_MOVE = """
DO $$
DECLARE
    it record;
    one record;
BEGIN
    PERFORM set_config('session_replication_role', 'replica', true);
    FOR it IN
        SELECT c.oid::regclass AS name,
            string_agg(format(CASE a.atttypid WHEN 'date'::regtype THEN '%1$I = %1$I - {days}'
                ELSE '%1$I = %1$I - interval ''{days} days {minutes} minutes''' END, a.attname), ', ') AS moved,
            string_agg(format('%I::timestamptz', a.attname), ', ') AS moments
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND c.relname NOT LIKE 'procrastinate%' AND a.attnum > 0 AND a.attgenerated = ''
            AND a.atttypid IN ('date'::regtype, 'timestamptz'::regtype)
        GROUP BY c.oid
    LOOP
        -- The oldest first: no period then meets the one before it.
        FOR one IN EXECUTE format('SELECT tableoid, ctid FROM %s ORDER BY least(%s)', it.name, it.moments) LOOP
            EXECUTE format('UPDATE %s SET %s WHERE tableoid = $1 AND ctid = $2', it.name, it.moved)
            USING one.tableoid, one.ctid;
        END LOOP;
    END LOOP;
END
$$
"""


async def time_passes(db: ModuleType, *, days: int = 0, minutes: int = 0) -> None:
    """Everything moves into the past, with what was planned for the time to come."""
    async with db.transaction() as connection:
        await connection.execute(_MOVE.format(days=days, minutes=minutes))


__all__ = ["time_passes"]
