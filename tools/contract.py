"""`python -m tools.contract`: what changed in the schema since its last release, and whether it was announced.

    check                   deprecations read as agreed, breaking changes are announced, graphql/CHANGES.md is in step
    write                   writes graphql/CHANGES.md
    changes [FILE or REF]   prints the differences from a file, from a commit, or from the last release
    release                 keeps the present schema as that of erp_visit.__version__: graphql/released.graphql

A breaking change is announced if what it takes away was deprecated in the last release until a day that has come, or if
CHANGELOG.md names it under Unreleased (`Order.total`).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from graphql import build_schema as build
from graphql.utilities import BreakingChange, DangerousChange, SafeChangeType, SchemaChange, find_schema_changes

from erp_visit import __version__

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "graphql" / "schema.graphql"
RELEASED = ROOT / "graphql" / "released.graphql"
CHANGES = ROOT / "graphql" / "CHANGES.md"
CHANGELOG = ROOT / "CHANGELOG.md"

NOTICE = timedelta(days=90)
REASON = re.compile(r"Use \S.*\. Removed on (\d{4}-\d\d-\d\d)\.")
HEAD = """# Changes of the schema

Made by `make schema` from the difference to the last release; CHANGELOG.md tells the reasons. Breaking: an app that
was right may fail. Dangerous: one that does not expect more than it knew may fail, such as at a new value of an enum.
Safe: all else.
"""
UNRELEASED = "## Unreleased"


def day_of(reason: str) -> date | None:
    """The day on which something deprecated goes; None if the reason does not read as agreed."""
    found = REASON.fullmatch(reason)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def deprecations(schema: GraphQLSchema) -> dict[str, str]:
    """Reasons by what is deprecated, named as `Type.field`, `Type.field(argument:)`, `Enum.VALUE`."""
    return {name: reason for name, reason in _deprecatable(schema) if reason is not None}


def _deprecatable(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    for type_ in schema.type_map.values():
        if type_.name.startswith("__"):
            continue
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field.deprecation_reason
                for argument, definition in field.args.items():
                    yield f"{type_.name}.{name}({argument}:)", definition.deprecation_reason
        elif isinstance(type_, GraphQLInputObjectType):
            for name, given in type_.fields.items():
                yield f"{type_.name}.{name}", given.deprecation_reason
        elif isinstance(type_, GraphQLEnumType):
            for name, value in type_.values.items():
                yield f"{type_.name}.{name}", value.deprecation_reason


def wrong_deprecations(schema: GraphQLSchema, released: GraphQLSchema, today: date) -> list[str]:
    """What is wrong with deprecations: how they read, too little notice, or a day that is past."""
    known, wrong = deprecations(released), []
    for name, reason in deprecations(schema).items():
        day = day_of(reason)
        if day is None:
            wrong.append(f"{name}: the reason must read “Use X. Removed on YYYY-MM-DD.”, not “{reason}”.")
        elif day <= today:
            wrong.append(f"{name} was to be removed on {day}. Remove it.")
        elif known.get(name) != reason and day < today + NOTICE:
            wrong.append(f"{name} is to be removed on {day}: {NOTICE.days} days of notice end on {today + NOTICE}.")
    return wrong


def unannounced(before: GraphQLSchema, after: GraphQLSchema, announced: str, today: date) -> list[str]:
    """Breaking changes that nobody was told of."""
    notices = {name: day_of(reason) for name, reason in deprecations(before).items()}
    due = {name for name, day in notices.items() if day is not None and day <= today}
    return [
        change.description
        for change in find_schema_changes(before, after)
        if isinstance(change, BreakingChange) and (named := _name(change)) not in due and f"`{named}`" not in announced
    ]


def _name(change: SchemaChange) -> str:
    """What a change is about: a name with a dot in it if there is one, else the first name of a type."""
    words = re.findall(r"@?\b[A-Za-z_]\w*(?:\.\w+)?(?:\(\w+:\))?", change.description)
    return next((word for word in words if "." in word), None) or next(
        (word for word in words[1:] if word[0].isupper()), words[0]
    )


def section(before: GraphQLSchema, after: GraphQLSchema) -> str:
    """The differences in Markdown."""
    known = deprecations(before)
    now = deprecations(after)
    news = [f"{name} is deprecated. {reason}" for name, reason in now.items() if reason != known.get(name)]
    found = find_schema_changes(before, after)
    changes = [change for change in found if change.type is not SafeChangeType.DESCRIPTION_CHANGED]
    kinds: dict[str, Callable[[SchemaChange], bool]] = {
        "Breaking": lambda change: isinstance(change, BreakingChange),
        "Dangerous": lambda change: isinstance(change, DangerousChange),
        "Safe": lambda change: not isinstance(change, BreakingChange | DangerousChange),
    }
    parts = [("Deprecated", news)]
    parts += [(title, [change.description for change in changes if fits(change)]) for title, fits in kinds.items()]
    lines = [f"\n### {title}\n\n" + "".join(f"- {line}\n" for line in sorted(told)) for title, told in parts if told]
    if reworded := len(found) - len(changes):
        lines.append(f"\nOther words describe {reworded} of its parts.\n")
    return "".join(lines) or "\nNothing.\n"


def written(before: GraphQLSchema, after: GraphQLSchema, present: str) -> str:
    """graphql/CHANGES.md with the section of what is not released yet made anew; those of releases stay."""
    releases = re.search(r"(?ms)^## (?!Unreleased).*", present)
    return f"{HEAD}\n{UNRELEASED}\n{section(before, after)}" + (f"\n{releases[0]}" if releases else "")


def unreleased(changelog: str) -> str:
    """What CHANGELOG.md says of the next release."""
    return changelog.partition(f"{UNRELEASED}\n")[2].partition("\n## ")[0]


def check(today: date) -> list[str]:
    """What stands against publishing the schema."""
    schema, released = _schema(SCHEMA), _schema(RELEASED)
    problems = wrong_deprecations(schema, released, today)
    for change in unannounced(released, schema, unreleased(CHANGELOG.read_text(encoding="utf-8")), today):
        problems.append(f"{change} Name it in backticks in CHANGELOG.md under Unreleased, or deprecate it first.")
    present = CHANGES.read_text(encoding="utf-8")
    if written(released, schema, present) != present:
        problems.append("graphql/CHANGES.md is out of step with the schema. Run: make schema")
    return problems


def release() -> None:
    """Keep the present schema as the one that was released; what was unreleased gets the version's heading."""
    schema, released = _schema(SCHEMA), _schema(RELEASED)
    text = written(released, schema, CHANGES.read_text(encoding="utf-8"))
    title = f"## {__version__} of {date.today()}"  # noqa: DTZ011 -- the releaser's own day
    text = text.replace(UNRELEASED, f"{UNRELEASED}\n\nNothing.\n\n{title}", 1)
    CHANGES.write_text(text, encoding="utf-8")
    RELEASED.write_text(f"# ERP Visit {__version__}\n{SCHEMA.read_text(encoding='utf-8')}", encoding="utf-8")


def _schema(file: Path) -> GraphQLSchema:
    return build(file.read_text(encoding="utf-8"))


def _given(name: str) -> GraphQLSchema:
    """The schema of a file, else of a commit."""
    if Path(name).is_file():
        return _schema(Path(name))
    place = f"{name}:graphql/schema.graphql"
    git = shutil.which("git")
    if git is None:
        sys.exit("To compare with a commit git is needed.")
    done = subprocess.run([git, "show", place], check=False, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{name} is neither a file nor a commit with a schema: {done.stderr.strip()}")
    return build(done.stdout)


def main(arguments: list[str]) -> Any:
    """Run one of the commands; what goes to sys.exit."""
    match arguments:
        case ["check"]:
            problems = check(date.today())  # noqa: DTZ011 -- the builder's own day
            return "\n".join(problems) or print("The schema may be published: what breaks was announced.")
        case ["write"]:
            present = CHANGES.read_text(encoding="utf-8") if CHANGES.exists() else ""
            CHANGES.write_text(written(_schema(RELEASED), _schema(SCHEMA), present), encoding="utf-8")
            return print(f"Wrote {CHANGES}.")
        case ["changes", *rest] if len(rest) < 2:
            before = _given(rest[0]) if rest else _schema(RELEASED)
            return print(section(before, _schema(SCHEMA)).strip())
        case ["release"]:
            return release()
    return __doc__


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
