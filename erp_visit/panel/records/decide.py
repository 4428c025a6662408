"""Carrying out a decision: one service call, and an answer that is true whatever happened.

`done`: it was carried out (perhaps earlier, under the same operation id). `overtaken`: somebody else decided or
changed the record first; the answer says who and when. `refused`: nothing was written; the reasons say what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from starlette.requests import Request

from erp_visit.core.actor import Actor
from erp_visit.core.errors import DomainError, DomainErrors, ErrorCode
from erp_visit.core.ids import global_id
from erp_visit.panel.frame import STATUS, Frame, problem
from erp_visit.panel.records.actions import Action
from erp_visit.panel.records.present import STATE_OF, Clock
from erp_visit.panel.records.timeline import action_word
from erp_visit.panel.wording import enum_label, translate

OVERTAKEN = frozenset({ErrorCode.CONFLICT, ErrorCode.WRONG_STATE})
_NUMBER = {"Visit": "number: businessDay"}
"""What names a record that has no number."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one decision. `errors` name the field of the form that each refusal is about."""

    key: UUID
    outcome: Literal["done", "overtaken", "refused"]
    message: str
    errors: tuple[dict[str, Any], ...] = ()
    status: int = 200
    replayed: bool = False

    def json(self) -> dict[str, Any]:
        return {
            "key": str(self.key), "outcome": self.outcome, "message": self.message, "errors": list(self.errors),
            "replayed": self.replayed,
        }  # fmt: skip


async def decide(
    frame: Frame, request: Request, action: Action, kind: str, key: UUID, number: str, body: Mapping[str, Any]
) -> Outcome:
    """Carry out an action on one record. Raises what is no refusal; then nothing was written either."""
    actor: Actor = request.state.actor
    locale: str = request.state.locale
    try:
        result = await action.run(actor, key, body)
    except (DomainError, DomainErrors) as error:
        return await _refused(frame, request, kind, key, error)
    message = translate(action.done, locale, {"number": number})
    return Outcome(key, "done", message, replayed=bool(getattr(result, "replayed", False)))


async def _refused(frame: Frame, request: Request, kind: str, key: UUID, error: DomainError | DomainErrors) -> Outcome:
    locale: str = request.state.locale
    errors = error.errors if isinstance(error, DomainErrors) else [error]
    first = errors[0]
    problems = tuple(problem(one, locale) for one in errors)
    message = " ".join(one["message"] for one in problems)
    status = int(STATUS.get(first.code, 422))
    if first.code in OVERTAKEN and kind in STATE_OF and kind != "Customer":
        who = await last_word(frame, request, kind, key)
        if who:
            return Outcome(key, "overtaken", who, problems, status)
    return Outcome(key, "refused", message, problems, 422 if status == 400 else status)


async def last_word(frame: Frame, request: Request, kind: str, key: UUID) -> str:
    """Who did what to a record last, and when: `SO…0042: Approved by 李内勤 at 10:12. It is now Approved.`"""
    singular = kind[0].lower() + kind[1:]
    number = _NUMBER.get(kind, "number")
    text = (
        f"query Last($id: ID!) {{ record: {singular}(id: $id) {{ {number} state"
        " history(first: 1, orderBy: [{ field: AT, direction: DESC }]) { at action actorName } } }"
    )
    record = (await frame.read(request, text, {"id": global_id(kind, key)}))["record"]
    if not record["history"]:
        return ""
    last = record["history"][0]
    locale: str = request.state.locale
    clock = Clock()
    return translate(
        "{number}: {what} by {who} at {when}. It is now {state}.",
        locale,
        {
            "number": record["number"],
            "what": action_word(last["action"], locale),
            "who": last["actorName"] or translate("The system", locale, {}),
            "when": clock.recent(last["at"]),
            "state": enum_label(STATE_OF[kind], record["state"], locale),
        },
    )


__all__ = ["OVERTAKEN", "Outcome", "decide", "last_word"]
