"""An engine that a test may kill: its own data, containerd, mounts, processes and network.

Its first process is the init of a PID namespace and starts dockerd again whenever that ends,
as systemd would; ending the init ends every container with it, as a power cut would.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import docker
import psutil

START_S = 40

_CONTAINERD = """
version = 2
root = "{folder}/containerd"
state = "{folder}/run/containerd"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "{folder}/run/containerd.sock"
"""
_INIT = """
ip link set lo up
mkdir -p {folder}/run
containerd --config {folder}/containerd.toml >>{folder}/containerd.log 2>&1 &
while [ ! -S {folder}/run/containerd.sock ]; do sleep 0.05; done
while true; do
    rm -f {folder}/run/dockerd.pid
    dockerd --config-file {folder}/dockerd.json --containerd {folder}/run/containerd.sock \
        --data-root {folder}/docker --exec-root {folder}/run/exec \
        --pidfile {folder}/run/dockerd.pid --host unix://{folder}/docker.sock \
        --live-restore >>{folder}/dockerd.log 2>&1
    sleep 0.5
done
"""


class BreakableEngine:
    """Everything that it keeps is in *folder*."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "docker.sock"
        self._init: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        (folder / "containerd.toml").write_text(_CONTAINERD.format(folder=folder))
        (folder / "dockerd.json").write_text("{}")
        (folder / "dockerd.log").touch()

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Return once it answers."""
        apart = ("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")
        script = _INIT.format(folder=self.folder)
        self._init = subprocess.Popen([*apart, "sh", "-c", script])
        self.wait_until_answering()

    def wait_until_answering(self) -> None:
        """Fail with the engine's last words after a while."""
        deadline = time.monotonic() + START_S
        while not self._answers():
            said = (self.folder / "dockerd.log").read_text(errors="replace")[-2000:]
            assert time.monotonic() < deadline, f"the engine does not answer:\n{said}"
            time.sleep(0.1)

    def crash(self) -> None:
        """kill -9 of dockerd; its containers live on, and it is started again."""
        marks = ("dockerd", f"{self.folder}/docker")
        found = [
            process
            for process in psutil.process_iter(["cmdline"])
            if process.info["cmdline"]
            and process.info["cmdline"][0] == marks[0]
            and marks[1] in process.info["cmdline"]
        ]
        assert found, "the engine does not run"
        for process in found:
            process.kill()
        psutil.wait_procs(found, timeout=10)

    def power_cut(self) -> None:
        """Every process of it is gone at once, and its run folder is empty."""
        assert self._init is not None
        self._init.kill()
        self._init.wait()
        self.socket.unlink(missing_ok=True)
        for _ in range(50):
            shutil.rmtree(self.folder / "run", ignore_errors=True)
            if not (self.folder / "run").exists():
                return
            time.sleep(0.1)
        raise AssertionError("the run folder of the engine stays busy")

    def containers(self, worker: str, role: str = "") -> list[Any]:
        """Containers of *worker*; with *role* those that have that label."""
        client = docker.DockerClient(base_url=self.url)
        try:
            marks = [f"sonm.worker={worker}", *([role] if role else [])]
            return list(
                client.containers.list(all=True, filters={"label": marks}, ignore_removed=True)
            )
        finally:
            client.close()

    def close(self) -> None:
        self.power_cut()
        for _ in range(50):
            shutil.rmtree(self.folder, ignore_errors=True)
            if not self.folder.exists():
                return
            time.sleep(0.1)
        raise AssertionError("the engine keeps its folder busy")

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(5)
                line.connect(str(self.socket))
                line.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
                return b" 200 " in line.recv(100)
        except OSError:
            return False
