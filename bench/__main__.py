"""`python -m bench`: measure, print, write down. Never fails for being slow."""

from __future__ import annotations

import argparse
import sys
import time

import uvloop
from rich.console import Console

from bench import growth, reads, report, system
from bench.insight import insight
from bench.load import Generator
from bench.machine import describe
from bench.measure import Report
from bench.planning import planning
from bench.run import running
from bench.scale import scale
from bench.stage import ROOT, Size, Stage, staged
from bench.track import tracks
from bench.visits import check_ins
from bench.writes import writes
from erp_visit.serving import stop_on_signals
from erp_visit.settings import StartupError

FIGURES = {
    "start": "cold start of the server to its first answer",
    "memory": "resident memory after the start and after 10,000 requests",
    "me": "who is logged in",
    "nested": "50 customers with visits, receivables, orders, lines and products",
    "submit": "an order of 5 lines submitted",
    "approve": "an order of 5 lines approved",
    "ship": "an order of 5 lines shipped",
    "checkin": "a check-in at a planned visit",
    "track": "points of tracks in batches of 5,000",
    "insight": "figures of visits, 1,000 reps for a month; abnormal customers; check-in map",
    "planning": "a plan of 50 reps, 200 customers each, four weeks; applying it",
    "scale": "one and two processes, PgBouncer, a proxy",
    "growth": "both reads at 1,000, 10,000 and 100,000 customers",
}
WRITES = {"submit", "approve", "ship"}


async def measure(stage: Stage, wanted: set[str], *, quick: bool) -> tuple[Report, dict[str, object]]:
    """All the figures that are wanted, and the machine they were measured on."""
    found = Report()
    size = growth.QUICK_SIZES[1] if quick else growth.SIZES[1]
    machine = await _machine(stage, size)
    with Generator() as generator:
        if "start" in wanted:
            found.facts["cold start, seconds"] = await system.start(stage, size, quick=quick)
        if wanted & {"memory", "me", "nested", "checkin", "track", "scale", *WRITES}:
            await _on_one_database(stage, generator, size, wanted, found, quick=quick)
        if "insight" in wanted:
            found.facts.update(await insight(stage, quick=quick))
        if "planning" in wanted:
            found.facts.update(await planning(stage, quick=quick))
        if "growth" in wanted:
            found.rows += await growth.growth(stage, generator, quick=quick)
    await stage.tidy()
    return found, machine


async def _on_one_database(
    stage: Stage, generator: Generator, size: Size, wanted: set[str], found: Report, *, quick: bool
) -> None:
    """What is measured beside each other, on the same data."""
    async with running(stage, generator, size, quick=quick) as run:
        if "memory" in wanted:
            found.facts["resident memory, MB"] = system.memory(run)
        if "me" in wanted:
            found.rows += reads.me(run)
        if "nested" in wanted:
            found.rows += reads.nested(run)
            found.rows += await reads.pages(run)
        if wanted & WRITES:
            found.rows += await writes(run, wanted)
        if "checkin" in wanted:
            found.rows += await check_ins(run)
        if "track" in wanted:
            found.rows += await tracks(run)
        if "scale" in wanted:
            found.facts.update(await scale(stage, run))


async def _machine(stage: Stage, size: Size) -> dict[str, object]:
    database = await stage.template(size)
    return {**describe(await stage.server_version()), "database": database.removeprefix("erp_visit_bench_")}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller data, fewer rounds: to see that it works")
    parser.add_argument("names", nargs="*", metavar="figure", help=f"all, or some of: {', '.join(FIGURES)}")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(FIGURES):
        parser.error(f"no such figure: {', '.join(sorted(unknown))}; there are: {', '.join(FIGURES)}")
    wanted = set(arguments.names) or set(FIGURES)
    console = Console()
    began = time.monotonic()
    try:
        with stop_on_signals(), console.status("starting the servers …") as status:

            def say(text: str) -> None:
                status.update(f"{time.monotonic() - began:4.0f} s  {text}")
                if not console.is_terminal:
                    console.print(f"{time.monotonic() - began:4.0f} s  {text}", highlight=False)

            with staged(say) as stage:
                found, machine = uvloop.run(measure(stage, wanted, quick=arguments.quick))
    except KeyboardInterrupt:
        console.print("stopped")
        return 130
    except StartupError as error:
        console.print(error.message, error.remedy, highlight=False)
        return 2
    report.show(found, Console(width=180) if not console.is_terminal else console)
    name = "quick" if arguments.quick else "latest" if wanted == set(FIGURES) else "partial"
    paths = report.save(found, machine, name)
    names = " and ".join(str(path.relative_to(ROOT)) for path in paths)
    console.print(f"{time.monotonic() - began:.0f} s; written to {names}", highlight=False)
    if float(str(machine["load_before"])) > 0.3 * (int(str(machine["cores"] or 1))):
        console.print("The machine was busy with other things when this began: trust the ratios more than the rates.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
