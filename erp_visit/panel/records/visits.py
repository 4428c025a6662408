"""The visit: its evidence with reasons and figures, photos, who went along, and the decision about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from starlette.requests import Request

from erp_visit.core.actor import Actor
from erp_visit.core.ids import global_id
from erp_visit.org.rights import Right
from erp_visit.panel.frame import Frame
from erp_visit.panel.records.actions import Action, Offer, offer
from erp_visit.panel.records.chain import order_chain, visit_chain, watch
from erp_visit.panel.records.evidence import Teller, album_of, map_of
from erp_visit.panel.records.filled import filled_in, missing
from erp_visit.panel.records.inputs import operation_in, text_in, whole_in
from erp_visit.panel.records.judged import judged_by
from erp_visit.panel.records.present import Clock, key_of
from erp_visit.panel.records.record import Kind, Record, read
from erp_visit.panel.records.timeline import Event, happened, in_order
from erp_visit.panel.wording import enum_label, translate
from erp_visit.visits.facts import leads
from erp_visit.visits.models import VISIT_MOVES, PhotoPurpose, ReviewDecision, VisitState
from erp_visit.visits.review import ENDED, correct_review, review_visit
from erp_visit.visits.service import cancel_visit


async def _cancel(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await cancel_visit(actor, visit_id=key, reason=text_in(body, "reason"), operation_id=operation_in(body))


async def _review(actor: Actor, key: UUID, body: Mapping[str, Any], decision: ReviewDecision) -> Any:
    return await review_visit(
        actor, visit_id=key, decision=decision, reason=text_in(body, "reason"),
        expected_version=whole_in(body, "version"), operation_id=operation_in(body),
    )  # fmt: skip


async def _correct(actor: Actor, key: UUID, body: Mapping[str, Any], decision: ReviewDecision) -> Any:
    return await correct_review(
        actor, visit_id=key, decision=decision, reason=text_in(body, "reason"),
        expected_version=whole_in(body, "version"), operation_id=operation_in(body),
    )  # fmt: skip


async def _accept(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await _review(actor, key, body, ReviewDecision.ACCEPTED)


async def _reject(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await _review(actor, key, body, ReviewDecision.REJECTED)


async def _accept_after_all(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await _correct(actor, key, body, ReviewDecision.ACCEPTED)


async def _reject_after_all(actor: Actor, key: UUID, body: Mapping[str, Any]) -> Any:
    return await _correct(actor, key, body, ReviewDecision.REJECTED)


_ENDED = frozenset(state.value for state in ENDED)
CANCEL = Action(
    "cancel", "Cancel the visit", "Visit cancelled", (Right.VISIT_DO,),
    frozenset(VISIT_MOVES.sources(VisitState.CANCELLED)),
    _cancel, "", "danger", "fa-ban", reason=True, moot=frozenset({"DONE", "CANCELLED", "CHECKED_IN", "SHOP_CLOSED"}),
)  # fmt: skip
ACCEPT = Action(
    "accept", "Accept the visit", "{number}: accepted", (Right.VISIT_REVIEW,), _ENDED, _accept, "a", "primary",
    "fa-check", reason=True, batch=True,
)  # fmt: skip
REJECT = Action(
    "reject", "Reject the visit", "{number}: rejected", (Right.VISIT_REVIEW,), _ENDED, _reject, "r", "danger",
    "fa-xmark", reason=True, batch=True,
)  # fmt: skip

ACCEPT_AFTER_ALL = Action(
    "accept-after-all", "Accept after all", "{number}: accepted after all", (Right.VISIT_REVIEW,), _ENDED,
    _accept_after_all, "", "plain", "fa-rotate-left", reason=True,
)  # fmt: skip
REJECT_AFTER_ALL = Action(
    "reject-after-all", "Reject after all", "{number}: rejected after all", (Right.VISIT_REVIEW,), _ENDED,
    _reject_after_all, "", "danger", "fa-rotate-left", reason=True,
)  # fmt: skip


def _may_report(actor: Actor, visit: Mapping[str, Any]) -> bool:
    """Whether the actor may write the visit's report, or change it still."""
    own = key_of((visit.get("rep") or {"id": ""})["id"]) == str(actor.id)
    return own and actor.may(Right.VISIT_DO) and (visit["report"] or {}).get("state") != "REVIEWED"


def _recent_reasons(nodes: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """By action: what was said for accepting visits is no help with rejecting one."""
    said: dict[str, dict[str, None]] = {}
    for node in nodes:
        if node["reviewReason"]:
            said.setdefault(node["reviewDecision"], {})[node["reviewReason"]] = None
    accepted = list(said.get(ReviewDecision.ACCEPTED, ()))[:6]
    rejected = list(said.get(ReviewDecision.REJECTED, ()))[:6]
    return {
        ACCEPT.name: accepted, ACCEPT_AFTER_ALL.name: accepted, REJECT.name: rejected, REJECT_AFTER_ALL.name: rejected,
    }  # fmt: skip


def _may_plan(actor: Actor, visit: Mapping[str, Any]) -> bool:
    """Whether the actor may say what a visit that has not begun is for."""
    own = key_of((visit.get("rep") or {"id": ""})["id"]) == str(actor.id)
    return visit["state"] == VisitState.PLANNED and actor.may(Right.VISIT_DO if own else Right.VISIT_PLAN)


async def load_visit(frame: Frame, request: Request, key: UUID) -> Record:
    """A visit with everything that a decision about it depends on."""
    actor, locale = request.state.actor, request.state.locale
    data = await read(frame, request, "visit", id=global_id("Visit", key))
    visit = data["visit"]
    teller = Teller(locale, Clock())
    album = await album_of(frame, request, visit, teller)
    orders = visit.get("orders") or []
    link = {
        name: visit[name]
        for name in ("id", "state", "businessDay", "checkedInAt", "checkedOutAt", "dwellSeconds", "evidence")
    }
    chains = [order_chain({**order, "visit": link}) for order in orders] or [visit_chain(link)]
    context = {
        "visit": visit,
        "chains": chains,
        "doubts": [teller.doubt(finding) for finding in visit["findings"]],
        "shots": [
            album.shot(photo["file"], enum_label(PhotoPurpose, photo["purpose"], locale), photo["addedAt"])
            for photo in visit["photos"]
        ],
        "reviews": sorted(visit["reviews"], key=lambda one: str(one["decidedAt"])),
        "along": [
            ((one.get("colleague") or {}).get("name", ""), [teller.doubt(finding) for finding in one["findings"]])
            for one in visit["coVisits"]
            if one["findings"]
        ],
        "map": map_of(visit, teller),
        "filled": filled_in(visit, album),
        "missing_forms": missing(visit) if visit["state"] == VisitState.CHECKED_IN else [],
        "events": _events(visit, locale),
        "recent_reasons": _recent_reasons(data["reasons"]["nodes"]),
        "judged": await judged_by(actor, visit, locale),
        "may_report": _may_report(actor, visit),
        "may_plan_it": _may_plan(actor, visit),
        "may_share": actor.may(Right.TASK_VIEW),
    }
    number = f"{visit['customer']['name'] if visit['customer'] else ''} {visit['businessDay']}".strip()
    return Record(
        "Visit", key, number, "records/visit.html", visit["version"], visit["state"], visit, context,
        offers(actor, visit, locale),
        " ".join([
            watch("Visit", visit["id"]), *(f"CoVisit:{key_of(one['id'])}" for one in visit["coVisits"]),
            *(link for chain in chains for link in chain.keys),
        ]),
    )  # fmt: skip


def _events(visit: Mapping[str, Any], locale: str) -> list[Event]:
    rep = (visit.get("rep") or {}).get("name", "")
    events = happened(visit["history"], "Visit", locale)
    told = {entry["action"] for entry in visit["history"]}
    for at, action, what in (
        (visit["startedAt"], "visit.start", "Set out"), (visit["checkedInAt"], "visit.check_in", "Checked in"),
        (visit["checkedOutAt"], "visit.check_out", "Checked out"),
    ):  # fmt: skip
        if at and action not in told and "visit.shop_closed" not in told:
            events.append(Event(at, translate(what, locale, {}), rep))
    for order in visit.get("orders") or []:
        events += happened(order["history"], "Order", locale, document=order["number"],
                           href=f"/admin/orders/{key_of(order['id'])}")  # fmt: skip
    return in_order(events)


def offers(actor: Actor, visit: Mapping[str, Any], locale: str) -> tuple[Offer, ...]:
    """What may be done to a visit now; a review is offered while the evidence is doubted and nobody has decided, then
    the other decision."""
    state = visit["state"]
    found: list[Offer] = []
    more = _against(actor, visit, locale)
    rejected = translate("It no longer counts as an effective visit; the rep is told why.", locale, {})
    if visit["reviewDecision"] is not None:
        kept = translate("The decision before stays on this page; the rep is told of the new one.", locale, {})
        if visit["reviewDecision"] == ReviewDecision.REJECTED:
            found.append(offer(ACCEPT_AFTER_ALL, actor, "Visit", state, locale, more=more, consequences=(kept,)))
        else:
            both = (rejected, kept)
            found.append(offer(REJECT_AFTER_ALL, actor, "Visit", state, locale, more=more, consequences=both))
    elif visit["evidence"] in ("UNVERIFIED", "SUSPICIOUS") and state != "CANCELLED":
        found.append(offer(ACCEPT, actor, "Visit", state, locale, more=more))
        found.append(offer(REJECT, actor, "Visit", state, locale, more=more, consequences=(rejected,)))
    if state not in CANCEL.moot:
        nothing = translate("Nothing else depends on it yet.", locale, {})
        found.append(offer(CANCEL, actor, "Visit", state, locale, consequences=(nothing,)))
    return tuple(found)


def _against(actor: Actor, visit: Mapping[str, Any], locale: str) -> tuple[str, ...]:
    rep, department = visit.get("rep"), visit.get("department")
    if rep is not None and UUID(key_of(rep["id"])) == actor.id:
        return (translate("It is your own visit; somebody else has to decide.", locale, {}),)
    if department is not None and not leads(actor, UUID(key_of(department["id"]))):
        return (translate("The rep belongs to another department.", locale, {}),)
    return ()


VISIT = Kind("Visit", "visits", load_visit, (ACCEPT, REJECT, ACCEPT_AFTER_ALL, REJECT_AFTER_ALL, CANCEL))

__all__ = ["ACCEPT", "CANCEL", "REJECT", "VISIT", "load_visit", "offers"]
