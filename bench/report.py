"""The report: a table for people, JSON for machines."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from bench.measure import Report, Row, Sample

RESULTS = Path(__file__).parent / "results"
HEAD = (
    "figure", "at", "product/s", "p50 ms", "p95 ms", "CPU ms", "+ database", "floor", "floor/s", "CPU ms", "+ database",
    "ratio", "goal", "",
)  # fmt: skip


def show(report: Report, console: Console) -> None:
    """Print it."""
    table = Table(*HEAD, title="Product against floors measured in the same run", title_justify="left")
    for cells in _lines(report.rows):
        table.add_row(*cells, style="red" if cells[-1] == "falls short" else None)
    console.print(table)
    for name, value in report.facts.items():
        console.print(f"{name}: {_words(value)}", highlight=False)


def save(report: Report, machine: dict[str, Any], name: str) -> list[Path]:
    """Write bench/results/<name>.json and .md; their paths."""
    RESULTS.mkdir(exist_ok=True)
    moment = datetime.now(UTC).replace(microsecond=0).isoformat()
    data = {
        "at": moment,
        "machine": machine,
        "facts": report.facts,
        "rows": [{**asdict(row), "verdict": row.verdict} for row in report.rows],
    }
    written = [RESULTS / f"{name}.json", RESULTS / f"{name}.md"]
    written[0].write_bytes(orjson.dumps(_rounded(data), option=orjson.OPT_INDENT_2) + b"\n")
    lines = [f"# Benchmarks of {moment[:10]}", ""]
    lines += [f"- {key.replace('_', ' ')}: {_words(value)}" for key, value in machine.items()]
    lines += ["", "| " + " | ".join(HEAD) + " |", "|---" * len(HEAD) + "|"]
    lines += ["| " + " | ".join(cells) + " |" for cells in _lines(report.rows)]
    lines += ["", *(f"- {name}: {_words(value)}" for name, value in report.facts.items()), ""]
    written[1].write_text("\n".join(lines), encoding="utf-8")
    return written


def _lines(rows: list[Row]) -> list[tuple[str, ...]]:
    return [
        (
            row.figure, f"{row.what}{f', {row.note}' if row.note else ''}", _number(row.product.rate),
            _number(row.product.p50), _number(row.product.p95), _number(row.product.cpu), _number(row.product.database),
            row.floor, *(_number(value) for value in _of(row.other)), "" if row.ratio is None else f"{row.ratio:.2f}",
            "" if row.goal is None else f"≥ {row.goal:.2f}", row.verdict,
        )
        for row in rows
    ]  # fmt: skip


def _of(sample: Sample | None) -> tuple[float | None, ...]:
    return (sample.rate, sample.cpu, sample.database) if sample is not None else (None, None, None)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return str(value)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


__all__ = ["save", "show"]
