"""What a model adds beside its columns: computed fields, relations without a foreign key, who sees which rows.

SQL templates use `{t}` for the alias of the row itself, `{r}` for the related row, and `:name` for values
of the actor: `:actor` (uuid), `:departments` (uuid[]), `:today` (date).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from erp_visit.core.actor import Profile
from erp_visit.core.models import Record

Visibility = Callable[[Profile], str]


def in_departments(column: str) -> str:
    """Whether a department is one of the actor's, asked of row after row: TRUE or FALSE. They are in order, so that it
    takes few steps to find where it would stand. For `= ANY(:departments)` a plan that is kept looks through all of
    them for each row, for `IN (SELECT unnest(:departments))` it makes a table of them in each place that asks."""
    return f"coalesce((:departments::uuid[])[width_bucket({column}, :departments::uuid[])] = {column}, FALSE)"


@dataclass(frozen=True, slots=True)
class Way:
    """One of the reasons why somebody sees a row: `column` is one of `values`, a SELECT; without one, it is one value
    or none.

    `condition` says the same over `{t}`, the row, in the way that is best for one row at a time; of one value it is
    what an index is asked.
    """

    column: str
    values: str
    condition: str
    only: str = ""
    """What else the row has to be, if anything, over `{t}`."""

    @property
    def single(self) -> bool:
        """Whether the condition itself is what an index is asked."""
        return not self.values

    @property
    def whole(self) -> str:
        """The condition with what else the row has to be."""
        return f"({self.only} AND {self.condition})" if self.only else self.condition


class Seen(str):
    """A condition that is an OR of ways. As each has its index, lists look up every one by itself: what an OR comes to,
    PostgreSQL can only guess, and for somebody with few rows in a large table it guesses wrong."""

    ways: tuple[Way, ...]


def any_of(*ways: Way) -> Seen:
    """The condition under which any of the ways leads to a row."""
    seen = Seen(f"({' OR '.join(way.whole for way in ways)})")
    seen.ways = ways
    return seen


_rows: dict[type[Record], Visibility] = {}
_parents: dict[type[Record], str] = {}
_versioned: set[type[Record]] = set()
_lasting: set[type[Record]] = set()


@dataclass(frozen=True, slots=True)
class SqlField:
    """A computed field: an SQL expression over the row. `kind` is int, str, bool, float, Decimal, date,
    datetime or list (of text)."""

    name: str
    kind: type
    sql: str
    description: str
    nullable: bool = False
    right: str | None = None


@dataclass(frozen=True, slots=True)
class SqlRelation:
    """A relation by condition. With `inherits`, whoever sees the row sees the related rows."""

    name: str
    model: str
    condition: str
    description: str
    many: bool = True
    inherits: bool = False
    right: str | None = None


@dataclass(frozen=True, slots=True)
class PythonField:
    """A field that needs Python: computed from other fields of the row after the statement.

    With `speaks`, `compute` is also given the reader's language, as `locale`.
    """

    name: str
    kind: type
    needs: tuple[str, ...]
    compute: Callable[..., Any]
    description: str
    nullable: bool = False
    speaks: bool = False


def visible(model: type[Record]) -> Callable[[Visibility], Visibility]:
    """Declare which rows of a model a profile sees: a function to an SQL condition."""

    def register(function: Visibility) -> Visibility:
        _rows[model] = function
        return function

    return register


def visible_through(model: type[Record], relation: str) -> None:
    """Declare that whoever sees the record in `relation` (a foreign key) sees the row."""
    _parents[model] = relation


def changes_with_parent(model: type[Record]) -> None:
    """Declare that rows are added or changed only in transactions that count up the version of the record that they are
    part of (`visible_through`). A trigger must renew the epoch of kept texts at whatever else happens to them."""
    _versioned.add(model)


def changes_rarely(*models: type[Record]) -> None:
    """Declare that rows seldom change once they are there. A trigger must renew the epoch of kept texts when they do:
    what shows them along with something lasting may be kept until then."""
    _lasting.update(models)


def is_versioned_by_parent(model: type[Record]) -> bool:
    """Whether `changes_with_parent` was declared."""
    return model in _versioned


def is_lasting(model: type[Record]) -> bool:
    """Whether `changes_rarely` was declared."""
    return model in _lasting


def row_visibility(model: type[Record]) -> Visibility | None:
    """The condition declared for a model, if any."""
    return _rows.get(model)


def parent_of(model: type[Record]) -> str | None:
    """The relation that a model's visibility goes through, if any."""
    return _parents.get(model)


__all__ = [
    "PythonField", "Seen", "SqlField", "SqlRelation", "Visibility", "Way", "any_of", "changes_rarely",
    "changes_with_parent", "in_departments", "is_lasting", "is_versioned_by_parent", "parent_of", "row_visibility",
    "visible", "visible_through",
]  # fmt: skip
