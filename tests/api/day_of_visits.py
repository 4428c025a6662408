"""The documents of visits, as part of the day in test_operations.py: photos, a closed shop, going along, a review."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from erp_visit import db as database
from erp_visit.core.ids import new_id
from tests.factories import World

if TYPE_CHECKING:
    from tests.api.test_operations import Day

HERE = {"latitude": 31.2304, "longitude": 121.4737, "datum": "WGS84"}


async def day_of_visits(day: Day, world: World, shop: str) -> str:
    """Another visit at the shop, doubted, gone along to and reviewed; and one before a closed door. Answers the first,
    which has a photo."""
    run = day.run
    visit = (await run("rep", "StartVisit", "StartVisit-2", input={"id": str(new_id()), "customerId": shop}))["visit"]
    invited = {"id": str(new_id()), "visitId": visit["id"], "colleagueId": f"Employee:{world.supervisor.id}"}
    going = (await run("rep", "InviteToVisit", input=invited))["coVisit"]["id"]
    invited = {"id": str(new_id()), "visitId": visit["id"], "colleagueId": f"Employee:{world.manager.id}"}
    other = (await run("rep", "InviteToVisit", "InviteToVisit-2", input=invited))["coVisit"]["id"]
    await run("manager", "DeclineCoVisit", input={"coVisitId": other, "reason": "开会"})
    fix = {"position": HERE, "accuracy": 10.0, "fixedAt": datetime.now(UTC).isoformat()}
    await run("rep", "CheckIn", "CheckIn-2", input={"visitId": visit["id"], "mock": True, **fix})
    await run("supervisor", "CheckInCoVisit", input={"coVisitId": going, **fix})
    photos = [{"fileId": await _photo(world, 1), "purpose": "DISPLAY"}]
    await run("rep", "AddVisitPhotos", input={"visitId": visit["id"], "photos": photos})
    await run("supervisor", "CheckOutCoVisit", input={"coVisitId": going, "feedback": "先看陈列", "rating": 4})
    out = {"visitId": visit["id"], "summary": "协访", "position": HERE, "accuracy": 10.0, "fixedAt": fix["fixedAt"]}
    await run("rep", "CheckOut", "CheckOut-2", input=out)
    closed: dict[str, Any] = {"id": str(new_id()), "customerId": shop, "remark": "盘点", **fix}
    closed["photos"] = [{"fileId": await _photo(world, 1 << 63 | 0xFFFF), "purpose": "SHOP_CLOSED"}]
    await run("rep", "ReportShopClosed", input=closed)
    (doubted,) = (await run("supervisor", "DoubtedVisits"))["nodes"]
    decision = {"visitId": doubted["id"], "decision": "REJECTED", "reason": "定位是模拟的"}
    decided = await run("supervisor", "ReviewVisit", input={**decision, "expectedVersion": doubted["version"]})
    other = {"visitId": doubted["id"], "decision": "ACCEPTED", "reason": "店主来电证实"}
    await run("manager", "CorrectVisitReview", input={**other, "expectedVersion": decided["visit"]["version"]})
    return str(visit["id"])


async def day_without_network(day: Day, shop: str) -> None:
    """A visit of an hour ago arrives late and in disorder; of its two orders one is wrong, and one waits for that."""
    sent = datetime.now(UTC)
    began, key = sent - timedelta(hours=1), str(new_id())
    fix = {"position": HERE, "accuracy": 10.0, "fixedAt": began.isoformat()}
    order = {"customerId": shop, "visitId": f"Visit:{key}", "lines": []}
    wrong, waiting = str(new_id()), str(new_id())
    commands: list[tuple[str, int, dict[str, Any]]] = [
        (str(new_id()), 20, {"checkOut": {"visitId": f"Visit:{key}", "summary": "地下商场没有信号"}}),
        (waiting, 12, {"submitOrder": {"id": waiting, **order}}),
        (wrong, 10, {"submitOrder": {"id": wrong, **order}}),
        (str(new_id()), 0, {"checkIn": {"id": key, "customerId": shop, **fix}}),
    ]
    operations = [
        {"operationId": name, "occurredAt": (began + timedelta(minutes=minutes)).isoformat(), "command": command}
        for name, minutes, command in commands
    ]
    operations[1]["dependsOn"] = [wrong]
    await day.run("rep", "SyncOperations", input={"deviceTime": sent.isoformat(), "operations": operations})


async def _photo(world: World, bits: int) -> str:
    """A photo that the rep uploaded just now."""
    key = new_id()
    async with database.connection() as connection:
        await connection.execute(
            "INSERT INTO stored_file (id, kind, content_type, size, sha256, perceptual_hash, captured_at,"
            " live_camera, uploaded_by_id) VALUES ($1, 'PHOTO', 'image/jpeg', 9, $2, $3, $4, true, $5)",
            key, key.hex * 2, f"{bits:016x}", datetime.now(UTC) - timedelta(seconds=3), world.rep.id,
        )  # fmt: skip
    return f"StoredFile:{key}"


__all__ = ["day_of_visits", "day_without_network"]
