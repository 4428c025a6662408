"""What a work queue is: declared by data, run by one component for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.panel.records.actions import Action
from erp_visit.panel.records.record import Kind


@dataclass(frozen=True, slots=True)
class Mark:
    """A short note in a row: colour class, icon, words."""

    tone: str
    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One record in the list. `amount` is in yuan as text, for the sum of what is ticked; `beneath` stands below the
    title where the number would only repeat what the row says anyway."""

    key: UUID
    number: str
    title: str
    path: str
    version: int | None = None
    amount: str = "0"
    shown_amount: str = ""
    at: str | None = None
    note: str = ""
    marks: tuple[Mark, ...] = ()
    group: str = ""
    beneath: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter and the GraphQL filter that it stands for."""

    value: str
    label: str
    filter: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to narrow the list: by fixed `choices`, or by the records that the document answers under `source`.

    `condition` makes a GraphQL filter of such a record's key; `right` is needed to see them.
    """

    name: str
    label: str
    choices: tuple[Choice, ...] = ()
    source: str = ""
    condition: Callable[[str], Mapping[str, Any]] | None = None
    right: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """What a row shows, for the legend that a screen reader and the help name."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Queue:
    """A work queue.

    `rights`: any of them opens it. `document` in admin/queries answers the rows under `rows`; `condition` says which
    records wait; `search` turns what is typed into a condition; `row` turns a node into a row; `watches` are the record
    types whose changes concern the list.
    """

    name: str
    title: str
    empty: str
    rights: tuple[str, ...]
    kind: Kind
    document: str
    condition: Mapping[str, Any]
    search: Callable[[str], Mapping[str, Any]]
    row: Callable[[Mapping[str, Any], str], Row]
    columns: tuple[Column, ...]
    actions: tuple[Action, ...] = ()
    filters: tuple[Filter, ...] = ()
    watches: tuple[str, ...] = ()
    needs: tuple[str, ...] = field(default=())
    """Rights without which the list cannot be read."""
    search_by: str = "Number, customer, pinyin"
    """What can be typed into its search box."""
    sums: bool = True
    """Whether the rows have amounts that are worth adding up."""
    mine: Callable[[Actor], Mapping[str, Any] | None] | None = None
    """What of it this actor can do anything about; all of it if not given."""
    tabs: tuple[Choice, ...] = ()
    """Parts of what waits, each with a count of its own. The first is what the queue is for: it opens with it, and the
    workbench counts it."""

    def tab(self, value: str) -> Choice | None:
        """The tab of that value, else the first; none for a queue without tabs."""
        return next((one for one in self.tabs if one.value == value), self.tabs[0] if self.tabs else None)

    def waiting(self, actor: Actor, tab: str = "") -> dict[str, Any]:
        """What waits for the actor in a tab, as a GraphQL filter."""
        shown = self.tab(tab)
        return conjunction(self.condition, shown.filter if shown else None, self.mine(actor) if self.mine else None)

    def open_to(self, actor: Actor) -> bool:
        return any(actor.may(right) for right in self.rights) and all(actor.may(right) for right in self.needs)

    @property
    def batch(self) -> tuple[Action, ...]:
        return tuple(action for action in self.actions if action.batch)


def conjunction(*conditions: Mapping[str, Any] | None) -> dict[str, Any]:
    """All conditions at once, as a GraphQL filter."""
    present = [dict(condition) for condition in conditions if condition]
    return present[0] if len(present) == 1 else {"and": present}


__all__ = ["Choice", "Column", "Filter", "Mark", "Queue", "Row", "conjunction"]
