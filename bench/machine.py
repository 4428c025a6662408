"""The machine that figures come from."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any


def cpu_seconds(pid: int) -> float | None:
    """Processor time that a process has used; None where /proc does not exist."""
    try:
        return _ticks(pid, own=True) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return None


def family_seconds(pid: int) -> float | None:
    """Processor time of a process's children, those that have ended included; None where /proc does not tell."""
    try:
        total = _ticks(pid, own=False)
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and _parent(int(entry.name)) == pid:
                total += _ticks(int(entry.name), own=True)
    except OSError:
        return None
    return total / os.sysconf("SC_CLK_TCK")


def parent_of(pid: int) -> int | None:
    """The process that started a process of this machine; None if it is not one."""
    return _parent(pid)


def program(pid: int) -> str | None:
    """The name of a process's program; None if it is not of this machine."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8").strip()
    except OSError:
        return None


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def _ticks(pid: int, *, own: bool) -> int:
    fields = _fields(pid)
    return int(fields[11]) + int(fields[12]) if own else int(fields[13]) + int(fields[14])


def _parent(pid: int) -> int | None:
    try:
        return int(_fields(pid)[1])
    except OSError:
        return None  # it has just ended, or there is no /proc


def describe(postgres: str) -> dict[str, Any]:
    """Processor, memory, versions, and how busy the machine was with other things."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "postgresql": postgres,
        "versions": {name: version(name) for name in ("uvicorn", "uvloop", "httptools", "asyncpg", "redis", "orjson")},
        "commit": _commit(),
        "load_before": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass  # not Linux
    return platform.processor() or platform.machine()


def _commit() -> str:
    """Of the sources, wherever this is run from; `-dirty` if anything but earlier figures was changed since."""
    git = ["git", "-C", str(Path(__file__).parent.parent)]
    shown = subprocess.run([*git, "describe", "--always"], capture_output=True, text=True, check=False).stdout.strip()
    if not shown:
        return "unknown"
    figures = [":!bench/results", ":!drills/results"]
    changed = subprocess.run([*git, "diff", "--quiet", "HEAD", "--", ".", *figures], check=False).returncode
    return f"{shown}-dirty" if changed else shown


__all__ = ["cpu_seconds", "describe", "family_seconds", "parent_of", "program"]
