"""Canaries: nothing that was typed in secret is in any file, log or answer."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import httpx
import pytest

from sonm_desktop.api.client import AgentClient, wait_for_agent
from sonm_desktop.core.errors import UserError
from sonm_desktop.core.paths import Profile
from sonm_desktop.core.secret import Secret
from tests.agent_parts import agent_program

PASSWORD = Secret("canary-password-7f3a")
OTHER = Secret("canary-mistyped-91bc")
KEY = Secret("0x" + "c4a4" * 16)
PHRASE_OF_NOBODY = Secret("canaryone canarytwo canarythree " * 4)


async def say_every_secret(agent: AgentClient, raw: httpx.AsyncClient) -> list[bytes]:
    """What the agent answered raw; all typed requests are refused or done."""
    for refused in (
        agent.wallet.restore(PHRASE_OF_NOBODY, PASSWORD),
        agent.wallet.unlock(OTHER),
    ):
        with pytest.raises(UserError):
            await refused
    created = await agent.wallet.create(PASSWORD)
    await agent.wallet.import_key(KEY, PASSWORD)
    account = created.wallet.accounts[0].address
    with pytest.raises(UserError):
        await agent.wallet.export_keystore(account, OTHER)
    await agent.wallet.export_keystore(account, PASSWORD)
    assert await agent.wallet.phrase(PASSWORD) is not None
    answers = []
    for body in (
        {"password": PASSWORD.reveal(), "words": 13},
        {"password": [PASSWORD.reveal()]},
        {"password": PASSWORD.reveal(), PASSWORD.reveal(): 1},
        {"passwort": PASSWORD.reveal()},
        PASSWORD.reveal(),
    ):
        for path in ("/wallet", "/wallet/unlock", "/wallet/phrase"):
            answers.append((await raw.post(path, json=body)).content)
    return [*answers, created.phrase.reveal().encode()]


async def test_no_secret_reaches_a_file_or_an_answer(
    profile: Profile, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with agent_program(profile) as process:
        await wait_for_agent(profile)
        transport = httpx.AsyncHTTPTransport(uds=str(profile.socket))
        headers = {"Authorization": f"Bearer {profile.token_file.read_text('ascii')}"}
        async with (
            AgentClient(profile) as agent,
            httpx.AsyncClient(transport=transport, base_url="http://agent", headers=headers) as raw,
        ):
            *answers, phrase = await say_every_secret(agent, raw)
            process.terminate()
            await asyncio.to_thread(process.wait, 10)
    secrets = [PASSWORD, OTHER, KEY, PHRASE_OF_NOBODY]
    canaries = [secret.reveal().encode() for secret in secrets]
    canaries += [KEY.reveal().removeprefix("0x").encode(), phrase, b" ".join(phrase.split()[:3])]
    for canary in canaries:
        places = [path.name for path in files_below(home) if canary in path.read_bytes()]
        assert places == []
        assert not [answer for answer in answers if canary in answer]
        assert canary.decode() not in caplog.text


async def test_files_of_the_profile_are_private(profile: Profile, home: Path) -> None:
    with agent_program(profile):
        await wait_for_agent(profile)
        async with AgentClient(profile) as agent:
            await agent.wallet.create(PASSWORD)
        open_to_others = [
            path.name
            for path in files_below(profile.folder)
            if path.stat().st_mode & 0o077 and profile.folder.stat().st_mode & 0o077
        ]
    assert open_to_others == []


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
