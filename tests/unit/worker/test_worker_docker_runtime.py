"""The Docker runtime against the real engine."""

from __future__ import annotations

import asyncio
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import docker
import pytest

from sonm_desktop.core.errors import RemoteError, UserError
from sonm_desktop.core.ids import Address, DealId, TaskId
from sonm_desktop.worker.devices.render_nodes import RenderNodes
from sonm_desktop.worker.runtime.confinement import volume_request
from sonm_desktop.worker.runtime.docker_runtime import DockerRuntime
from sonm_desktop.worker.runtime.port import EngineRecord, Launch, Limits, Phase, Sandbox

SMALL = Limits(cpu_percent=50, ram_bytes=64 << 20, storage_bytes=8 << 20)
ABSENT = "sha256:" + "0" * 64


async def launched(
    runtime: DockerRuntime,
    deal: DealId,
    image: str,
    script: str,
    task: str = "t1",
    limits: Limits = SMALL,
) -> Sandbox:
    volume = await runtime.prepare(deal, limits.storage_bytes)
    launch = Launch(
        deal=deal,
        task=TaskId(task),
        image=image,
        command=("sh", "-c", script),
        limits=limits,
        volume=volume,
    )
    return await runtime.start(launch)


async def ended(runtime: DockerRuntime, sandbox: str) -> Sandbox:
    async with asyncio.timeout(100):
        while True:
            now = await runtime.status(sandbox)
            assert now is not None
            if now.phase is Phase.EXITED:
                return now
            await asyncio.sleep(0.05)


async def output(
    runtime: DockerRuntime, sandbox: str, *, follow: bool = True
) -> list[EngineRecord]:
    stream = await runtime.logs(sandbox, 0, follow=follow)
    return await asyncio.to_thread(lambda: list(stream))


async def printed(runtime: DockerRuntime, deal: DealId, image: str, script: str) -> str:
    sandbox = await launched(runtime, deal, image, script)
    return b"".join(record.data for record in await output(runtime, sandbox.id)).decode()


async def test_a_gpu_of_amd_or_intel_reaches_a_job_as_its_files_and_their_group(
    engine_url: str,
    worker_address: Address,
    runtime: DockerRuntime,
    deal: DealId,
    busybox_image: str,
) -> None:
    """The kernel's log stands for a render node, which this machine may not have."""
    asked: list[list[str]] = []

    def nodes(gpus: Sequence[str]) -> RenderNodes:
        asked.append(list(gpus))
        return RenderNodes(("/dev/kmsg",), (993,)) if gpus else RenderNodes()

    passing = DockerRuntime(engine_url, worker_address, own_images=True, find_nodes=nodes)
    script = "test -c /dev/kmsg && echo there; id -G; ls /dev/loop-control || echo no more"
    try:
        volume = await passing.prepare(deal, SMALL.storage_bytes)
        launch = Launch(
            deal, TaskId("t1"), busybox_image, ("sh", "-c", script), limits=SMALL, volume=volume
        )
        sandbox = await passing.start(replace(launch, gpus=("amd:1",)))
        said = b"".join(one.data for one in await output(passing, sandbox.id)).decode()
    finally:
        await passing.close()
    assert asked == [["amd:1"]]
    assert said.splitlines()[:2] == ["there", "65534 993"]
    assert "no more" in said
    plain = await launched(runtime, deal, busybox_image, "ls /dev/kmsg; id -G", task="t2")
    without = b"".join(one.data for one in await output(runtime, plain.id)).decode()
    assert without.splitlines()[-1] == "65534"
    assert "No such file" in without


async def test_the_engine_says_what_it_is(runtime: DockerRuntime) -> None:
    state = await runtime.state()
    assert state.ok
    assert state.architecture in {"amd64", "arm64"}


async def test_a_task_runs_and_its_exit_code_is_kept(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    sandbox = await launched(runtime, deal, busybox_image, "echo out; echo err >&2; exit 3")
    records = await output(runtime, sandbox.id)
    result = await ended(runtime, sandbox.id)
    assert {(record.fd, record.data) for record in records} == {(1, b"out\n"), (2, b"err\n")}
    assert (result.exit_code, result.out_of_memory) == (3, False)


async def test_the_same_task_is_started_once(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    first = await launched(runtime, deal, busybox_image, "sleep 30")
    second = await launched(runtime, deal, busybox_image, "sleep 30")
    assert first.id == second.id
    assert len(await runtime.sandboxes()) == 1


async def test_a_sandbox_is_nobody_without_rights_network_or_a_writable_root(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    script = """
    id -u; cat /proc/self/status | sort; ls /sys/class/net; touch /bin/x 2>&1; touch /etc/x 2>&1
    mount -t tmpfs none /tmp 2>&1; touch /output/ok && echo output-writable
    cat /proc/mounts; wget -T 2 -O - http://127.0.0.1:1 2>&1
    """
    text = await printed(runtime, deal, busybox_image, script)
    assert text.startswith("65534\n")
    assert "CapEff:\t0000000000000000" in text
    assert "CapBnd:\t0000000000000000" in text
    assert "NoNewPrivs:\t1" in text
    assert "Seccomp:\t2" in text
    assert "\nlo\n" in text
    assert "eth0" not in text
    assert "/bin/x: Read-only file system" in text
    assert "output-writable" in text
    tmp = next(line for line in text.splitlines() if " /tmp tmpfs " in line)
    assert all(flag in tmp for flag in ("noexec", "nosuid", "nodev"))


async def test_a_task_over_its_memory_is_killed_and_reported(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    sandbox = await launched(runtime, deal, busybox_image, "exec tail /dev/zero")
    result = await ended(runtime, sandbox.id)
    assert result.out_of_memory
    assert result.exit_code == 137


async def test_a_fork_bomb_meets_its_limit(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    script = "(while sleep 9 & do :; done) 2>&1; echo over"
    roomy = replace(SMALL, ram_bytes=512 << 20)
    sandbox = await launched(runtime, deal, busybox_image, script, limits=roomy)
    text = b"".join(record.data for record in await output(runtime, sandbox.id)).decode()
    assert "can't fork" in text


async def test_one_file_cannot_outgrow_the_storage_that_was_bought(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    script = (
        "dd if=/dev/zero of=/output/big bs=1048576 count=20 2>/dev/null; stat -c %s /output/big"
    )
    text = await printed(runtime, deal, busybox_image, script)
    assert int(text.split()[-1]) == SMALL.storage_bytes


async def test_output_files_are_read_after_the_end(
    runtime: DockerRuntime, deal: DealId, busybox_image: str, tmp_path: Path
) -> None:
    sandbox = await launched(runtime, deal, busybox_image, "echo data > /output/file")
    await ended(runtime, sandbox.id)
    packed = tmp_path / "output.tar"

    def save(chunks: Iterator[bytes]) -> None:
        packed.write_bytes(b"".join(chunks))

    await runtime.files(sandbox.id, save)
    with tarfile.open(packed) as tar:
        entry = tar.extractfile("output/file")
        assert entry is not None
        assert entry.read() == b"data\n"


async def test_the_size_of_an_output_volume_is_seen(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    sandbox = await launched(runtime, deal, busybox_image, "head -c 3000000 /dev/zero > /output/a")
    await ended(runtime, sandbox.id)
    (volume,) = await runtime.volumes()
    size = await runtime.output_size(volume)
    assert size is not None
    assert 3_000_000 <= size < 3_200_000


async def test_a_stopped_task_ends_within_its_grace(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    sandbox = await launched(runtime, deal, busybox_image, "trap 'exit 7' TERM; sleep 60 & wait")
    await asyncio.sleep(0.2)
    await runtime.stop(sandbox.id, 5)
    assert (await ended(runtime, sandbox.id)).exit_code == 7


async def test_following_a_log_can_be_ended_from_outside(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    sandbox = await launched(runtime, deal, busybox_image, "echo one; sleep 60")
    stream = await runtime.logs(sandbox.id, 0, follow=True)
    records = iter(stream)
    first = await asyncio.to_thread(next, records)
    waiting = asyncio.create_task(asyncio.to_thread(lambda: list(records)))
    await asyncio.sleep(0.1)
    stream.close()
    async with asyncio.timeout(5):
        assert await waiting == []
    assert first.data == b"one\n"


async def test_an_image_that_does_not_exist_is_named_in_the_error(runtime: DockerRuntime) -> None:
    with pytest.raises(RemoteError, match="does not exist") as caught:
        await runtime.ensure_image(ABSENT)
    assert caught.value.code == "worker.image_not_found"


async def test_a_tag_is_not_run(runtime: DockerRuntime) -> None:
    with pytest.raises(UserError) as caught:
        await runtime.ensure_image("busybox:latest")
    assert caught.value.code == "worker.image_not_pinned"


async def test_a_registry_that_is_away_is_said_so(runtime: DockerRuntime) -> None:
    with pytest.raises(RemoteError) as caught:
        await runtime.ensure_image("127.0.0.1:9/nothing@" + ABSENT)
    assert caught.value.code == "worker.registry_unreachable"


async def test_the_suppliers_own_images_are_not_for_customers(
    engine_url: str, worker_address: Address, busybox_image: str
) -> None:
    closed = DockerRuntime(engine_url, worker_address, own_images=False)
    with pytest.raises(RemoteError) as caught:
        await closed.ensure_image(busybox_image)
    await closed.close()
    assert caught.value.code == "worker.image_not_found"


async def test_a_local_name_becomes_a_digest(runtime: DockerRuntime, busybox_image: str) -> None:
    assert await runtime.resolve("sonm-test/busybox:1") == busybox_image


@pytest.mark.parametrize("image", ["", "UPPER", "a b", "x@sha256:12", "../etc", "a" * 500, "-x"])
async def test_what_is_no_image_is_refused(runtime: DockerRuntime, image: str) -> None:
    with pytest.raises(UserError) as caught:
        await runtime.resolve(image)
    assert caught.value.code == "worker.bad_image"


async def test_a_stopped_engine_is_said_so(worker_address: Address, tmp_path: Path) -> None:
    away = DockerRuntime(f"unix://{tmp_path}/docker.sock", worker_address, own_images=True)
    state = await away.state()
    assert (state.ok, state.code) == (False, "worker.engine_stopped")


async def test_a_command_that_does_not_exist_is_reported(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    volume = await runtime.prepare(deal, SMALL.storage_bytes)
    launch = Launch(deal, TaskId("t1"), busybox_image, ("nothing-here",), {}, SMALL, volume)
    sandbox = await runtime.start(replace(launch))
    assert (await ended(runtime, sandbox.id)).exit_code == 127


async def test_a_crash_while_a_volume_is_prepared_does_not_keep_it(
    runtime: DockerRuntime, deal: DealId, worker_address: Address, engine_url: str
) -> None:
    volume = await runtime.prepare(deal, SMALL.storage_bytes)
    client = docker.APIClient(base_url=engine_url)
    try:
        client.create_container_from_config(
            volume_request(worker_address, deal, "sonm/volume:1", volume), volume
        )
        await runtime.remove_volume(volume)
        left = client.containers(all=True, filters={"label": f"sonm.worker={worker_address}"})
    finally:
        client.close()
    assert left == []
    assert await runtime.volumes() == {}


async def test_nothing_remains_after_removal(
    runtime: DockerRuntime, deal: DealId, busybox_image: str
) -> None:
    sandbox = await launched(runtime, deal, busybox_image, "sleep 60")
    (volume,) = await runtime.volumes()
    await runtime.remove(sandbox.id)
    await runtime.remove_volume(volume)
    await runtime.remove(sandbox.id)
    await runtime.remove_volume(volume)
    assert await runtime.sandboxes() == []
    assert await runtime.volumes() == {}
