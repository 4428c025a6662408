"""Who uses a data folder's servers, told by kernel locks: they vanish with the process, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from erp_visit.settings import StartupError


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file alone; waits for whoever holds it. Servers are started and stopped only under it."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@dataclass(frozen=True)
class Membership:
    """This process's share in the servers."""

    descriptor: int

    def is_last(self) -> bool:
        """Whether nobody else has a share. Ask only under the start lock, so that nobody joins meanwhile."""
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        """Give the share back."""
        os.close(self.descriptor)


def join(path: Path) -> Membership:
    """Take a share. Ask only under the start lock."""
    descriptor = _open(path)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return Membership(descriptor)


def _open(path: Path) -> int:
    try:
        # Not inherited by children (PEP 446): a server that outlives us does not keep our share.
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StartupError(
            f"The lock file {path} cannot be opened: {error.strerror}.",
            remedy="Run as the user who owns the data folder, or name another one in ERP_VISIT_DATA_DIR.",
        ) from error
