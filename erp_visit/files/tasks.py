"""Clearing away: files that no record took, bytes that no row names. Safe to repeat, and to stop at any point."""

from __future__ import annotations

import time

import structlog

from erp_visit import db
from erp_visit.files.store import VARIANTS, Blob, blob_key, file_of, store
from erp_visit.jobs import BACK_OFF, app
from erp_visit.org.settings import control_parameters

PORTION = 500
OLD_ENOUGH_SECONDS = 86_400
"""Bytes without a row may belong to an upload under way; after a day they do not."""

log = structlog.get_logger(__name__)


async def clear_loose_files() -> int:
    """Delete the files that no record took in time; their number. Rows go first: bytes without one are harmless."""
    async with db.connection() as connection:
        hours = (await control_parameters(connection, None)).loose_file_hours
    cleared = 0
    while True:
        async with db.transaction() as connection:
            rows = await connection.fetch(
                "DELETE FROM stored_file WHERE attached_at IS NULL AND id IN ("
                " SELECT id FROM stored_file WHERE attached_at IS NULL"
                " AND uploaded_at < now() - make_interval(hours => $1)"
                " ORDER BY uploaded_at LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING id, sha256",
                hours, PORTION,
            )  # fmt: skip
        keys = [blob_key(row["id"], row["sha256"], variant) for row in rows for variant in VARIANTS]
        await store().delete(keys)
        cleared += len(rows)
        if len(rows) < PORTION:
            return cleared


async def clear_orphan_bytes() -> int:
    """Delete what the store holds and no row names; the number of objects."""
    before = time.time() - OLD_ENOUGH_SECONDS
    cleared = store().clear_unfinished(OLD_ENOUGH_SECONDS)
    async for portion in store().blobs():
        orphans = await _without_row([blob for blob in portion if blob.written_at < before])
        await store().delete(orphans)
        cleared += len(orphans)
    return cleared


async def _without_row(blobs: list[Blob]) -> list[str]:
    # A bucket may hold what is not ours.
    ours = {blob.key: file_id for blob in blobs if (file_id := file_of(blob.key)) is not None}
    if not ours:
        return []
    async with db.connection() as connection:
        rows = await connection.fetch(
            "SELECT id, sha256 FROM stored_file WHERE id = ANY($1::uuid[])", list(ours.values())
        )
    named = {blob_key(row["id"], row["sha256"], variant) for row in rows for variant in VARIANTS}
    return [key for key in ours if key not in named]


@app.periodic(cron="7 * * * *")
@app.task(name="clear_loose_files", queueing_lock="clear_loose_files", retry=BACK_OFF)
async def clear_loose_files_hourly(timestamp: int) -> None:
    """Delete the files that no record took."""
    cleared = await clear_loose_files()
    if cleared:
        log.info("files that no record took are cleared away", count=cleared)


@app.periodic(cron="53 19 * * *")  # UTC: in China the middle of the night
@app.task(name="clear_orphan_bytes", queueing_lock="clear_orphan_bytes", retry=BACK_OFF)
async def clear_orphan_bytes_nightly(timestamp: int) -> None:
    """Delete bytes that no row names."""
    cleared = await clear_orphan_bytes()
    if cleared:
        log.info("bytes that no file names are cleared away", count=cleared)


__all__ = ["clear_loose_files", "clear_orphan_bytes"]
