"""Three forms to begin with: stock count, prices, competitors and display. The demo data has them, too."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import orjson

from erp_visit import db
from erp_visit.core.actor import Actor, Scope
from erp_visit.core.ids import new_id
from erp_visit.forms.models import FormKind
from erp_visit.forms.service import create_form, publish_form
from erp_visit.org.rights import Right


@cache
def example_forms() -> list[dict[str, Any]]:
    """Name, kind and draft of each; every draft can be published."""
    found: list[dict[str, Any]] = orjson.loads(files(__package__).joinpath("examples.json").read_bytes())
    return found


async def start_with_examples(actor: Actor) -> list[UUID]:
    """Make and publish those whose names are not taken yet; for one's own department by who does not see them all.

    Raises FORBIDDEN.
    """
    actor.require(Right.FORM_EDIT)
    department = None if actor.profile.scope is Scope.ALL else actor.department_id
    made = []
    async with db.transaction() as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext('form examples'))")
        taken = {row["name"] for row in await connection.fetch("SELECT name FROM form_template")}
        for one in example_forms():
            if one["name"] not in taken:
                key = new_id()
                await create_form(
                    actor, id=key, name=one["name"], kind=FormKind(one["kind"]), department_id=department,
                    draft=one["draft"],
                )  # fmt: skip
                await publish_form(actor, template_id=key)
                made.append(key)
    return made


__all__ = ["example_forms", "start_with_examples"]
