"""The commands about people's log-ins: `erp-visit create-user`, `reset-second-factor` and `end-log-ins`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from erp_visit.cli_servers import running
from erp_visit.settings import Settings, StartupError

if TYPE_CHECKING:
    from erp_visit.embedded import ServerAddresses


def create_user(
    username: str,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="Code of a role; may be given several times.")],
    department: Annotated[str | None, typer.Option(help="Code of the department.")] = None,
    password: Annotated[
        str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True, help="Asked for when left out.")
    ] = "",
    second_factor: Annotated[
        str, typer.Option(help="With the first log-in: nobody, administrators, leaders or everybody has to have one.")
    ] = "everybody",
) -> None:
    """Make a log-in, for example the first administrator: --role administrator."""
    from erp_visit import db
    from erp_visit.core.errors import DomainError, DomainErrors
    from erp_visit.org import service
    from erp_visit.org.breached import open_breached
    from erp_visit.org.settings import PARAMETERS

    settings = Settings.from_env()
    open_breached(settings.breached_passwords)
    choices = PARAMETERS["second_factor_for"].choices
    if second_factor.upper() not in choices:
        raise StartupError(
            f"{second_factor} says of nobody whether he has to have a second factor.",
            remedy=f"Name one of: {', '.join(choices).lower()}.",
        )

    async def create(database_url: str) -> None:
        await db.open_pool(database_url, size=2)
        try:
            await service.create_user(
                username=username, name=name, roles=role, department=department, password=password,
                second_factor_for=second_factor.upper(),
            )  # fmt: skip
        finally:
            await db.close_pool()

    with running(settings) as addresses:
        try:
            asyncio.run(create(addresses.database_url))
        except (DomainError, DomainErrors) as error:
            typer.secho(str(error), err=True, fg="red")
            raise typer.Exit(1) from error
    typer.echo(f"Created {username}.")


def reset_second_factor(
    username: str,
    evidence: Annotated[str, typer.Option(help="What showed who it is, for the audit trail: identity card seen.")],
    by_video: Annotated[bool, typer.Option("--by-video", help="Seen in a video call; otherwise in person.")] = False,
) -> None:
    """Take the second factor away from somebody who has lost it and has no other administrator to ask."""
    from erp_visit import db
    from erp_visit.core.errors import DomainError
    from erp_visit.org.enrolment import take_second_factor
    from erp_visit.org.login_models import IdentityProof

    proof = IdentityProof.VIDEO if by_video else IdentityProof.IN_PERSON

    async def take(database_url: str) -> bool:
        await db.open_pool(database_url, size=2)
        try:
            return await take_second_factor(username, proof=proof, evidence=evidence)
        finally:
            await db.close_pool()

    with running(Settings.from_env()) as addresses:
        try:
            taken = asyncio.run(take(addresses.database_url))
        except DomainError as error:
            typer.secho(str(error), err=True, fg="red")
            raise typer.Exit(1) from error
    typer.echo(f"{username} logs in by the password alone now." if taken else f"{username} has no second factor.")


def end_log_ins(
    username: Annotated[str | None, typer.Argument(help="Whose; nobody's name with --everybody.")] = None,
    everybody: Annotated[bool, typer.Option("--everybody", help="Of all employees.")] = False,
) -> None:
    """End all log-ins of an employee, or of everybody, at once; passwords and second factors stay."""
    from erp_visit import cache, db
    from erp_visit.core.errors import DomainError
    from erp_visit.org.endings import end_log_ins_here

    if (username is None) != everybody:
        raise StartupError("It is not said whose log-ins are to end.", remedy="Name a user, or give --everybody.")

    async def end(addresses: ServerAddresses) -> int:
        await db.open_pool(addresses.database_url, size=2)
        cache.open_redis(addresses.redis_url)
        try:
            return await end_log_ins_here(username)
        finally:
            await cache.close_redis()
            await db.close_pool()

    with running(Settings.from_env()) as addresses:
        try:
            count = asyncio.run(end(addresses))
        except DomainError as error:
            typer.secho(str(error), err=True, fg="red")
            raise typer.Exit(1) from error
    typer.echo(f"{count} log-ins have ended.")


__all__ = ["create_user", "end_log_ins", "reset_second_factor"]
