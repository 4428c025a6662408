"""Tables of log-ins: those that are open, second factors, and what came of each attempt."""

from __future__ import annotations

from enum import StrEnum

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from erp_visit.core.models import Record, created, moment, text, to_one
from erp_visit.org.rights import Right

LONGEST_DEVICE = 200


class LoginSession(Record):
    """A log-in that has not ended. Redis keeps a copy, to be asked at every request."""

    name = text(64, "SHA-256 of the token that the client sends, in hexadecimal", unique=True)
    employee = to_one("Employee", "Who is logged in")
    employee_id: object
    expires_at = moment("When it ends by itself")
    password_stamp = fields.FloatField(description="Unix time of the password's last change as it was at the log-in")
    address = text(64, "Network address that the log-in came from", db_default="")
    device = text(LONGEST_DEVICE, "What the client said it is (User-Agent)", db_default="")
    used_at = created("When it was last used, to within minutes")
    opened_at = created()

    class Meta:
        table = "login_session"
        indexes = (("employee", "expires_at"), ("expires_at",))

    class Access(Record.Access):
        internal = True


class SecondFactor(Record):
    """An employee's authenticator app (TOTP) and recovery codes. Until it has proved itself a secret is pending."""

    employee = to_one("Employee", "Whose it is")
    employee_id: object
    secret = text(255, "The shared secret, sealed by the server's key; none until it is in force", null=True)
    pending = text(255, "A secret that was shown and has not proved itself yet, sealed likewise", null=True)
    confirmed_at = moment("Since when it is in force", null=True)
    last_step = fields.BigIntField(
        description="Time step of the last code that was used: none counts twice", db_default=0
    )
    recovery_codes = ArrayField("text", description="SHA-256 of the recovery codes not used yet", db_default=[])

    class Meta:
        table = "second_factor"
        unique_together = (("employee",),)

    class Access(Record.Access):
        internal = True


class IdentityProof(StrEnum):
    """How an administrator made sure who it was that had lost a second factor: as when a first password is told."""

    IN_PERSON = "IN_PERSON"  # stood there, and is known or showed a document
    VIDEO = "VIDEO"  # face and document were seen in a call that the administrator placed


class LoginOutcome(StrEnum):
    """What came of an attempt to log in."""

    LOGGED_IN = "LOGGED_IN"
    CODE_ASKED = "CODE_ASKED"  # the password was right, a code has to follow
    REFUSED = "REFUSED"
    CODE_REFUSED = "CODE_REFUSED"
    LOCKED = "LOCKED"  # refused, and further attempts have to wait


class LoginEvent(Record):
    """An attempt to log in, successful or not. Those that have to wait are not looked at, and not written down."""

    at = created("When it happened")
    employee = to_one("Employee", "Whose account; none if there is none of that user name", null=True)
    employee_id: object
    outcome = fields.CharEnumField(LoginOutcome, max_length=16, description="What came of it")
    address = text(64, "Network address that it came from", db_default="")
    device = text(LONGEST_DEVICE, "What the client said it is (User-Agent)", db_default="")

    class Meta:
        table = "login_event"
        indexes = (("at", "id"), ("employee", "at", "id"))

    class Access(Record.Access):
        right = Right.AUDIT_VIEW

    class Display(Record.Display):
        title = ("outcome",)
        search = ("address",)


__all__ = ["LONGEST_DEVICE", "IdentityProof", "LoginEvent", "LoginOutcome", "LoginSession", "SecondFactor"]
