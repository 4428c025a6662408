"""The right that came to roles with a version: to those that are as they were delivered, to no others."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from erp_visit.core.actor import Scope
from erp_visit.org.rights import DEFAULT_ROLES, Right, RoleCode
from erp_visit.resources import resource_dir


async def grant() -> str:
    """The statement of the migration that gives setting.view to those who lead."""
    (file,) = resource_dir("migrations").glob("**/5_*_planning_starts.py")
    spec = importlib.util.spec_from_file_location("planning_starts", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sql: str = await module.upgrade(None)
    return sql[sql.index('UPDATE "role"') :]


async def test_roles_as_delivered_get_it_and_roles_that_somebody_edited_do_not(db: ModuleType) -> None:
    async def rights() -> dict[str, list[str]]:
        return {row["code"]: row["rights"] for row in await connection.fetch("SELECT code, rights FROM role")}

    async with db.connection() as connection:
        fresh = await rights()
        for code in (RoleCode.SUPERVISOR, RoleCode.MANAGER, RoleCode.EXECUTIVE, RoleCode.ADMINISTRATOR):
            assert Right.SETTING_VIEW in fresh[code.value], "a new installation has it"
        assert Right.SETTING_EDIT not in fresh["MANAGER"]
        assert Right.SETTING_VIEW not in fresh["REP"]
        await connection.execute("UPDATE role SET rights = array_remove(rights, 'setting.view')")
        await connection.execute("UPDATE role SET rights = array_remove(rights, 'cost.view') WHERE code = 'MANAGER'")
        before = await rights()
        await connection.execute(await grant())
        after = await rights()
        assert {code for code in after if after[code] != before[code]} == {"SUPERVISOR"}
        assert after["SUPERVISOR"] == sorted(str(right) for right in DEFAULT_ROLES[RoleCode.SUPERVISOR][1])
        assert DEFAULT_ROLES[RoleCode.SUPERVISOR][0] is Scope.TEAM
        await connection.execute(await grant())
        assert await rights() == after, "again it changes nothing"
