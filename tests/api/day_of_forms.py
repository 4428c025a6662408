"""The documents of forms, as part of the day in test_operations.py: made, published, filled in, corrected, looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from erp_visit.core.ids import new_id
from tests import factories
from tests.factories import World
from tests.forms.test_definition import FORM

if TYPE_CHECKING:
    from tests.api.test_operations import Day

HERE = {"latitude": 31.2304, "longitude": 121.4737, "datum": "WGS84"}


async def day_of_forms(day: Day, world: World, shop: str) -> None:
    """A stock count is made and published by the office, filled in by the rep, and read by the manager."""
    run = day.run
    made = {"id": str(new_id()), "name": "库存盘点", "kind": "STOCK_COUNT", "draft": FORM[:2]}
    form = (await run("clerk", "CreateForm", input=made))["formTemplate"]["id"]
    await run("clerk", "SaveFormDraft", input={"formTemplateId": form, "draft": FORM, "expectedVersion": 1})
    await run("clerk", "PublishForm", input={"formTemplateId": form, "expectedVersion": 2})
    changes = {"required": True, "departmentId": f"Department:{world.sales}", "expectedVersion": 3}
    await run("clerk", "UpdateForm", input={"formTemplateId": form, **changes})
    await run("clerk", "Forms")

    started = await run("rep", "StartVisit", "StartVisit-forms", input={"id": str(new_id()), "customerId": shop})
    visit = started["visit"]["id"]
    fix = {"position": HERE, "accuracy": 10.0, "fixedAt": datetime.now(UTC).isoformat()}
    await run("rep", "CheckIn", "CheckIn-forms", input={"visitId": visit, **fix})
    line = {"product": f"Product:{world.products[0].id}", "stock": 12, "price": "9.9"}
    other = {"product": f"Product:{world.products[1].id}", "stock": 3}
    answers = {"lines": [line, other], "promo": "有"}
    given = {"id": str(new_id()), "visitId": visit, "formTemplateId": form, "formVersionNumber": 1, "answers": answers}
    action = (await run("rep", "SubmitVisitAction", input=given))["visitAction"]
    changed = {**action["answers"], "lines": [{**line, "stock": 2}, other]}
    await run(
        "rep", "CorrectVisitAction", input={"visitActionId": action["id"], "answers": changed, "expectedVersion": 1}
    )
    await run("rep", "FormsToFillIn", visitId=visit)
    await run("rep", "OrderSuggestion", customerId=shop, visitId=visit)
    await run("rep", "CheckOut", "CheckOut-forms", input={"visitId": visit, "summary": "盘点完成"})
    await run("manager", "FindAnswers", field="stock", below="3")
    today = str(factories.today())
    await run(
        "manager", "ActionRows", reads=4, templateId=form, field="stock", least="2", **{"from": today, "to": today}
    )


__all__ = ["day_of_forms"]
