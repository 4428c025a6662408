"""What the builder's script asks for: the draft is kept and checked, tried out, compared and published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response

from erp_visit.core.errors import invalid, not_found
from erp_visit.forms.answers import answers_json, read_answers
from erp_visit.forms.computing import formula_problems
from erp_visit.forms.difference import differences
from erp_visit.forms.reading import read_definition
from erp_visit.forms.service import publish_form, save_draft
from erp_visit.org.rights import Right
from erp_visit.panel.builder.words import difference_text
from erp_visit.panel.forms.fields import as_text
from erp_visit.panel.frame import problem
from erp_visit.panel.records.inputs import body_of

if TYPE_CHECKING:
    from erp_visit.panel.frame import Frame

_PRESENT = "query($id: ID!) { one: formTemplate(id: $id) { name version draft current { number definition } } }"


class Drafts:
    """Handlers for the script."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    async def save(self, request: Request) -> Response:
        """Keep the draft; answers its version and what is wrong with it still. `version` guards others' work."""
        body = await body_of(request)
        key = form_key(request)
        version = body.get("version")
        await save_draft(
            request.state.actor, template_id=key, draft=body.get("draft"),
            expected_version=version if isinstance(version, int) and not isinstance(version, bool) else None,
        )  # fmt: skip
        one = await self._now(request)
        return _json({"version": one["version"], "problems": self._problems(request, body.get("draft"))})

    async def answer(self, request: Request) -> Response:
        """Try the draft out: what the server would make of answers. Nothing is written."""
        request.state.actor.require(Right.VISIT_VIEW)
        body = await body_of(request)
        definition, problems = read_definition(body.get("draft"))
        if problems or formula_problems(definition):
            return _json({"answers": None, "errors": []})
        answers = read_answers(definition, body.get("answers"))
        errors = [problem(error, request.state.locale) for error in answers.errors]
        return _json({"answers": None if errors else answers_json(answers), "errors": errors})

    async def changes(self, request: Request) -> Response:
        """What publishing would change for reps."""
        request.state.actor.require(Right.FORM_EDIT)
        one = await self._now(request)
        current = one["current"]
        found = differences(current["definition"] if current else [], one["draft"])
        return _json({
            "number": (current["number"] if current else 0) + 1, "version": one["version"],
            "changes": [difference_text(each, request.state.locale) for each in found],
            "problems": self._problems(request, one["draft"]),
        })  # fmt: skip

    async def publish(self, request: Request) -> Response:
        body = await body_of(request)
        version = body.get("version")
        if not isinstance(version, int):
            raise invalid("The version that you looked at is missing. Reload the page.", "version")
        await publish_form(request.state.actor, template_id=form_key(request), expected_version=version)
        one = await self._now(request)
        text = self.frame.text(request, "Version {number} of {name} is what reps fill in from now on.",
                               number=as_text(one["current"]["number"]), name=one["name"])  # fmt: skip
        self.frame.flash(request, text)
        return _json({"version": one["version"], "number": one["current"]["number"], "message": text})

    async def _now(self, request: Request) -> dict[str, Any]:
        found: dict[str, Any] = (await self.frame.read(request, _PRESENT, {"id": f"FormTemplate:{form_key(request)}"}))[
            "one"
        ]
        return found

    def _problems(self, request: Request, draft: Any) -> list[dict[str, Any]]:
        definition, found = read_definition(draft)
        return [problem(error, request.state.locale) for error in found + formula_problems(definition)]


def form_key(request: Request) -> UUID:
    """The form that the address names."""
    try:
        return UUID(request.path_params["key"])
    except ValueError:
        raise not_found("FormTemplate", request.path_params["key"]) from None


def _json(data: Any) -> Response:
    return Response(orjson.dumps(data, default=str), media_type="application/json")


__all__ = ["Drafts", "form_key"]
