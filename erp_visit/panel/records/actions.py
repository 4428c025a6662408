"""What may be done to a record: declared once for the record page, the queue, the batch and the direct POST.

An action says which right and state it needs, so that a page can grey it out with the reason; the service behind it
asks everything again and has the last word.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.panel.records.present import state_label, states_to_come
from erp_visit.panel.wording import translate

Run = Callable[[Actor, UUID, Mapping[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a service does to a record.

    `key` is its key in a queue. `reason`: it asks for a reason; `submits`: it sends the form of that id, which
    stands in the record; `form`: it goes to that form for people to fill in. `done` is the announcement, which may
    name `{number}`.
    """

    name: str
    label: str
    done: str
    rights: tuple[str, ...]
    states: frozenset[str]
    run: Run
    key: str = ""
    tone: str = "plain"
    icon: str = ""
    reason: bool = False
    form: str = ""
    submits: str = ""
    batch: bool = False
    moot: frozenset[str] = field(default_factory=frozenset)
    """States in which it is not even shown greyed: it would mean nothing to do it again."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An action as it stands for one actor and record: allowed, or greyed with the reasons."""

    action: Action
    why_not: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.why_not


def offer(
    action: Action,
    actor: Actor,
    kind: str,
    state: str,
    locale: str,
    *,
    more: tuple[str, ...] = (),
    consequences: tuple[str, ...] = (),
) -> Offer:
    """The action for this actor and state. `more` are reasons against it that the caller found."""
    reasons: list[str] = [
        translate("You lack the right {right}. An administrator can grant it to your role.", locale, {"right": right})
        for right in action.rights
        if not actor.may(right)
    ]
    if state not in action.states:
        reasons.append(_too_early_or_late(action, kind, state, locale))
    elif not reasons:
        reasons += more
    return Offer(action, tuple(reasons), consequences)


def _too_early_or_late(action: Action, kind: str, state: str, locale: str) -> str:
    """Why the state does not allow it, and when one would."""
    now, coming = state_label(kind, state, locale), states_to_come(kind, state, action.states, locale)
    if not coming:
        return translate("It is {state}, and that cannot be changed any more.", locale, {"state": now})
    params = {"state": now, "states": " / ".join(coming)}
    return translate("It is {state}; this can be done once it is {states}.", locale, params)


__all__ = ["Action", "Offer", "Run", "offer"]
