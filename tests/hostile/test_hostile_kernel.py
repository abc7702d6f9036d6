"""What a job asks of the kernel and must not get."""

from __future__ import annotations

import pytest

from tests.hostile.attack import Attacker
from tests.hostile.attack_image import CALLS

EPERM, ENOSYS = 1, 38

OPEN = ("--security-opt", "seccomp=unconfined")
ADMIN = ("--cap-add", "SYS_ADMIN", *OPEN)
ANSWERED: dict[str, tuple[str, ...]] = {
    "io_uring": OPEN,
    "crypto_socket": OPEN,
    "mount": ADMIN,
    "unshare_user": ADMIN,
    "clone3": OPEN,
    "bpf": ADMIN,
    "userfaultfd": ADMIN,
    "keyctl": OPEN,
    "perf_event_open": ADMIN,
    "process_vm_readv": OPEN,
    "setuid": ("--user", "65534"),
    "open_by_handle_at": ("--cap-add", "DAC_READ_SEARCH", *OPEN),
}
"""How a plain container must be started for the kernel to look at the call at all."""


@pytest.mark.parametrize("name", sorted(CALLS))
async def test_a_system_call_of_attackers_is_refused(mallory: Attacker, name: str) -> None:
    script = f"call_{name}; echo $?"
    plain = await mallory.plainly(script, *ANSWERED.get(name, ()))
    ours = await mallory.run(script)
    assert int(plain.out) not in {EPERM, ENOSYS}, "the attack works nowhere: it proves nothing"
    assert int(ours.out) in {EPERM, ENOSYS}


@pytest.mark.parametrize(
    "file",
    [
        "/proc/sys/kernel/core_pattern",
        "/proc/sys/kernel/panic",
        "/proc/sys/net/ipv4/ip_forward",
        "/sys/kernel/mm/transparent_hugepage/enabled",
        "/proc/self/oom_score_adj",
    ],
)
async def test_proc_and_sys_cannot_be_written(mallory: Attacker, file: str) -> None:
    script = f"v=$(cat {file} 2>/dev/null); echo ${{v:-h}} > {file} && echo written"
    if file.endswith("oom_score_adj"):
        script = f"echo -500 > {file} && echo written"
    plain = await mallory.plainly(f"test -e {file} && echo there")
    ours = await mallory.run(script)
    assert "there" in plain.out
    assert "written" not in ours.out


async def test_memory_and_messages_of_the_kernel_cannot_be_read(mallory: Attacker) -> None:
    script = "head -c 1 /proc/kcore >/dev/null && echo read; head -c 1 /dev/kmsg && echo read"
    assert "read\n" not in (await mallory.run(script)).out


async def test_nothing_can_be_mounted_and_no_device_made(mallory: Attacker) -> None:
    script = "mount -t tmpfs none /mnt && echo mounted; mknod /tmp/d b 8 0 && echo made"
    plain = await mallory.plainly(script, *ADMIN)
    ours = await mallory.run(script)
    assert ("mounted" in plain.out, "made" in plain.out) == (True, True)
    assert ("mounted" in ours.out, "made" in ours.out) == (False, False)


async def test_the_engine_is_out_of_reach(mallory: Attacker) -> None:
    socket = f"{mallory.engine.folder}/docker.sock"
    script = "ls -l /run/docker.sock /var/run/docker.sock /docker.sock 2>/dev/null; echo looked"
    shared = await mallory.plainly(script, "--volume", f"{socket}:/docker.sock")
    ours = await mallory.run(script)
    assert "docker.sock" in shared.out
    assert ours.out == "looked\n"


async def test_the_root_file_system_cannot_be_changed(mallory: Attacker) -> None:
    script = "touch /bin/x && echo changed; echo x > /bin/sh && echo changed; id -u"
    plain = await mallory.plainly(script)
    ours = await mallory.run(script)
    assert "changed" in plain.out
    assert "65534" in ours.out.splitlines()
    assert "changed" not in ours.out
