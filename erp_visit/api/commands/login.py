"""One's own log-in: password, second factor, sessions. Whatever changes it asks for the password again."""

from __future__ import annotations

from datetime import datetime

from erp_visit.api import login_inputs as inputs
from erp_visit.api.execution import Context
from erp_visit.api.login import LoginStepEnum, session_values
from erp_visit.api.mutations import command, given, key
from erp_visit.api.payloads import Values
from erp_visit.core.errors import invalid
from erp_visit.org import auth, enrolment, sessions

_SESSION = {"token": str | None, "expiresAt": datetime | None, "nextStep": LoginStepEnum | None}
"""Of a new session, which takes the place of all others."""
_MOST = 200


@command("changePassword", inputs.ChangePasswordInput, {}, plain=_SESSION, repeatable=False)
async def change_password(context: Context, data: inputs.ChangePasswordInput) -> Values:
    """Set your own password. All your sessions end; go on with the new token."""
    session = await auth.change_password(
        context.require_actor(), current=data.current, new=data.new, address=context.address, device=context.device,
        lifetime=context.session_lifetime,
    )  # fmt: skip
    return session_values(session)


@command(
    "beginSecondFactor", inputs.BeginSecondFactorInput, {}, plain={"secret": str | None, "uri": str | None},
    repeatable=False,
)  # fmt: skip
async def begin_second_factor(context: Context, data: inputs.BeginSecondFactorInput) -> Values:
    """Get a secret for an authenticator app, `uri` as a QR code or `secret` to type in; then confirmSecondFactor."""
    made = await enrolment.begin_second_factor(
        context.require_actor(), password=data.password, code=given(data.code) or "", address=context.address
    )
    return {"secret": made.secret, "uri": made.uri}


@command(
    "confirmSecondFactor", inputs.ConfirmSecondFactorInput, {},
    plain={**_SESSION, "recoveryCodes": list[str] | None}, repeatable=False,
)  # fmt: skip
async def confirm_second_factor(context: Context, data: inputs.ConfirmSecondFactorInput) -> Values:
    """Put the second factor in force by a first code. All your sessions end; go on with the new token, and have the
    recovery codes written down: they are told this once."""
    done = await enrolment.confirm_second_factor(
        context.require_actor(), code=data.code, address=context.address, device=context.device,
        lifetime=context.session_lifetime,
    )  # fmt: skip
    return {**session_values(done.session), "recoveryCodes": list(done.recovery_codes)}


@command("removeSecondFactor", inputs.RemoveSecondFactorInput, {}, plain=_SESSION, repeatable=False)
async def remove_second_factor(context: Context, data: inputs.RemoveSecondFactorInput) -> Values:
    """Log in by the password alone from now on. All your sessions end; go on with the new token."""
    session = await enrolment.remove_second_factor(
        context.require_actor(), password=data.password, code=data.code, address=context.address,
        device=context.device, lifetime=context.session_lifetime,
    )  # fmt: skip
    return session_values(session)


@command("endSessions", inputs.EndSessionsInput, {}, plain={"ended": int | None}, repeatable=False)
async def end_sessions(context: Context, data: inputs.EndSessionsInput) -> Values:
    """End sessions of yours: those named, or all but this one."""
    actor = context.require_actor()
    named = given(data.session_ids)
    if named is not None and len(named) > _MOST:
        raise invalid("There may be {maximum} of these at most. Remove some.", "sessionIds", maximum=_MOST)
    chosen = None if named is None else [key(one, "LoginSession", "sessionIds", i) for i, one in enumerate(named)]
    await auth.prove(actor, data.password, context.address, "password")
    return {"ended": await sessions.end_sessions(actor, chosen)}
