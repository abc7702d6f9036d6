"""The doctor and the bundle of an agent that runs, with canaries in everything it was told."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from sonm_desktop.api.client import AgentClient, wait_for_agent
from sonm_desktop.api.schema.doctor import Verdict
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret
from tests.agent_parts import agent_program

PASSWORD = Secret("canary-password-58d1")
KEY = Secret("0x" + "c7a4" * 16)


async def test_the_bundle_tells_what_happened_and_nothing_about_the_person(
    profile: Profile, home: Path, network_file: Path
) -> None:
    with agent_program(profile):
        await wait_for_agent(profile)
        async with AgentClient(profile) as agent:
            await agent.network.use(network_file)
            created = await agent.wallet.create(PASSWORD)
            imported = await agent.wallet.import_key(KEY, PASSWORD)
            with pytest.raises(UserError):
                await agent.wallet.unlock(Secret("canary-mistyped-0ef2"))
            profile.worker_folder.mkdir(parents=True, exist_ok=True)
            (profile.worker_folder / "worker.log").write_text(
                f"2026-01-02 03:04:05,678 INFO    sonm_desktop.worker.tasks: env {KEY.reveal()}\n"
            )
            checkup = await agent.doctor.checkup()
            bundle = await agent.doctor.diagnostics()
        token = profile.token_file.read_text("ascii")
    verdicts = {check.check: check.verdict for check in checkup.checks}
    assert verdicts["engine"] is Verdict.GOOD
    assert verdicts["node"] is Verdict.GOOD
    assert verdicts["files"] is Verdict.GOOD
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        names = set(archive.namelist())
        content = b"\n".join(archive.read(name) for name in names).decode()
    assert {"README.txt", "about.json", "doctor.json", "state.json", "agent.log"} <= names
    assert '"accounts": 2' in content
    canaries = [PASSWORD.reveal(), KEY.reveal(), KEY.reveal()[2:], "canary-mistyped", token]
    canaries += [imported.address, created.wallet.accounts[0].address, str(home)]
    canaries += [" ".join(created.phrase.reveal().split()[:3])]
    assert [canary for canary in canaries if canary.lower() in content.lower()] == []


async def test_a_profile_that_others_may_open_is_named(profile: Profile) -> None:
    with agent_program(profile):
        await wait_for_agent(profile)
        profile.folder.chmod(0o755)
        async with AgentClient(profile) as agent:
            checkup = await agent.doctor.checkup()
    files = next(check for check in checkup.checks if check.check == "files")
    assert files.verdict is Verdict.BAD
    assert str(profile.folder) in files.found.action
