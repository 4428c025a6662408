"""The GraphQL documents that pages read through, from admin/queries, and the variables that follow from rights.

A field that the actor may not read would refuse the whole document, so the documents leave such fields out by
`@include(if: $…)`, one variable per right.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from erp_visit.core.actor import Actor
from erp_visit.core.clock import today
from erp_visit.org.rights import Right
from erp_visit.resources import resource_dir

FLAGS = {
    "credit": Right.CREDIT_VIEW,
    "cost": Right.COST_VIEW,
    "stock": Right.STOCK_VIEW,
    "money": Right.RECEIVABLE_VIEW,
    "visits": Right.VISIT_VIEW,
    "people": Right.EMPLOYEE_VIEW,
    "orders": Right.ORDER_VIEW,
    "ledger": Right.LEDGER_VIEW,
    "customers": Right.CUSTOMER_VIEW,
    "settings": Right.SETTING_VIEW,
}
"""Boolean variables of the documents and the right that each stands for."""

_SPREAD = re.compile(r"\.\.\.([A-Z]\w*)")
_VARIABLE = re.compile(r"\$(\w+)\s*:")


@cache
def document(name: str) -> str:
    """The document `name` with all fragments that it spreads, straight or through others."""
    folder = resource_dir("admin") / "queries"
    text = (folder / f"{name}.graphql").read_text(encoding="utf-8")
    taken: set[str] = set()
    waiting = _SPREAD.findall(text)
    while waiting:
        fragment = waiting.pop()
        if fragment not in taken:
            taken.add(fragment)
            more = (folder / "fragments" / f"{fragment}.graphql").read_text(encoding="utf-8")
            text += f"\n{more}"
            waiting += _SPREAD.findall(more)
    return text


@cache
def _declared(name: str) -> frozenset[str]:
    return frozenset(_VARIABLE.findall(document(name).partition("{")[0]))


def variables(actor: Actor, name: str, **given: Any) -> dict[str, Any]:
    """The variables that a document declares: flags from the actor's rights, the day, and those given."""
    known: dict[str, Any] = {flag: actor.may(right) for flag, right in FLAGS.items()}
    known["today"] = today().isoformat()
    known.update(given)
    return {key: value for key, value in known.items() if key in _declared(name)}


__all__ = ["FLAGS", "document", "variables"]
