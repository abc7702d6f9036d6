"""An engine for one test run: own data, own containerd, own mounts, own processes, own network.

Its first process is the init of a PID namespace, so ending that ends everything it ever
started; its mounts live in a mount namespace that goes with it.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import docker
from docker.errors import DockerException

from tests.hostile.town import CONTAINERS_6, Town

START_S = 40
FIRST_ID = 300_000
"""Who root in a container is outside, where the engine has user namespaces."""

REMAPPED = "--userns-remap=nobody:nogroup"

_CONTAINERD = """
version = 2
root = "{folder}/containerd"
state = "{folder}/containerd-state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "{folder}/containerd.sock"
"""
_SCRIPT = r"""
for file in subuid subgid; do
    printf 'nobody:{first_id}:65536\nnogroup:{first_id}:65536\n' >{folder}/$file
    mount --bind {folder}/$file /etc/$file
done
containerd --config {folder}/containerd.toml >{folder}/containerd.log 2>&1 &
while [ ! -S {folder}/containerd.sock ]; do sleep 0.05; done
dockerd --config-file {folder}/dockerd.json --containerd {folder}/containerd.sock \
    --data-root {folder}/docker --exec-root {folder}/exec --pidfile {folder}/dockerd.pid \
    --host unix://{folder}/docker.sock --bip 172.31.77.1/24 {more} \
    --ipv6 --fixed-cidr-v6 {network_6} >{folder}/dockerd.log 2>&1
"""


@dataclass(frozen=True, slots=True)
class DisposableEngine:
    """A running engine. folder: everything that it keeps."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"unix://{self.folder}/docker.sock"

    def client(self) -> docker.DockerClient:
        return docker.DockerClient(base_url=self.url)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for _ in range(50):
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                return
            time.sleep(0.1)
        raise RuntimeError("the disposable engine keeps its folder busy")


def start_engine(town: Town, *, more: str = "") -> DisposableEngine:
    """An engine that answers, on the host of *town*. more: further options of the engine."""
    folder = Path(tempfile.mkdtemp(prefix="sonm-engine-"))
    folder.chmod(0o711)
    (folder / "containerd.toml").write_text(_CONTAINERD.format(folder=folder))
    (folder / "dockerd.json").write_text("{}")
    script = _SCRIPT.format(folder=folder, network_6=CONTAINERS_6, more=more, first_id=FIRST_ID)
    apart = ("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
    inside = ("nsenter", f"--net=/run/netns/{town.host}", "sh", "-c", script)
    engine = DisposableEngine(folder, subprocess.Popen([*apart, *inside]))
    for _ in range(START_S * 10):
        if _answers(engine):
            return engine
        if engine.process.poll() is not None:
            break
        time.sleep(0.1)
    said = (folder / "dockerd.log").read_text()[-2000:]
    engine.process.kill()
    raise RuntimeError(f"the disposable engine did not start:\n{said}")


def _answers(engine: DisposableEngine) -> bool:
    if not (engine.folder / "docker.sock").exists():
        return False
    try:
        client = engine.client()
        try:
            return bool(client.ping())
        finally:
            client.close()
    except (DockerException, OSError):
        return False
