"""States are a table of allowed moves; a wrong move raises."""

from __future__ import annotations

from enum import Enum
from typing import Generic, TypeVar

from erp_visit.core.errors import DomainError, ErrorCode

S = TypeVar("S", bound=Enum)


class StateTable(Generic[S]):
    """Allowed moves (from, to) of one document kind."""

    def __init__(self, kind: str, moves: set[tuple[S, S]]) -> None:
        self.kind = kind
        self.moves = frozenset(moves)

    def allows(self, current: S, target: S) -> bool:
        return (current, target) in self.moves

    def check(self, current: S, target: S, number: str) -> None:
        """Raise WRONG_STATE unless the move is in the table."""
        if not self.allows(current, target):
            raise DomainError(
                ErrorCode.WRONG_STATE,
                "{kind} {number} is {state} and cannot become {target}. Reload it to see what happened to it.",
                kind=self.kind,
                number=number,
                state=current,
                target=target,
            )

    def sources(self, target: S) -> list[str]:
        """Values of the states from which the target can be reached, for a conditional update."""
        return sorted(source.value for source, to in self.moves if to == target)

    def to_come(self, current: S) -> frozenset[S]:
        """The states that can still be reached from here, by however many moves."""
        found: set[S] = set()
        fresh = {current}
        while fresh:
            fresh = {to for source, to in self.moves if source in fresh} - found
            found |= fresh
        return frozenset(found)


__all__ = ["StateTable"]
