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
    await run("supervisor", "ReviewVisit", input={**decision, "expectedVersion": doubted["version"]})
    return str(visit["id"])


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


__all__ = ["day_of_visits"]
