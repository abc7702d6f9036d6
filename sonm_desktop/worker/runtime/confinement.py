"""The strict sandbox, as the engine's create request: nothing in it comes from a customer
except image, command, environment and the amounts that he bought.

The engine's own seccomp profile and, where the system has it, AppArmor profile stay in force.
"""

from __future__ import annotations

from typing import Any

from sonm_desktop.core.ids import Address, DealId
from sonm_desktop.worker.runtime.port import Launch

WORKER_LABEL = "sonm.worker"
DEAL_LABEL = "sonm.deal"
TASK_LABEL = "sonm.task"

OUTPUT_FOLDER = "/output"
NOBODY = "65534:65534"

_MIB = 1 << 20
_PROCESSES = 512
_OPEN_FILES = 4096
_SHARED_MEMORY = 64 * _MIB
_LARGEST_TMP = 1024 * _MIB
_LOG_FILE = "32m"
_LOG_FILES = "2"


def container_name(deal: DealId, task: str) -> str:
    """One name per task: the engine itself refuses to create a second container for it."""
    return f"sonm-{deal[2:18]}-{task}"


def labels(worker: Address, deal: DealId, task: str = "") -> dict[str, str]:
    """By which a worker finds its own after a crash."""
    marks = {WORKER_LABEL: worker, DEAL_LABEL: deal}
    return {**marks, TASK_LABEL: task} if task else marks


def create_request(worker: Address, launch: Launch) -> dict[str, Any]:
    """The body of the engine's ``/containers/create`` for *launch*."""
    return {
        "Image": launch.image,
        "Cmd": list(launch.command) or None,
        "Env": [f"{name}={value}" for name, value in _environment(launch).items()],
        "User": NOBODY,
        "Hostname": "sonm",
        "Labels": labels(worker, launch.deal, launch.task),
        "NetworkDisabled": True,
        "AttachStdin": False,
        "OpenStdin": False,
        "Tty": False,
        "Healthcheck": {"Test": ["NONE"]},
        "HostConfig": _host_config(launch),
    }


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


def _environment(launch: Launch) -> dict[str, str]:
    defaults = {"HOME": "/tmp", "SONM_OUTPUT": OUTPUT_FOLDER}  # noqa: S108 (in the sandbox)
    return {**defaults, **launch.environment}


def _host_config(launch: Launch) -> dict[str, Any]:
    limits = launch.limits
    tmp_bytes = min(_LARGEST_TMP, limits.ram_bytes // 2)
    return {
        "NetworkMode": "none",
        "IpcMode": "private",
        "CapDrop": ["ALL"],
        "SecurityOpt": ["no-new-privileges:true"],
        "ReadonlyRootfs": True,
        "Init": True,
        "NanoCpus": limits.cpu_percent * 10_000_000,
        "Memory": limits.ram_bytes,
        "MemorySwap": limits.ram_bytes,
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
