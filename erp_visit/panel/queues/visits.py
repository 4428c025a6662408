"""The queue of visits that the server does not simply believe (可疑拜访)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from erp_visit.org.rights import Right
from erp_visit.panel.queues.model import Choice, Column, Filter, Mark, Queue, Row
from erp_visit.panel.queues.orders import DEPARTMENT
from erp_visit.panel.records.present import icon, key_of, path_of, tone
from erp_visit.panel.records.visits import ACCEPT, REJECT, VISIT
from erp_visit.panel.wording import enum_label, hold_word
from erp_visit.visits.judgement import WEIGHT, Reason
from erp_visit.visits.models import Evidence


def _row(visit: Mapping[str, Any], locale: str) -> Row:
    customer = visit["customer"]
    name = customer["name"] if customer else "—"
    marks = [Mark(tone(visit["evidence"]), icon(visit["evidence"]), enum_label(Evidence, visit["evidence"], locale))]
    marks += [
        Mark("danger" if WEIGHT.get(reason) is Evidence.SUSPICIOUS else "plain", "", hold_word(reason, locale))
        for reason in visit["evidenceReasons"]
    ]
    return Row(
        key=UUID(key_of(visit["id"])),
        number=f"{name} {visit['businessDay']}",
        title=name,
        path=path_of("Visit", visit["id"]),
        version=visit["version"],
        shown_amount=(visit.get("rep") or {}).get("name", ""),
        at=visit["checkedInAt"],
        note=customer["level"] if customer else "",
        marks=tuple(marks),
        group=(visit.get("department") or {}).get("name", ""),
        beneath=visit["businessDay"],
    )


def _search(text: str) -> Mapping[str, Any]:
    return {
        "customer": {
            "or": [
                {"name": {"contains": text}}, {"code": {"contains": text}}, {"pinyin": {"startsWith": text.lower()}},
            ]
        }
    }  # fmt: skip


VISITS = Queue(
    name="visits",
    title="Suspicious visits",
    empty="No visit waits for a decision about its evidence.",
    rights=(Right.VISIT_REVIEW,),
    needs=(Right.VISIT_VIEW, Right.CUSTOMER_VIEW),
    kind=VISIT,
    document="queue_visits",
    condition={
        "evidence": {"in": ["SUSPICIOUS", "UNVERIFIED"]},
        "reviewDecision": {"isNull": True},
        "state": {"in": ["DONE", "SHOP_CLOSED"]},
    },
    search=_search,
    search_by="Customer, number, pinyin",
    row=_row,
    columns=(
        Column("number", "Visit"), Column("title", "Customer"), Column("amount", "Rep"), Column("at", "Checked in"),
        Column("marks", "Doubts"),
    ),
    actions=(ACCEPT, REJECT),
    # What only proves nothing, such as a check-in without a position, would bury what needs a person's eyes.
    tabs=(
        Choice("suspicious", "Suspicious", {"evidence": {"eq": "SUSPICIOUS"}}),
        Choice("unverified", "Unverified", {"evidence": {"eq": "UNVERIFIED"}}),
        Choice("all", "All", {}),
    ),
    filters=(
        Filter(
            "reason",
            "Doubt",
            tuple(
                Choice(reason.value, hold_word(reason.value, "en"), {"evidenceReasons": {"has": reason.value}})
                for reason in Reason
            ),
        ),
        DEPARTMENT,
    ),
    watches=("Visit",),
    sums=False,
)  # fmt: skip

__all__ = ["VISITS"]
