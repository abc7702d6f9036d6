"""A private image from the terminal to the engine and back: allowed, seen coming, told of, and
its password nowhere."""

from __future__ import annotations

import os
import socket
import zipfile
from pathlib import Path
from typing import Any

import docker
import pytest
from docker.errors import APIError

from tests.end2end.scene import PRICE, Scene
from tests.end2end.terminal import wait_until
from tests.registry import PASSWORD, USER, layer, registry
from tests.worker_fixtures import ENGINE_URL

pytestmark = pytest.mark.timeout(400)

MIB = 1 << 20
DAY_S = 86_400


def test_a_private_image_runs_and_its_password_is_nowhere(scene: Scene, tmp_path: Path) -> None:
    home = scene.home
    home.done(
        *("worker", "plan", "--price", PRICE, "--cpu", "1", "--ram", "256M"),
        *("--storage", "64M", "--network", "incoming"),
    )
    with registry(tmp_path / "club", private=True) as club:
        image = club.put("team/job", [layer({"f": os.urandom(2 * MIB)}, busybox=True)])
        said = home.done("worker", "images", "--allow", club.host, "--keep-results", "2d")
        deal = scene.buy()
        ports = told_ports(scene, deal)
        refused = home.sonm("task", "run", "--name", "try", deal, image, "true")
        serve = "echo hello > /output/f; while :; do echo hello | nc -l -p 8080; done"
        started = home.sonm(
            *("task", "run", "--name", "job", "--registry-user", USER),
            *("--registry-password-file", "-", deal, image, "sh", "-c", serve),
            stdin=PASSWORD,
        )
        wait_until(lambda: state(scene, deal, "job") == "running", what="the job")
        outside = ports["ports"][0]["outside"]
        wait_until(lambda: dialled(ports["hosts"], outside) == "hello\n", what="its answer")
        closed = scene.close(deal)
        wait_until(lambda: removed(image), what="the removal of the image")
    bundle = tmp_path / "bundle.zip"
    home.done("diagnostics", str(bundle))
    assert said["rules"]["allow"] == [club.host]
    assert refused.code == 1 or refused.document["reason"]["code"] == "worker.image_needs_login"
    assert started.code == 0
    assert closed["keeps_s"] == 2 * DAY_S
    assert closed["kept_until"] > closed["now"] - DAY_S
    assert not holders(home.folder, bundle)


def told_ports(scene: Scene, deal: str) -> dict[str, Any]:
    """The deal once its worker has told of its ports."""
    wait_until(lambda: scene.home.done("deal", "show", deal)["ports"], what="the ports")
    return dict(scene.home.done("deal", "show", deal))


def state(scene: Scene, deal: str, task: str) -> str:
    return str(scene.home.done("task", "status", deal, task)["state"])


def holders(folder: Path, bundle: Path) -> list[str]:
    """Where the password is found: files of every program, the bundle, the engine's login file."""
    canary = PASSWORD.encode()
    found = [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and canary in path.read_bytes()
    ]
    with zipfile.ZipFile(bundle) as packed:
        found += [name for name in packed.namelist() if canary in packed.read(name)]
    logins = Path.home() / ".docker" / "config.json"
    if logins.exists() and canary in logins.read_bytes():
        found.append(str(logins))
    return found


def removed(image: str) -> bool:
    """Whether the engine of this machine is as it was before; not while the job still ends."""
    client = docker.APIClient(base_url=ENGINE_URL)
    try:
        client.remove_image(image)
    except APIError as error:
        return bool(error.status_code == 404)
    finally:
        client.close()
    return True


def dialled(hosts: list[str], port: int) -> str:
    """What a stranger gets from the published port."""
    with socket.create_connection((hosts[0], port), 10) as line:
        return line.recv(100).decode()
