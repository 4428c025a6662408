"""A table of a drill's own, for figures that are not about faults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings and rows."""

    head: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def markdown(self) -> list[str]:
        """Its lines as a table of Markdown."""
        lines = [f"| {' | '.join(self.head)} |", "|---" * len(self.head) + "|"]
        return lines + [f"| {' | '.join(row)} |" for row in self.rows]


__all__ = ["Sheet"]
