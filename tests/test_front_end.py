"""A front-end developer's first hour: the README's five minutes as they stand there, the sandbox, the typed client, codegen."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from erp_visit import __version__
from erp_visit.core.errors import ErrorCode
from erp_visit.embedded import stop_abandoned
from erp_visit.sandbox import PASSWORD, PORT
from erp_visit.settings import Settings
from tools.client import NPM, SOURCES, build, run
from tools.cluster import status

README = (SOURCES / "README.md").read_text(encoding="utf-8")
FIVE_MINUTES = README.partition("## Start in five minutes\n")[2].partition("\n## ")[0]
STORY = ("--today", "2026-11-21")
PATIENCE = 120


@dataclass(frozen=True)
class Sandbox:
    url: str
    control: str

    @contextmanager
    def logged_in(self) -> Iterator[httpx.Client]:
        with httpx.Client(base_url=self.url, timeout=PATIENCE) as client:
            text = f'mutation {{ login(username: "rep1", password: "{PASSWORD}") {{ token }} }}'
            token = client.post("/graphql", json={"query": text}).json()["data"]["login"]["token"]
            client.headers["authorization"] = f"Bearer {token}"
            yield client


def two_ports() -> int:
    """The first of two that are free."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                other.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with tempfile.TemporaryDirectory(prefix="erp-visit-sandbox-") as folder:
        port = two_ports()
        own = {"DATABASE_URL": "", "REDIS_URL": "", "ERP_VISIT_ENVIRONMENT": "", "ERP_VISIT_DATA_DIR": folder}
        process = subprocess.Popen(
            [sys.executable, "-m", "erp_visit.cli", "sandbox", "--port", str(port), *STORY], env={**os.environ, **own}
        )
        try:
            made = Sandbox(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}")
            until = time.monotonic() + PATIENCE
            while status(port, "/readyz") != 200:
                assert process.poll() is None, "the sandbox ended"
                assert time.monotonic() < until, "the sandbox is not ready"
                time.sleep(0.1)
            yield made
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0
            stop_abandoned(Settings(data_dir=Path(folder) / "sandbox"))


ROWS = "{ customers(first: 500) { nodes { id code name phone version } } orders(first: 500) { nodes { id number state } } }"


def test_the_sandbox_is_set_back(sandbox: Sandbox) -> None:
    """What was changed is gone, with the log-ins; all ids are what they were. A second order waits for the first."""
    with sandbox.logged_in() as client:
        before = client.post("/graphql", json={"query": ROWS}).json()["data"]
        assert (len(before["customers"]["nodes"]), len(before["orders"]["nodes"])) > (0, 0)
        customer = before["customers"]["nodes"][0]
        text = 'mutation ($id: ID!) { updateCustomer(input: {id: $id, changes: {phone: "13800000000"}}) { userErrors { code } } }'
        changed = client.post("/graphql", json={"query": text, "variables": {"id": customer["id"]}}).json()["data"]
        assert changed == {"updateCustomer": {"userErrors": []}}
        assert client.post("/graphql", json={"query": ROWS}).json()["data"] != before
        assert httpx.post(sandbox.control, timeout=PATIENCE).json()["seconds"] > 0
        answer = client.post("/graphql", json={"query": ROWS}).json()
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    with sandbox.logged_in() as client:
        assert client.post("/graphql", json={"query": ROWS}).json()["data"] == before
    assert httpx.get(sandbox.control).status_code == 405


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [("DATABASE_URL", "postgresql://example.invalid/erp", "servers of its own"),
     ("REDIS_URL", "redis://example.invalid", "servers of its own"),
     ("ERP_VISIT_ENVIRONMENT", "production", "no sandbox in production")],
)  # fmt: skip
def test_there_is_no_sandbox_on_what_a_company_works_with(tmp_path: Path, variable: str, value: str, said: str) -> None:
    none = {"DATABASE_URL": "", "REDIS_URL": "", "ERP_VISIT_ENVIRONMENT": "", "ERP_VISIT_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "erp_visit.cli", "sandbox"], check=False, env={**os.environ, **none, variable: value},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


# -- with node


@pytest.fixture(scope="module")
def packed(npm: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


def test_what_is_in_the_package(packed: Path) -> None:
    assert packed.name == f"erp-visit-client-{__version__}.tgz"
    with tarfile.open(packed) as archive:
        names = set(archive.getnames())
        types = {
            name: archive.extractfile(f"package/dist/{name}.d.ts").read().decode()  # type: ignore[union-attr]
            for name in ("index", "documents")
        }
    assert names == {f"package/{name}" for name in (
        "package.json", "README.md", "LICENSE", "dist/index.js", "dist/index.d.ts", "dist/documents.js", "dist/documents.d.ts",
    )}  # fmt: skip
    for file in (SOURCES / "operations").glob("*.graphql"):
        assert re.search(rf"export declare const {file.stem}\w*Document: ", types["documents"]), file.stem
    for code in ErrorCode:
        assert f"{code.name}: '{code.name}'" in types["documents"]
    for name, text in types.items():
        code_alone = re.sub(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'", "", text, flags=re.DOTALL)
        assert re.search(r"\bany\b", code_alone) is None, name
    assert "readonly total: string" in types["documents"], "amounts are text"


def project(folder: Path, packed: Path, *commands: str) -> None:
    """The commands of the README, with packages as the lock file has them in place of the newest."""
    for command in commands:
        for line in command.strip().splitlines():
            if line.startswith("npm install"):
                links = f"{NPM}/node_modules/graphql {NPM}/node_modules/typescript {NPM}/node_modules/"
                links += "@graphql-typed-document-node/core"
                expected = f"npm install graphql typescript ../erp-visit/dist/{packed.name}"
                assert line == expected
                line = f"npm install --offline --no-audit --no-fund {packed} {links}"  # noqa: PLW2901 -- the same, offline
            run(folder, "sh", "-ec", line)


def test_five_minutes(sandbox: Sandbox, packed: Path, tmp_path: Path) -> None:
    """From the README to a typed query and a safe repeat, by the text alone."""
    make, begin, compile_and_run = re.findall(r"```sh\n(.*?)```", FIVE_MINUTES, re.DOTALL)
    (program,) = re.findall(r"```ts\n(.*?)```", FIVE_MINUTES, re.DOTALL)
    assert [line.split("#")[0].split() for line in make.splitlines()] == [["make", "client"], ["make", "sandbox"]]
    assert f"127.0.0.1:{PORT}" in make
    assert f'"{PASSWORD}"' in make
    folder = tmp_path / "shop"
    assert begin.startswith("mkdir ../shop && cd ../shop\n")
    folder.mkdir()
    project(folder, packed, begin.partition("\n")[2])
    assert f'"http://127.0.0.1:{PORT}/graphql"' in program
    (folder / "shop.ts").write_text(program.replace(f"http://127.0.0.1:{PORT}", sandbox.url), encoding="utf-8")
    said = run(folder, "sh", "-ec", compile_and_run).splitlines()
    owes, first, again = said
    assert re.fullmatch(r".+ owes \d+\.\d\d", owes)
    assert re.fullmatch(r"first \d+\.\d\d { replayed: false }", first)
    assert again == first.replace("first", "again").replace("false", "true")


STRICT = """
import { ErrorCode, createClient, OrderDetailsDocument, SubmitOrderDocument, type Answer } from "@erp-visit/client";

type Not<T extends false> = T;
type IsAny<T> = 0 extends 1 & T ? true : false;
const api = createClient({ url: "http://127.0.0.1:1/graphql" });
const answer = await api.query(OrderDetailsDocument, { id: "Order:x" });
export type A = Not<IsAny<typeof answer>>;
if (answer.kind === "done") {
  const order = answer.data.order;
  if (order) {
    const total: string = order.total;
    const state: "SUBMITTED" | (typeof order)["state"] = order.state;
    export_(total, state);
  }
  type B = Not<IsAny<typeof order>>;
}
function export_(...values: ReadonlyArray<unknown>) { return values; }
// @ts-expect-error -- variables that must be given
await api.query(OrderDetailsDocument);
// @ts-expect-error -- an amount is text
await api.mutate(SubmitOrderDocument, { input: { id: "x", customerId: "y", lines: [], expectedTotal: 12.5 } });
// @ts-expect-error -- no such code
const code: ErrorCode = "NOTHING";
// @ts-expect-error -- what failed has no user errors
export const all = (given: Answer<unknown>) => given.kind === "failed" && given.userErrors;
const gone = await api.mutate(SubmitOrderDocument, { input: { id: "x", customerId: "y", lines: [] } }, { attempts: 2 });
console.log(answer.kind, gone.kind, ErrorCode.KEY_REUSED);
"""


def test_types_are_strict(packed: Path, tmp_path: Path) -> None:
    project(tmp_path, packed, "npm init -y && npm pkg set type=module",
            f"npm install graphql typescript ../erp-visit/dist/{packed.name}")  # fmt: skip
    (tmp_path / "strict.ts").write_text(STRICT, encoding="utf-8")
    run(tmp_path, "npx", "tsc", "--strict", "--target", "es2022", "--module", "nodenext", "strict.ts")
    assert run(tmp_path, "node", "strict.js") == "unanswered unanswered KEY_REUSED\n"


def test_codegen_by_the_readme(npm: Path, tmp_path: Path) -> None:
    """graphql-codegen's client preset over the published schema and documents; what comes out is strict, without any."""
    (config,) = re.findall(r"```ts\n(// codegen\.ts.*?)```", README, re.DOTALL)
    (tmp_path / "codegen.ts").write_text(config, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(npm / "node_modules")
    shutil.copy(SOURCES / "schema.graphql", tmp_path)
    shutil.copytree(SOURCES / "operations", tmp_path / "operations")
    run(tmp_path, "npx", "graphql-codegen", "--silent")
    run(tmp_path, "npx", "tsc", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler",
        "--noEmit", "src/gql/graphql.ts")  # fmt: skip
    text = (tmp_path / "src" / "gql" / "graphql.ts").read_text(encoding="utf-8")
    assert re.search(r"[:<]\s*any\b", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)) is None
