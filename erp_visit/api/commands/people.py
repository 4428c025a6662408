"""Log-out and settings."""

from __future__ import annotations

from erp_visit.api import inputs
from erp_visit.api.execution import Context
from erp_visit.api.mutations import command, given, key, optional_key
from erp_visit.api.payloads import Values
from erp_visit.org import sessions, setting_changes


@command("logout", None, {}, plain={"loggedOut": bool}, repeatable=False)
async def logout(context: Context, _: None) -> Values:
    """End the session that the request came with."""
    return {"loggedOut": await sessions.end_session(context.require_actor().session)}


@command("setSetting", inputs.SetSettingInput, {"setting": "Setting"})
async def set_setting(context: Context, data: inputs.SetSettingInput) -> Values:
    """Set a control parameter for the company, a department or an employee, from now on or from a coming day."""
    changed = await setting_changes.set_setting(
        context.require_actor(),
        key=data.key,
        value=data.value,
        department_id=optional_key(data.department_id, "Department", "departmentId"),
        employee_id=optional_key(data.employee_id, "Employee", "employeeId"),
        starts_on=given(data.starts_on),
        expected_version=given(data.expected_version),
        reason=data.reason,
        operation_id=given(data.operation_id),
    )
    return {"setting": changed.setting_id, "replayed": changed.replayed}


@command("withdrawSetting", inputs.WithdrawSettingInput, {"setting": "Setting"})
async def withdraw_setting(context: Context, data: inputs.WithdrawSettingInput) -> Values:
    """Withdraw a value of a control parameter before it comes into force."""
    changed = await setting_changes.withdraw_setting(
        context.require_actor(),
        setting_id=key(data.setting_id, "Setting", "settingId"),
        expected_version=given(data.expected_version),
        reason=data.reason,
        operation_id=given(data.operation_id),
    )
    return {"setting": changed.setting_id, "replayed": changed.replayed}


@command("restoreSettings", inputs.RestoreSettingsInput, {"settings": "[Setting]"})
async def restore_settings(context: Context, data: inputs.RestoreSettingsInput) -> Values:
    """Set the control parameters of the company, a department or an employee back to an earlier moment's."""
    restored = await setting_changes.restore_settings(
        context.require_actor(),
        at=data.at,
        department_id=optional_key(data.department_id, "Department", "departmentId"),
        employee_id=optional_key(data.employee_id, "Employee", "employeeId"),
        starts_on=given(data.starts_on),
        reason=data.reason,
        operation_id=given(data.operation_id),
    )
    return {"settings": restored.setting_ids, "replayed": restored.replayed}
