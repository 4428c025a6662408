"""The drill of hostile input: tests/fuzz for minutes instead of seconds, with other examples each time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
RESULT = Path(__file__).parent / "results" / "fuzz.md"
LONGEST = 580
NAME = "fuzz"


def play(say: Callable[[str], None], console: Console) -> bool:
    """Run all of them; whether nothing was found."""
    say(f"{NAME}: every parser, the doors and the state machines, with input that nobody means")
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "ERP_VISIT_FUZZ": "long", "ERP_VISIT_FUZZ_REPORT": folder}
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "tests/fuzz"]
        run = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            output, _ = run.communicate(timeout=LONGEST)
            ended = run.returncode in (0, 1)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGINT)  # pytest stops its servers
            output, _ = run.communicate()
            ended = False
        examples: Counter[str] = Counter()
        findings: dict[str, str] = {}
        for file in Path(folder).glob("*.json"):
            told = orjson.loads(file.read_bytes())
            examples.update(told["examples"])
            findings |= told["findings"]
    _show(examples, findings, console)
    for test, problem in findings.items():
        console.print(f"\n{test}\n{problem[-1500:]}", markup=False, highlight=False)
    if not ended:
        console.print(f"did not come to its end in {LONGEST} s\n{output[-1500:]}", markup=False)
    return ended and not findings


def _show(examples: Counter[str], findings: dict[str, str], console: Console) -> None:
    table = Table("target", "examples", title="Hostile input", title_justify="left")
    for name, number in sorted(examples.items()):
        table.add_row(name, f"{number:,}")
    table.add_row("all", f"{examples.total():,}", style="bold")
    console.print(table)
    console.print(f"findings: {len(findings)}")
    moment = datetime.now(UTC).replace(microsecond=0).isoformat()
    head = ["# Hostile input, as last played", "", f"- at: {moment}", f"- findings: {len(findings)}", ""]
    lines = [*head, "| target | examples |", "|---|---|"]
    lines += [f"| {name} | {number:,} |" for name, number in sorted(examples.items())]
    lines += [f"| all | {examples.total():,} |", ""]
    RESULT.write_text("\n".join(lines), encoding="utf-8")


__all__ = ["NAME", "play"]
