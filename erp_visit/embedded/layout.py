"""The folders of the embedded servers inside the data folder, and where their sockets may be."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from erp_visit.embedded.account import Account
from erp_visit.settings import StartupError

# The kernel's limit is 108 bytes with the closing NUL; macOS has 104.
_LONGEST_SOCKET_PATH = 103
_LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
# Beyond these, a path would need a different quoting in each of: a URL, pg_ctl's options, asyncpg's host list.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")


@dataclass(frozen=True)
class Layout:
    """Absolute paths; the same for every process that uses the data folder."""

    data_dir: Path
    sockets: Path

    @property
    def postgres_data(self) -> Path:
        return self.data_dir / "postgres"

    @property
    def valkey_data(self) -> Path:
        return self.data_dir / "valkey"

    @property
    def logs(self) -> Path:
        return self.data_dir / "log"

    @property
    def start_lock(self) -> Path:
        return self.data_dir / "start.lock"

    @property
    def members_lock(self) -> Path:
        return self.data_dir / "members.lock"

    @classmethod
    def prepare(cls, data_dir: Path, account: Account) -> Layout:
        """Make the folders, owned by the servers' account and closed to all others. Raises StartupError."""
        layout = cls(data_dir, _socket_dir(data_dir))
        account.allow_traversal(data_dir)
        for folder in (layout.valkey_data, layout.logs, layout.sockets):
            _private(folder, account)
        return layout


def _socket_dir(data_dir: Path) -> Path:
    inside = data_dir / "run"
    longest = len(os.fsencode(inside / _LONGEST_SOCKET_NAME))
    if longest <= _LONGEST_SOCKET_PATH and _PLAIN_PATH.fullmatch(str(inside)):
        return inside
    # Not gettempdir(): two processes with different TMPDIR must find the same sockets.
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    return Path("/tmp") / f"erp-visit-{digest}"  # noqa: S108 -- made 0700 and checked for its owner below


def _private(folder: Path, account: Account) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode):
            raise NotADirectoryError(0, "it is not a folder")
        if found.st_uid not in (account.uid, os.geteuid()):
            raise PermissionError(0, f"it belongs to user id {found.st_uid}")
        if found.st_uid != account.uid:
            os.chown(folder, account.uid, account.gid, follow_symlinks=False)
        folder.chmod(0o700)
    except OSError as error:
        raise StartupError(
            f"The folder {folder} cannot be used: {error.strerror}.",
            remedy="Run as the user who owns it, remove it, or name another data folder in ERP_VISIT_DATA_DIR.",
        ) from error
