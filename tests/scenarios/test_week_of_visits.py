"""A week of visits as rep, supervisor and manager see it, by the published documents alone.

The customers' habits, the rule for Monday, the plan with its reasons; Monday in the shops, one of them doubted, one closed,
one without network; the evening's reports; what the supervisor says to it; the figures; and the plan after that.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import httpx

from erp_visit.core.actor import Actor
from erp_visit.core.clock import UNSET, now
from erp_visit.core.ids import new_id
from erp_visit.org.rights import RoleCode
from erp_visit.planning.plans import work_out
from tests import books, factories
from tests.api.client import Client
from tests.api.operations import run
from tests.factories import World
from tests.files import samples
from tests.planning.conftest import HOME, next_monday, place
from tests.scenarios.moving import time_passes

LogIn = Callable[[Actor], Awaitable[Client]]
SHOPS = {"老街超市": 1000, "永辉小店": 2000, "惠民便利": 3000, "地铁商场": 4000, "好邻居": 5000}
"""Metres north of where the rep starts."""
FORM = [
    {
        "key": "lines", "label": "商品", "kind": "PRODUCT_LINES",
        "columns": [{"key": "stock", "label": "库存", "kind": "NUMBER", "role": "STOCK", "required": True}],
    },
    {"key": "total", "label": "合计", "kind": "COMPUTED", "formula": "sum(stock)"},
]  # fmt: skip


class Week:
    """The people with their phones, and the shops."""

    def __init__(self, db: ModuleType, world: World, people: dict[str, Client]) -> None:
        self.db, self.world, self.people = db, world, people
        self.shops: dict[str, str] = {}

    @property
    def rep(self) -> str:
        return f"Employee:{self.world.rep.id}"

    async def ask(self, who: str, job: str, /, **variables: Any) -> Any:
        """What somebody is answered; a command was carried out."""
        return await run(self.people[who], job, **variables)

    async def do(self, who: str, job: str, **given: Any) -> Any:
        return await self.ask(who, job, input=given)

    def fix(self, shop: str, metres: int = 0, at: datetime | None = None) -> dict[str, Any]:
        """A position so far north of a shop, of now or then."""
        latitude, longitude = place(SHOPS[shop] + metres)
        return {
            "position": {"latitude": latitude, "longitude": longitude, "datum": "WGS84"}, "accuracy": 10.0,
            "fixedAt": ((at or datetime.now(UTC)) - timedelta(seconds=5)).isoformat(),
        }  # fmt: skip

    async def photo(self, data: bytes, purpose: str) -> dict[str, str]:
        """Uploaded from the app's camera."""
        phone = self.people["rep"]
        headers = {
            "authorization": f"Bearer {phone.token}",
            "x-file-id": str(new_id()),
            "x-live-camera": "true",
        }
        answer = await phone.http.post("/files", content=data, headers=headers)
        assert answer.status_code == 201, answer.text
        return {"fileId": answer.json()["file"]["id"], "purpose": purpose}

    async def pass_time(self, **how: int) -> None:
        await time_passes(self.db, **how)

    def cases(self, product: int, quantity: int) -> list[dict[str, Any]]:
        """An order's line in 箱."""
        ordered = self.world.products[product]
        return [
            {"productId": f"Product:{ordered.id}", "unitId": f"ProductUnit:{ordered.units['箱']}", "quantity": quantity}
        ]


async def start(db: ModuleType, http: httpx.AsyncClient, client: LogIn) -> Week:
    """A rep with five shops on a line and one whose position nobody knows."""
    http.headers["accept-language"] = "zh-CN"
    world = await factories.world(products=2)
    await factories.setting("holiday_country", "NONE")
    if now() - UNSET.start(factories.today()) < timedelta(hours=4):
        # What has just been done is soon moved back by some hours, and is to stay within the day.
        await factories.setting("timezone", "Pacific/Auckland")
    async with db.connection() as connection:
        for role, name in ((RoleCode.REP, "李业务"), (RoleCode.SUPERVISOR, "陈主管"), (RoleCode.MANAGER, "王经理")):
            await connection.execute("UPDATE employee SET name = $2 WHERE id = $1", world.actors[role].id, name)
            await connection.execute(
                "INSERT INTO employee_role (employee_id, role_id) SELECT $1, id FROM role WHERE code = $2",
                world.actors[role].id, role.value,
            )  # fmt: skip
        await connection.execute(
            "UPDATE employee SET start_latitude = $2, start_longitude = $3 WHERE id = $1", world.rep.id, *HOME
        )
        await connection.execute("UPDATE customer SET name = '无坐标店', level = 'A' WHERE id = $1", world.customer)
    people = {role.value.lower(): await client(actor) for role, actor in world.actors.items()}
    week = Week(db, world, people)
    for name, metres in SHOPS.items():
        level = "A" if name == "好邻居" else "C"
        shop = await factories.customer(world.rep, world.sales, name=name, level=level, position=place(metres))
        week.shops[name] = f"Customer:{shop}"
        if level == "A":
            await factories.visit(world.rep, shop, state="DONE")
    await factories.visit(world.rep, world.customer, state="DONE")
    return week


async def habits(week: Week) -> None:
    """老街超市 bought two 箱 every week, and for three weeks nothing."""
    for pause in (7, 7, 7, 21):
        shop = week.shops["老街超市"]
        await week.do("rep", "SubmitOrder", id=str(new_id()), customerId=shop, lines=week.cases(0, 2))
        await week.pass_time(days=pause)
    assert (await week.do("supervisor", "DetectAbnormalCustomers", operationId=str(new_id())))["opened"] == 1
    (alert,) = (await week.ask("manager", "AbnormalCustomers"))["nodes"]
    assert alert["customer"]["name"] == "老街超市"
    assert alert["kind"] == "LIKELY_LOST"
    assert "21" in alert["reason"]
    assert "7" in alert["reason"]


async def rule_from(week: Week, monday: date) -> None:
    """The office widens the radius from Monday on; today the rep's app still shows the old one."""
    given = {"key": "tolerance_radius", "value": 350, "departmentId": f"Department:{week.world.sales}"}
    seen = await week.ask("administrator", "PreviewSetting", **given, startsOn=str(monday))
    assert (seen["before"], seen["after"]) == (200, 350)
    assert [one["name"] for one in seen["departments"]] == ["Sales"]
    await week.do("administrator", "SetSetting", **given, startsOn=str(monday), reason="市场门口信号差")
    assert await radius(week) == (200, "DEFAULT")


async def radius(week: Week) -> tuple[int, str]:
    (found,) = await week.ask("rep", "SettingsInForce", employeeId=week.rep, keys=["tolerance_radius"])
    return found["value"], found["source"]


async def plan_of(week: Week, monday: date) -> tuple[str, dict[str, Any], list[dict[str, Any]]]:
    """Ask for the week's plan, and look at it: id, summary, stops."""
    ask = {"startsOn": str(monday), "endsOn": str(monday + timedelta(days=4)), "repIds": [week.rep]}
    plan = (await week.do("manager", "RequestPlan", id=str(new_id()), **ask))["plan"]["id"]
    await work_out(UUID(plan.partition(":")[2]))  # what the job does
    details = await week.ask("manager", "PlanDetails", id=plan)
    assert (details["state"], details["progress"], details["error"]) == ("READY", 100, "")
    return plan, details["summary"], (await week.ask("manager", "PlanStops", plan=plan))["nodes"]


async def plan_the_week(week: Week, monday: date) -> None:
    """Frequency, an assignment and the alert in one plan, with reasons; applied, it is the rep's Monday."""
    due = {"fromOn": str(monday), "dueOn": str(monday), "repIds": [week.rep]}
    four = [week.shops[name] for name in SHOPS if name != "好邻居"]
    await week.do("manager", "AssignVisits", id=str(new_id()), **due, customerIds=four, objective="夏季陈列")
    plan, summary, stops = await plan_of(week, monday)
    assert (await week.ask("rep", "MyCalendar", **days(monday, 5), rep=week.rep))["nodes"] == [], "a dry run"
    why = {stop["customer"]["name"]: [reason["kind"] for reason in stop["reasons"]] for stop in stops}
    assert sorted(why) == sorted([*SHOPS, "无坐标店"])
    assert set(why["老街超市"]) >= {"ASSIGNMENT", "ALERT"}
    assert "ASSIGNMENT" in why["永辉小店"]
    assert why["好邻居"] == ["FREQUENCY"]
    left = {stop["customer"]["name"]: stop["leftOut"] for stop in stops if stop["leftOut"]}
    assert left == {"无坐标店": "NO_POSITION"}
    assert summary["stops"] == 5
    applied = await week.do("manager", "ApplyPlan", planId=plan)
    assert (applied["visits"], applied["removed"], applied["skipped"]) == (5, 0, 0)
    assert applied["plan"]["state"] == "APPLIED"

    # The supervisor puts one on Friday.
    visits = (await week.ask("supervisor", "MyCalendar", **days(monday, 5), rep=week.rep))["nodes"]
    (weekly,) = (visit for visit in visits if visit["customer"]["name"] == "好邻居")
    friday = str(monday + timedelta(days=4))
    moved = (await week.do("supervisor", "RescheduleVisit", visitId=weekly["id"], day=friday))["visit"]
    assert (moved["businessDay"], moved["movedByHand"]) == (friday, True)


def days(first: date, number: int) -> dict[str, str]:
    return {"from": str(first), "to": str(first + timedelta(days=number - 1))}


async def monday_in_the_shops(week: Week) -> dict[str, str]:
    """What the rep does; the ids of his visits by shop."""
    today = factories.today()
    assert await radius(week) == (350, "DEPARTMENT")
    (route,) = (await week.ask("rep", "DayRoutes", **days(today, 1), rep=week.rep))["nodes"]
    assert sorted(visit["position"] for visit in route["visits"]) == [1, 2, 3, 4]
    assert route["metres"] > 0
    visits = {visit["customer"]["name"]: visit["id"] for visit in route["visits"]}
    assert set(visits) == set(SHOPS) - {"好邻居"}

    await first_shop(week, visits["老街超市"])
    await week.pass_time(minutes=30)
    await doubted_shop(week, visits["永辉小店"])
    await week.pass_time(minutes=30)
    await closed_shop(week, visits["惠民便利"])
    await week.pass_time(minutes=90)
    await without_network(week, visits["地铁商场"])
    return visits


SHELF = samples.jpeg(seed=7)


async def first_shop(week: Week, visit: str) -> None:
    """Verified 300 m away, by Monday's radius; the shelf is counted, the order suggested and taken, the report written."""
    shop = week.shops["老街超市"]
    photo = await week.photo(SHELF, "STOREFRONT")
    arrived = (await week.do("rep", "CheckIn", visitId=visit, **week.fix("老街超市", 300), photos=[photo]))["visit"]
    assert (arrived["state"], arrived["evidence"], arrived["evidenceReasons"]) == ("CHECKED_IN", "VERIFIED", [])
    assert 295 <= arrived["distance"] <= 305

    sales = f"Department:{week.world.sales}"
    made = {"id": str(new_id()), "name": "库存盘点", "kind": "STOCK_COUNT", "draft": FORM, "departmentId": sales}
    form = (await week.do("manager", "CreateForm", **made))["formTemplate"]["id"]
    await week.do("manager", "PublishForm", formTemplateId=form, expectedVersion=1)
    counted = {"lines": [{"product": f"Product:{week.world.products[0].id}", "stock": 3}]}
    action = await week.do(
        "rep", "SubmitVisitAction",
        id=str(new_id()), visitId=visit, formTemplateId=form, formVersionNumber=1, answers=counted,
    )  # fmt: skip
    assert action["visitAction"]["answers"]["total"] == "3"

    suggestion = await week.ask("rep", "OrderSuggestion", customerId=shop, visitId=visit)
    (line,) = suggestion["lines"]
    assert (line["counted"], line["shelf"], line["usualQuantity"], line["unitName"]) == (3, 3, 24, "箱")
    assert line["quantity"] > 0
    given = {"customerId": shop, "lines": week.cases(0, line["quantity"])}
    order = await week.do("rep", "SubmitOrder", id=str(new_id()), visitId=visit, **given)
    assert order["order"]["total"] == f"{line['quantity'] * 12 * 10}.00"

    await week.pass_time(minutes=10)
    left = (await week.do("rep", "CheckOut", visitId=visit, summary="补货,谈好冰柜"))["visit"]
    assert (left["state"], left["effective"]) == ("DONE", True)
    assert 600 <= left["dwellSeconds"] < 900
    tomorrow = str(factories.today() + timedelta(days=1))
    step = {"id": str(new_id()), "subject": "送冰柜", "dueOn": tomorrow, "customerConfirmed": True}
    fields = {"pains": "冰柜小", "intent": "HIGH", "customerConfirmed": True}
    report = await week.do("rep", "SubmitVisitReport", visitId=visit, fields=fields, nextSteps=[step])
    assert report["report"]["state"] == "SUBMITTED"
    (task,) = report["tasks"]
    assert (task["subject"], task["state"], task["source"], task["assignee"]["name"]) == (
        "送冰柜", "OPEN", "VISIT_REPORT", "李业务",
    )  # fmt: skip


async def doubted_shop(week: Week, visit: str) -> None:
    """The photo of the first shop once more."""
    photo = await week.photo(SHELF, "STOREFRONT")
    arrived = (await week.do("rep", "CheckIn", visitId=visit, **week.fix("永辉小店"), photos=[photo]))["visit"]
    assert (arrived["evidence"], arrived["evidenceReasons"]) == ("SUSPICIOUS", ["PHOTO_REUSED"])
    await week.pass_time(minutes=10)
    left = (await week.do("rep", "CheckOut", visitId=visit, summary="看了陈列"))["visit"]
    assert (left["state"], left["effective"]) == ("DONE", True)


async def closed_shop(week: Week, visit: str) -> None:
    photo = await week.photo(samples.jpeg(seed=11), "SHOP_CLOSED")
    closed = (
        await week.do(
            "rep", "ReportShopClosed", visitId=visit, **week.fix("惠民便利"), photos=[photo], remark="盘点一天"
        )
    )["visit"]
    assert (closed["state"], closed["evidence"]) == ("SHOP_CLOSED", "VERIFIED")


async def without_network(week: Week, visit: str) -> None:
    """Under the ground an hour ago; the batch comes in disorder, and once more."""
    sent = datetime.now(UTC)
    began, shop, order = sent - timedelta(minutes=60), week.shops["地铁商场"], str(new_id())
    commands: list[tuple[str, int, dict[str, Any]]] = [
        (str(new_id()), 15, {"checkOut": {"visitId": visit, "summary": "地下没有信号"}}),
        (order, 10, {"submitOrder": {"id": order, "customerId": shop, "visitId": visit, "lines": week.cases(1, 1)}}),
        (str(new_id()), 0, {"checkIn": {"visitId": visit, **week.fix("地铁商场", at=began)}}),
    ]
    batch = {
        "deviceTime": sent.isoformat(),
        "operations": [
            {"operationId": key, "occurredAt": (began + timedelta(minutes=minutes)).isoformat(), "command": command}
            for key, minutes, command in commands
        ],
    }
    first = (await week.do("rep", "SyncOperations", **batch))["outcomes"]
    assert [(one["status"], one["userErrors"]) for one in first] == [("DONE", [])] * 3
    again = (await week.do("rep", "SyncOperations", **batch))["outcomes"]
    assert [one["status"] for one in again] == ["REPLAYED"] * 3


FACTS = {
    "visitsPlanned": 4, "visitsDone": 3, "visitsEffective": 3, "shopsClosed": 1, "customersVisited": 3, "coVisits": 0,
    "orders": 2, "receipts": 0, "tasksDone": 0, "reportsMissing": 0,
}  # fmt: skip


async def evening(week: Week, amount: str) -> str:
    """The daily report is filled in with what happened; the rep adds what no system knows."""
    facts = await week.ask("rep", "DailyReportFacts")
    assert {name: facts[name] for name in FACTS} == FACTS
    assert facts["orderAmount"] == amount
    report = (await week.do("rep", "SubmitDailyReport", id=str(new_id()), remarks="顺利", nextSteps="送冰柜"))["report"]
    assert report["state"] == "SUBMITTED"
    return str(report["id"])


async def the_supervisor_reads(week: Week, visits: dict[str, str], daily: str) -> None:
    doubted = {one["customer"]["name"]: one for one in (await week.ask("supervisor", "DoubtedVisits"))["nodes"]}
    assert set(doubted) == {"永辉小店", "地铁商场"}
    (late,) = doubted["地铁商场"]["findings"][:1]
    assert (late["reason"], late["evidence"]) == ("SENT_LATE", "UNVERIFIED")
    (reused,) = doubted["永辉小店"]["findings"]
    assert (reused["stage"], reused["reason"], reused["evidence"]) == ("CHECK_IN", "PHOTO_REUSED", "SUSPICIOUS")
    for name, decision, reason in (
        ("永辉小店", "REJECTED", "照片是老街超市的"), ("地铁商场", "ACCEPTED", "地下确实没有信号"),
    ):  # fmt: skip
        given = {"visitId": visits[name], "decision": decision, "reason": reason}
        decided = (await week.do("supervisor", "ReviewVisit", **given, expectedVersion=doubted[name]["version"]))[
            "visit"
        ]
        assert decided["evidence"] == doubted[name]["evidence"], "what the server found stays"
        assert (decided["effective"], decided["counts"]) == (True, decision == "ACCEPTED")
    assert (await week.ask("supervisor", "DoubtedVisits"))["nodes"] == []

    (report,) = (await week.ask("supervisor", "VisitReportsToReview"))["nodes"]
    assert (report["author"]["name"], report["visit"]["customer"]["name"]) == ("李业务", "老街超市")
    await week.do("supervisor", "ReviewVisitReport", visitReportId=report["id"], comment="写得清楚", rating=5)
    (read,) = (await week.ask("supervisor", "DailyReports", day=str(factories.today())))["nodes"]
    assert (read["id"], read["author"]["name"], read["facts"]["visits_done"]) == (daily, "李业务", 3)
    await week.do("supervisor", "ReviewDailyReport", dailyReportId=daily, comment="辛苦了")

    (task,) = (await week.ask("rep", "MyTasks", filter={"state": {"in": ["OPEN"]}}))["nodes"]
    await week.do("rep", "CompleteTask", taskId=task["id"], result="冰柜已送到")
    done = (await week.do("supervisor", "AppraiseTask", taskId=task["id"], rating=5, comment="快"))["task"]
    assert (done["state"], done["rating"]) == ("APPRAISED", 5)
    told = [one["text"] for one in (await week.ask("rep", "Notifications"))["nodes"]]
    assert any("照片是老街超市的" in text for text in told)


async def figures_of(week: Week, day: date, amount: str) -> None:
    """The board says what happened, to the rep, the supervisor and the manager alike."""
    asked = {"from": str(day), "to": str(day), "by": "REP"}
    boards = [await week.ask(who, "VisitFigures", **asked) for who in ("rep", "supervisor", "manager")]
    for board in boards:
        (mine,) = (group for group in board["groups"] if group["label"] == "李业务")
        told = {name: mine[name] for name in EXACT}
        assert told == EXACT
        assert mine["orderAmount"] == amount


EXACT = {
    "planned": 4, "plannedDone": 3, "completionRate": 1.0, "cancelled": 0, "closed": 1, "done": 3, "adHoc": 0,
    "effective": 2, "effectiveRate": 0.6667, "customers": 3, "owned": 6, "covered": 3, "coverage": 0.5,
    "visitedA": 0, "visitedB": 0, "visitedC": 3, "visitedD": 0, "deep": 2, "depth": 0.6667, "orders": 2,
}  # fmt: skip
"""Three planned shops of three that were open; one visit of three rejected; two of three customers ordered."""


async def test_a_week(db: ModuleType, http: httpx.AsyncClient, client: LogIn) -> None:
    week = await start(db, http, client)
    await habits(week)
    monday = next_monday()
    await rule_from(week, monday)
    await plan_the_week(week, monday)

    await week.pass_time(days=(monday - factories.today()).days)
    visits = await monday_in_the_shops(week)
    (amount,) = await books.rows(
        "SELECT sum(total)::text FROM sales_order WHERE business_day = $1 AND visit_id IS NOT NULL", factories.today()
    )
    daily = await evening(week, *amount)
    await the_supervisor_reads(week, visits, daily)
    await figures_of(week, factories.today(), *amount)

    # Tuesday's plan leaves what was moved by hand where it is.
    tuesday = factories.today() + timedelta(days=1)
    friday = str(factories.today() + timedelta(days=4))
    plan, summary, _ = await plan_of(week, tuesday)
    assert summary["kept"] == 1
    await week.do("manager", "ApplyPlan", planId=plan)
    coming = (await week.ask("rep", "MyCalendar", **days(tuesday, 5), rep=week.rep))["nodes"]
    kept = [visit for visit in coming if visit["customer"]["name"] == "好邻居"]
    assert [(visit["businessDay"], visit["movedByHand"]) for visit in kept] == [(friday, True)]
    await books.audit()
