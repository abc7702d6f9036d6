"""How a task is confined, as the engine's create request: nothing in it comes from a customer
except image, command, environment and the amounts that he bought.

`strict` is for everybody. `compatible` leaves what images for servers often insist on: a
writable root file system, the image's own user and four capabilities, which mean something
only inside the user namespace of the engine. Where the system has it, the engine's AppArmor
profile stays in force beside our list of system calls.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from typing import Any

from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.worker.devices.gpu import is_nvidia
from sonm_desktop.worker.devices.render_nodes import RenderNodes
from sonm_desktop.worker.runtime.port import Launch

WORKER_LABEL = "sonm.worker"
DEAL_LABEL = "sonm.deal"
TASK_LABEL = "sonm.task"

SECCOMP = "seccomp=" + json.dumps(
    json.loads(resources.files(__package__).joinpath("seccomp.json").read_text("utf-8")),
    separators=(",", ":"),
)
"""Our list of system calls that a task may make, as a security option; docs/THREATS.md."""

OUTPUT_FOLDER = "/output"
NOBODY = "65534:65534"

_MIB = 1 << 20
_PROCESSES = 512
_GVISOR_PROCESSES = 1024
_GVISOR_MEMORY = 100 * _MIB
_OPEN_FILES = 4096
_SHARED_MEMORY = 64 * _MIB
_LARGEST_TMP = 1024 * _MIB
_LOG_FILE = "32m"
_LOG_FILES = "2"
_COMPATIBLE_CAPABILITIES = ("CHOWN", "SETUID", "SETGID", "NET_BIND_SERVICE")
_LEAST_BLOCK_WEIGHT = 10
_NO_NODES = RenderNodes()


def container_name(deal: DealId, task: str) -> str:
    """One name per task: the engine itself refuses to create a second container for it."""
    return f"sonm-{deal[2:18]}-{task}"


def cell_name(deal: DealId) -> str:
    """The container that owns the network namespace of *deal*."""
    return f"sonm-{deal[2:18]}-cell"


def parent_group(driver: str) -> str:
    """The control group of all deals, as the engine's *driver* of groups names it."""
    return {"systemd": "sonm.slice", "cgroupfs": "/sonm"}.get(driver, "")


def labels(worker: Address, deal: DealId, task: str = "") -> dict[str, str]:
    """By which a worker finds its own after a crash."""
    marks = {WORKER_LABEL: worker, DEAL_LABEL: deal}
    return {**marks, TASK_LABEL: task} if task else marks


def create_request(
    worker: Address,
    launch: Launch,
    *,
    driver: str,
    gvisor: str = "",
    nodes: RenderNodes = _NO_NODES,
) -> dict[str, Any]:
    """The body of the engine's ``/containers/create`` for *launch*.

    gvisor: the engine's runtime for strict tasks, where it has one that may be used; it cannot
    pass a GPU on. nodes: of those GPUs of *launch* that NVIDIA's toolkit does not know.
    """
    host = _host_config(launch, driver)
    if of_nvidia := [gpu for gpu in launch.gpus if is_nvidia(gpu)]:
        host |= {"DeviceRequests": [_gpus(of_nvidia)]}
    if nodes.paths:
        host |= _devices(nodes)
    request = {
        "Image": launch.image,
        "Cmd": list(launch.command) or None,
        "Env": [f"{name}={value}" for name, value in _environment(launch).items()],
        "Labels": labels(worker, launch.deal, launch.task),
        "AttachStdin": False,
        "OpenStdin": False,
        "Tty": False,
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": host,
    }
    if launch.compatible:
        return request
    if gvisor and not launch.gpus:
        host |= _in_gvisor(launch, gvisor)
    return {**request, "User": NOBODY}


def volume_request(worker: Address, deal: DealId, image: str, volume: str) -> dict[str, Any]:
    """A container that is never started: creating it gives *volume* the owner of *image*."""
    return {
        "Image": image,
        "Cmd": ["never-started"],
        "Labels": labels(worker, deal),
        "HostConfig": {
            "NetworkMode": "none",
            "Mounts": [{"Type": "volume", "Source": volume, "Target": OUTPUT_FOLDER}],
        },
    }


def _gpus(ids: Sequence[str]) -> dict[str, Any]:
    """These devices by their ids: never “all”, and never by a number that may move."""
    return {"Driver": "nvidia", "DeviceIDs": list(ids), "Capabilities": [["gpu"]]}


def _devices(nodes: RenderNodes) -> dict[str, Any]:
    """These files and no others; their groups, because nobody in a job is root."""
    return {
        "Devices": [
            {"PathOnHost": path, "PathInContainer": path, "CgroupPermissions": "rw"}
            for path in nodes.paths
        ],
        "GroupAdd": [str(group) for group in nodes.groups],
    }


def _in_gvisor(launch: Launch, runtime: str) -> dict[str, Any]:
    """gVisor's own kernel lives in the task's group too: its threads and its memory come on top."""
    memory = launch.limits.ram_bytes + _GVISOR_MEMORY
    return {
        "Runtime": runtime,
        "PidsLimit": _PROCESSES + _GVISOR_PROCESSES,
        "Memory": memory,
        "MemorySwap": memory,
    }


def _environment(launch: Launch) -> dict[str, str]:
    defaults = {"HOME": "/tmp", "SONM_OUTPUT": OUTPUT_FOLDER}  # noqa: S108 (in the sandbox)
    return {**defaults, **launch.environment}


def _host_config(launch: Launch, driver: str) -> dict[str, Any]:
    limits = launch.limits
    tmp_bytes = min(_LARGEST_TMP, limits.ram_bytes // 2)
    return {
        "NetworkMode": f"container:{cell_name(launch.deal)}",
        "IpcMode": "private",
        "CapDrop": ["ALL"],
        "CapAdd": list(_COMPATIBLE_CAPABILITIES) if launch.compatible else [],
        "SecurityOpt": ["no-new-privileges:true", SECCOMP],
        "ReadonlyRootfs": not launch.compatible,
        "CgroupParent": parent_group(driver),
        "Init": True,
        "NanoCpus": limits.cpu_percent * 10_000_000,
        "Memory": limits.ram_bytes,
        "MemorySwap": limits.ram_bytes,
        "BlkioWeight": _LEAST_BLOCK_WEIGHT,
        "PidsLimit": _PROCESSES,
        "OomScoreAdj": 1000,
        "ShmSize": min(_SHARED_MEMORY, limits.ram_bytes // 2),
        "Tmpfs": {"/tmp": f"rw,noexec,nosuid,nodev,mode=1777,size={tmp_bytes}"},  # noqa: S108
        "Mounts": [
            {
                "Type": "volume",
                "Source": launch.volume,
                "Target": OUTPUT_FOLDER,
                "VolumeOptions": {"NoCopy": True},
            }
        ],
        "Ulimits": [
            {"Name": "nofile", "Soft": _OPEN_FILES, "Hard": _OPEN_FILES},
            {"Name": "core", "Soft": 0, "Hard": 0},
            {"Name": "fsize", "Soft": limits.storage_bytes, "Hard": limits.storage_bytes},
        ],
        "LogConfig": {
            "Type": "json-file",
            "Config": {"max-size": _LOG_FILE, "max-file": _LOG_FILES},
        },
        "RestartPolicy": {"Name": "no"},
        "AutoRemove": False,
    }
