"""Log-out and settings."""

from __future__ import annotations

from erp_visit.api import inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, optional_key
from erp_visit.api.payloads import Values
from erp_visit.org import sessions
from erp_visit.org import settings as settings_service


@command("logout", None, {}, plain={"loggedOut": bool}, repeatable=False)
async def logout(context: Context, _: None) -> Values:
    """End the session that the request came with."""
    return {"loggedOut": await sessions.end_session(context.require_actor().session)}


@command("setSetting", inputs.SetSettingInput, {"setting": "Setting"})
async def set_setting(context: Context, data: inputs.SetSettingInput) -> Values:
    """Set a control parameter for the company or a department."""
    changed = await settings_service.set_setting(
        context.require_actor(),
        key=data.key,
        value=data.value,
        department_id=optional_key(data.department_id, "Department", "departmentId"),
        expected_version=given(data.expected_version),
        reason=data.reason,
        operation_id=given(data.operation_id),
    )
    return {"setting": changed.setting_id, "replayed": changed.replayed}
