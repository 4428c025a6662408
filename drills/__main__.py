"""`python -m drills`: break things, print what came of it, write it down. Exit code 1 if a promise was not kept."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from bench.machine import describe
from drills import fuzz
from drills.programme import DRILLS
from drills.scene import Result
from drills.stage import NotPlayed, staged
from erp_visit.serving import stop_on_signals

RESULTS = Path(__file__).parent / "results"
HEAD = (
    "drill", "faults", "answers", "acknowledged", "cut off", "found done", "lost", "duplicates", "doctor",
    "slowest answer", "healthy after", "verdict",
)  # fmt: skip
_MEANING = """
Answers: all, refusals included. Acknowledged: commands whose answer said that they were done; a client sends each until
it is. Cut off: sent, and the connection broke before the answer. Found done: carried out, though the answer never
came, as the repeat with the same id was told. Lost: acknowledged and not in the database. Duplicates: there twice, or
without a client behind it. Doctor: its findings afterwards. Healthy after: from the end of the fault until commands are
done and /readyz says so.
"""
_GOOD = ("kept", "in time", "not compared", "not promised")


def main() -> int:
    known = (*DRILLS, fuzz.NAME)
    parser = argparse.ArgumentParser(prog="python -m drills", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="drill", help=f"all, or some of: {', '.join(known)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(known):
        parser.error(f"no such drill: {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    names = [name for name in arguments.names or DRILLS if name != fuzz.NAME]
    console = Console()
    began = time.monotonic()

    def say(text: str) -> None:
        console.print(f"{time.monotonic() - began:4.0f} s  {text}", highlight=False)

    rows: dict[str, tuple[Result, float]] = {}
    broken = False
    found_nothing = fuzz.play(say, console) if fuzz.NAME in (arguments.names or known) else True
    if not names:
        return 0 if found_nothing else 1
    try:
        with stop_on_signals(), staged(say) as stage:
            for name in names:
                say(f"{name}: {DRILLS[name][0]}")
                start = time.monotonic()
                try:
                    result = asyncio.run(DRILLS[name][1](stage))
                except NotPlayed as reason:
                    say(f"  not played: {reason}")
                    continue
                except Exception:  # noqa: BLE001 -- it fails; the others are played, and what they found is kept
                    console.print_exception()
                    broken = True
                    continue
                rows[name] = (result, time.monotonic() - start)
                for line in (*result.problems, *result.seen.odd[:5], *result.verdict.findings[:5]):
                    say(f"  {line}")
    except KeyboardInterrupt:
        console.print("stopped")
        return 130
    _show([result for result, _ in rows.values()], Console(width=180) if not console.is_terminal else console)
    _save(rows)
    return 1 if broken or not found_nothing or any(result.problems for result, _ in rows.values()) else 0


def _plain(value: Any) -> Any:
    """Without objects that JSON does not know."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value


def _cells(result: Result) -> tuple[str, ...]:
    seen = result.seen
    return (
        result.name, str(result.faults), f"{seen.answers:,}", f"{seen.acknowledged.total():,}", str(seen.cut_off),
        str(seen.replayed), str(result.verdict.lost), str(result.verdict.duplicates), str(result.verdict.half_booked),
        f"{seen.slowest:.2f} s", "" if result.healthy is None else f"{result.healthy:.2f} s",
        "; ".join(result.problems) or "kept",
    )  # fmt: skip


def _show(results: list[Result], console: Console) -> None:
    table = Table(*HEAD, title="Promises under faults", title_justify="left")
    for result in results:
        table.add_row(*_cells(result), style="red" if result.problems else None)
    console.print(table)
    for result in results:
        if result.sheet is not None:
            own = Table(*result.sheet.head, title=result.name, title_justify="left")
            for row in result.sheet.rows:
                own.add_row(*row, style=None if row[-1] in _GOOD else "red")
            console.print(own)
        if result.notes:
            console.print(f"{result.name}: {'; '.join(result.notes)}", highlight=False)


def _save(rows: dict[str, tuple[Result, float]]) -> None:
    """Keep what came of each drill when it was last played, and a table of all of them."""
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / "latest.json"
    kept: dict[str, Any] = orjson.loads(file.read_bytes()) if file.exists() else {}
    moment = datetime.now(UTC).replace(microsecond=0).isoformat()
    machine = describe("18, embedded")
    for name, (result, seconds) in rows.items():
        parts = {"seen": vars(result.seen), "verdict": vars(result.verdict), "problems": result.problems}
        if result.sheet is not None:
            table = "\n".join([f"# {result.name}", "", *result.sheet.markdown(), ""])
            (RESULTS / f"{name}.md").write_text(table, encoding="utf-8")
        parts["sheet"] = None
        told = {"at": moment, "seconds": round(seconds), "commit": machine["commit"], "cells": _cells(result)}
        kept[name] = _plain({**vars(result), **parts, **told})
    kept = {"machine": _plain(machine), **{name: kept[name] for name in DRILLS if name in kept}}
    file.write_bytes(orjson.dumps(kept, option=orjson.OPT_INDENT_2) + b"\n")
    drills = [kept[name] for name in DRILLS if name in kept]
    lines = ["# Drills, each as last played", ""]
    lines += [f"- {key.replace('_', ' ')}: {value}" for key, value in machine.items() if key != "commit"]
    lines += ["", "| " + " | ".join(HEAD) + " | seconds | played | commit |", "|---" * (len(HEAD) + 3) + "|"]
    lines += [
        f"| {' | '.join(one['cells'])} | {one['seconds']} | {one['at'][:16]} | {one['commit']} |" for one in drills
    ]
    lines += _MEANING.splitlines()
    lines += ["", *(f"- {one['name']}: {'; '.join(one['notes'])}" for one in drills if one["notes"]), ""]
    file.with_suffix(".md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
