"""The drill of requests made to hurt: the processor time that each costs the server process."""

from __future__ import annotations

import asyncio
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.machine import describe
from drills.load import Book, Seen, log_in
from drills.scene import Result
from drills.stage import Stage
from drills.verify import present, verify
from tools.attacks import Attack, attacks, codes_in, exchange

RESULT = Path(__file__).parent / "results" / "attacks.md"
MOST_MILLISECONDS = 100.0
"""Of work, that no refusal takes more than."""
TIMES = 3
_SETTLE_SECONDS = 0.02
"""After the answer the server still tidies up."""


async def hostile_requests(stage: Stage) -> Result:
    """Send each request three times, never the same document twice, and see what it costs."""
    await stage.fresh()
    before = await present(stage)
    token = await log_in(stage, "admin", timedelta(hours=1))
    seen, bad, rows = Seen(), [], []
    everything = attacks()
    with stage.server() as server:
        assert server.process is not None
        for number, attack in enumerate(everything):
            milliseconds = []
            for turn in range(TIMES):
                request = attack.request(f"127.0.0.1:{server.port}", number * TIMES + turn, token)
                spent, began = _spent(server.process.pid), time.monotonic()
                status, body = await asyncio.to_thread(exchange, server.port, request)
                seen.slowest = max(seen.slowest, time.monotonic() - began)
                await asyncio.sleep(_SETTLE_SECONDS)
                milliseconds.append(_spent(server.process.pid) - spent)
                seen.answers += 1
                if not _as_promised(attack, status, body):
                    seen.odd.append(f"{attack.name}: {status} {body[:200]!r}")
            usual = statistics.median(milliseconds)
            rows.append((usual, max(milliseconds), attack.name, status, ", ".join(sorted(codes_in(body)))))
            if usual > MOST_MILLISECONDS:
                bad.append(f"{attack.name} takes {usual:.0f} ms of work")
        verdict = await verify(stage, Book(), before)
    _write(sorted(rows, reverse=True))
    worst = max(rows)
    notes = [f"{len(rows)} requests; the dearest, {worst[2]}, takes {worst[0]:.0f} ms of work"]
    return Result("hostile requests", len(rows), seen, verdict, notes=notes, bad=bad)


def _as_promised(attack: Attack, status: int, body: bytes) -> bool:
    codes = codes_in(body)
    return status in attack.statuses and codes <= {*attack.codes} and bool(codes) == bool(attack.codes)


def _spent(pid: int) -> float:
    """Milliseconds that all threads of a process have run."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text(encoding="ascii").split()[0]) for one in threads) / 1e6


def _write(rows: list[tuple[float, float, str, int, str]]) -> None:
    moment = datetime.now(UTC).replace(microsecond=0).isoformat()
    lines = ["# Requests made to hurt, as last played", "", f"- at: {moment}"]
    lines += [f"- {key.replace('_', ' ')}: {value}" for key, value in describe("18, embedded").items()]
    lines += [
        "", "Milliseconds of processor time in the server process, all threads, from the request to 20 ms after its"
        f" answer: the middle and the highest of {TIMES}. No document is sent twice.", "",
        "| request | status | code | ms | highest |", "|---|---|---|---|---|",
    ]  # fmt: skip
    lines += [f"| {name} | {status} | {code} | {usual:.1f} | {most:.1f} |" for usual, most, name, status, code in rows]
    RESULT.write_text("\n".join([*lines, ""]), encoding="utf-8")


__all__ = ["hostile_requests"]
