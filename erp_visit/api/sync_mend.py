"""A batch in which an operation does not fit the schema: that one is refused, not all that a phone has queued.

GraphQL knows only variables that fit or do not. So what does not fit is taken out before, and kept to be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from graphql import GraphQLError, GraphQLInputObjectType, GraphQLNonNull, get_named_type
from graphql.utilities import validate_input_value

from erp_visit.api.documents import Operation

BATCH = "SyncOperationsInput"
MOST_OPERATIONS = 100
MOST_TOLD = 5


class Misfit(NamedTuple):
    """What does not fit: where in the operation, and why, in the words of graphql-core."""

    path: tuple[str | int, ...]
    message: str


Misfits = Mapping[int, list[Misfit]]
"""By the place of the operation in the batch."""


def mend(operation: Operation, given: Mapping[str, Any]) -> tuple[dict[str, Any], Misfits] | None:
    """The variables with empty commands in place of what does not fit; None if there is no batch to mend."""
    found = [
        (name, kind)
        for name, type_ in operation.variable_types.items()
        if isinstance(kind := type_.of_type if isinstance(type_, GraphQLNonNull) else type_, GraphQLInputObjectType)
        and kind.name == BATCH
    ]
    if len(found) != 1:
        return None
    ((name, kind),) = found
    batch = given.get(name)
    sent = batch.get("operations") if isinstance(batch, dict) else None
    if not isinstance(sent, list) or len(sent) > MOST_OPERATIONS or not all(isinstance(one, dict) for one in sent):
        return None
    one_type = get_named_type(kind.fields["operations"].type)
    misfits = {place: wrong for place, one in enumerate(sent) if (wrong := _misfits(one, one_type))}
    if not misfits:
        return None
    kept = [
        {"operationId": one.get("operationId"), "occurredAt": one.get("occurredAt"), "command": {}}
        if place in misfits
        else one
        for place, one in enumerate(sent)
    ]
    return {**given, name: {**batch, "operations": kept}}, misfits  # type: ignore[dict-item]  # a dict, as seen above


def _misfits(one: Mapping[str, Any], kind: Any) -> list[Misfit]:
    wrong: list[Misfit] = []

    def note(error: GraphQLError, path: list[str | int]) -> None:
        if len(wrong) < MOST_TOLD:
            wrong.append(Misfit(tuple(path), error.message))

    try:
        validate_input_value(one, kind, note, hide_suggestions=True)
    except RecursionError:
        return [Misfit(("command",), "It is nested too deeply.")]
    return wrong


__all__ = ["BATCH", "MOST_OPERATIONS", "Misfit", "Misfits", "mend"]
