"""Whether the store holds what the rows say: for the doctor."""

from __future__ import annotations

from erp_visit.db import Connection
from erp_visit.files.store import Store, blob_key

PORTION = 1000


async def missing_bytes(connection: Connection, store: Store) -> tuple[int, list[tuple[str, str]]]:
    """How many files there are; record and problem of those whose bytes are missing or of another length.

    Needs a transaction. The keys of the whole store are held in memory: some 100 MB for a million files.
    """
    sizes: dict[str, int] = {}
    async for portion in store.blobs():
        sizes.update((blob.key, blob.size) for blob in portion)
    files, problems = 0, []
    rows = connection.cursor("SELECT id, kind, size, sha256 FROM stored_file", prefetch=PORTION)
    async for row in rows:
        files += 1
        size = sizes.get(blob_key(row["id"], row["sha256"]))
        if size is None:
            problems.append((f"{row['kind']} {row['id']}", "its bytes are not in the store"))
        elif size != row["size"]:
            problems.append((f"{row['kind']} {row['id']}", f"{row['size']} bytes recorded, {size} in the store"))
        if row["kind"] == "PHOTO" and blob_key(row["id"], row["sha256"], "thumb") not in sizes:
            problems.append((f"{row['kind']} {row['id']}", "its small picture is not in the store"))
    return files, problems


__all__ = ["missing_bytes"]
