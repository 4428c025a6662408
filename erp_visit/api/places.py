"""Where in a mutation's input a refused value stands: services name their own parameters, clients their fields."""

from __future__ import annotations

from collections.abc import Mapping

from erp_visit.core.errors import DomainError

Places = Mapping[str, str]
"""From the beginning of a service's path to the beginning of the input's, in dots; `*` stands for an index.

The first that fits counts; the empty one fits all that names a field at all.
"""


def placed(error: DomainError, places: Places) -> DomainError:
    """The error with the path that its reader knows."""
    for service, given in places.items():
        steps = service.split(".") if service else []
        head, rest = error.path[: len(steps)], error.path[len(steps) :]
        if not error.path or len(head) < len(steps):
            continue
        if all(step in {"*", str(at)} for step, at in zip(steps, head, strict=True)):
            indexes = iter([at for step, at in zip(steps, head, strict=True) if step == "*"])
            path = (*(next(indexes) if step == "*" else step for step in given.split(".")), *rest)
            return DomainError(error.code, error.message, path=path, **error.params)
    return error


__all__ = ["Places", "placed"]
