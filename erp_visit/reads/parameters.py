"""Parameters of a statement: numbered places, and how each gets its value at a run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, ErrorCode, invalid
from erp_visit.reads.arguments import Leaf, Literal, plain


class Run(NamedTuple):
    """What a run of a plan depends on."""

    variables: Mapping[str, Any]
    actor: Actor
    today: date


Getter = Callable[[Run], Any]

MAX_PARAMETERS = 1000
"""Values of one statement; PostgreSQL takes 32,767, but each condition has to be planned and tried."""

_NAMED = re.compile(r"(?<!:):([a-z]+)\b")
_ACTOR: dict[str, tuple[str, Getter]] = {
    "actor": ("uuid", lambda run: run.actor.id),
    "departments": ("uuid[]", lambda run: list(run.actor.department_ids)),
    "today": ("date", lambda run: run.today),
}


class Parameters:
    """Collects the parameters of one statement."""

    def __init__(self) -> None:
        self.getters: list[Getter] = []
        self.weighed = False
        """Whether the best plan depends on their values: how many rows a filter leaves decides which index is taken, or
        whether several processes count. Keys, the actor, and where a page begins find few rows whatever they are."""
        self._named: dict[str, str] = {}

    def add(self, getter: Getter, sql_type: str) -> str:
        """A new parameter; answers its place in SQL, e.g. `$3::uuid`. Raises COST_EXCEEDED past all reason."""
        if len(self.getters) >= MAX_PARAMETERS:
            raise DomainError(
                ErrorCode.COST_EXCEEDED,
                "The filters hold more than {limit} conditions. Ask for less at a time, or put values into one `in`.",
                limit=MAX_PARAMETERS,
            )
        self.getters.append(getter)
        return f"${len(self.getters)}::{sql_type}"

    def leaf(
        self,
        leaf: Leaf,
        sql_type: str,
        convert: Callable[[Any], Any] | None = None,
        *,
        path: tuple[str | int, ...] = (),
        is_key: bool = False,
    ) -> str:
        """A parameter read from an argument, which stands at `path` in the request.

        A number written in the document is written into the statement: it is the same at each run, and PostgreSQL,
        knowing it, keeps its plan. For a parameter it may plan anew each time, to see what the number is worth.
        """
        if isinstance(leaf, Literal) and type(leaf.value) in (int, Decimal):
            return f"'{convert(leaf.value) if convert else leaf.value}'::{sql_type}"

        self.weighed |= not is_key

        def get(run: Run) -> Any:
            value = leaf.read(run.variables)
            value = [clean(item, path) for item in value] if isinstance(value, list) else clean(value, path)
            return convert(value) if convert else value

        return self.add(get, sql_type)

    def bind(self, sql: str) -> str:
        """Replace `:actor`, `:departments`, `:today` by parameters."""

        def place(match: re.Match[str]) -> str:
            name = match[1]
            if name not in self._named:
                sql_type, getter = _ACTOR[name]
                self._named[name] = self.add(getter, sql_type)
            return self._named[name]

        return _NAMED.sub(place, sql)


def clean(value: Any, path: tuple[str | int, ...] = ()) -> Any:
    """A value fit for PostgreSQL; text with NUL characters or of absurd length is refused."""
    value = plain(value)
    if isinstance(value, str):
        if "\0" in value:
            raise invalid("Text contains a NUL character; remove it.", *path)
        if len(value) > 2000:
            raise invalid("Text of {length} characters is too long; at most 2000.", *path, length=len(value))
    return value


__all__ = ["Getter", "Parameters", "Run", "clean"]
