"""Texts of parts of records, kept by this process from read to read: an order's lines, as JSON.

Such parts change only together with the record that they are part of, whose version counts up then
(`core.declare.changes_with_parent`). So a statement may answer a mark in their place, made of their selection, the
record's key and its version; what stands for the mark is known from an earlier read, or is asked for by a second
statement. Other tables that the texts hold something of, such as the products, change rarely
(`core.declare.changes_rarely`): triggers renew the epoch in each transaction that changes one of them, and texts of
another epoch than that which the statement itself has seen are not used.

See docs/adr/0013-kept-texts.md.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from erp_visit.db import Connection

MARK = "\x01"
"""Stands before and after a mark. JSON text never holds it: it is escaped there."""
EPOCH = (
    "(SELECT concat_ws(' ', extract(epoch FROM pg_postmaster_start_time()),"
    " (SELECT oid FROM pg_database WHERE datname = current_database()), sum(number)) FROM read_epoch)"
)
"""What identifies the state of the tables that change rarely, in the snapshot of a statement. Another database, or one
that was started again, may be an older one, put back."""
MOST_PARTS = 8
"""Selections of one statement whose texts are kept; further ones are read as ever."""
_OVERHEAD = 250
"""Bytes that a text takes beside its own: its mark, two objects, its place in the mapping."""
_MARK = MARK.encode()
_SHAPE, _KEY = 16, 36


@dataclass(frozen=True, slots=True)
class Part:
    """A selection on parts of records whose texts are kept. `sql` answers marks and texts of records by key, all in one
    with MARK between them, and the epoch."""

    shape: str
    sql: str

    @classmethod
    def of(cls, table: str, alias: str, text: str) -> Part:
        """From the expression of the text over a row of the table that the parts belong to."""
        shape = hashlib.blake2b(f"{table} {alias} {text}".encode(), digest_size=_SHAPE // 2).hexdigest()
        mark = f"'{shape}' || {alias}.id::text || {alias}.version::text"
        sql = (
            f"SELECT convert_to(string_agg({mark} || '{MARK}' || {text}, '{MARK}'), 'UTF8'), {EPOCH}"
            f" FROM {table} {alias} WHERE {alias}.id = ANY($1::text[]::uuid[])"
        )
        return cls(shape, sql)


class Texts:
    """The texts of one epoch by mark, `limit` bytes of them: past half of it those go that were not used since the last
    time. With a limit of 0 nothing is kept."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.forget()

    def forget(self, epoch: str = "") -> None:
        """Forget all; what comes belongs to this epoch."""
        self._epoch = epoch
        self._young: dict[bytes, bytes] = {}
        self._old: dict[bytes, bytes] = {}
        self._size = 0

    def find(self, epoch: str, marks: Sequence[bytes]) -> list[bytes | None]:
        """The texts for marks, None for those that are not known."""
        if epoch != self._epoch:
            self.forget(epoch)
        found = list(map(self._young.get, marks))
        if self._old and None in found:
            for place, mark in enumerate(marks):
                if found[place] is None and (text := self._old.get(mark)) is not None:
                    found[place] = text
                    self.keep(epoch, mark, text)
        return found

    def keep(self, epoch: str, mark: bytes, text: bytes) -> None:
        """Keep a text, unless another epoch has begun meanwhile."""
        if epoch != self._epoch or mark in self._young:
            return
        self._young[mark] = text
        self._size += len(text) + _OVERHEAD
        if self._size > self.limit // 2:
            self._old, self._young, self._size = self._young, {}, 0


texts = Texts(32_000_000)
"""Those of this process; ERP_VISIT_KEPT_MEGABYTES says how many."""


async def put_in(
    connection: Connection, parts: Sequence[Part], epoch: str, body: bytes, seconds: float
) -> list[bytes] | None:
    """The pieces of an answer with the texts in the places of the marks; None if records changed since the statement.

    `epoch` is what the statement has seen. Not within a transaction: what is kept must be committed.
    """
    pieces = body.split(_MARK)
    marks = pieces[1::2]
    found = texts.find(epoch, marks)
    if None in found:
        missing = {mark for mark, text in zip(marks, found, strict=True) if text is None}
        fresh = await _read(connection, parts, epoch, missing, seconds)
        if not missing <= fresh.keys():
            return None
        found = [fresh[mark] if text is None else text for mark, text in zip(marks, found, strict=True)]
    pieces[1::2] = found  # type: ignore[assignment] # no None is left
    return pieces


async def _read(
    connection: Connection, parts: Sequence[Part], epoch: str, marks: Iterable[bytes], seconds: float
) -> dict[bytes, bytes]:
    """Texts as they are now, of those records that are as their marks say, if the epoch is still the same."""
    keys = defaultdict(list)
    for mark in marks:
        keys[mark[:_SHAPE].decode()].append(mark[_SHAPE : _SHAPE + _KEY].decode())
    fresh: dict[bytes, bytes] = {}
    for part in parts:
        if part.shape not in keys:
            continue
        row = await connection.fetchrow(part.sql, keys[part.shape], timeout=seconds)
        assert row is not None  # an aggregate
        both, seen = row
        if both is not None and seen == epoch:
            pieces = both.split(_MARK)
            fresh.update(zip(pieces[::2], pieces[1::2], strict=True))
    for mark, text in fresh.items():
        texts.keep(epoch, mark, text)
    return fresh


__all__ = ["EPOCH", "MARK", "MOST_PARTS", "Part", "Texts", "put_in", "texts"]
