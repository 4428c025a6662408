"""What a document was judged by: the control parameters of that time that are others today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from erp_visit.core.actor import Actor
from erp_visit.org.rights import Right
from erp_visit.org.setting_views import settings_diff
from erp_visit.org.settings import PARAMETERS
from erp_visit.panel.administration.parameters import PATH, in_words
from erp_visit.panel.records.present import key_of
from erp_visit.panel.wording import translate


@dataclass(frozen=True, slots=True)
class Changed:
    """A parameter that is another today; `href` is where it is set."""

    label: str
    then: str
    today: str
    href: str


async def judged_by(actor: Actor, document: Mapping[str, Any], locale: str) -> list[Changed] | None:
    """What is another for the document's rep now than when it was judged; None if that is not known or not to be seen.

    A parameter that the program did not know then is left out.
    """
    parameters, rep = document.get("parameters"), document.get("rep")
    if parameters is None or rep is None or not actor.may(Right.SETTING_VIEW):
        return None
    employee = UUID(key_of(rep["id"]))
    differences = await settings_diff(actor, employee_id=employee, before=UUID(key_of(parameters["id"])))
    return [
        Changed(
            translate(PARAMETERS[one.key].label, locale, {}),
            in_words(PARAMETERS[one.key], one.before, locale),
            in_words(PARAMETERS[one.key], one.after, locale),
            f"{PATH}?employee={employee}#{one.key}",
        )
        for one in differences
        if one.key in PARAMETERS and one.before is not None
    ]


__all__ = ["Changed", "judged_by"]
