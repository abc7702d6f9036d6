"""An image of what an attacker brings: a shell, and programs of one system call each.

Such a program ends with the error number of its call, 0 when the kernel agreed; so a refusal
is told apart from a mere failure. It needs no libc and no compiler. amd64 only.
"""

from __future__ import annotations

import io
import struct
import tarfile

import docker

from tests.worker_fixtures import BUSYBOX

TAG = "sonm-test/attacks:1"
APPLETS = (
    *("sh", "cat", "dd", "df", "echo", "head", "id", "ls", "mkdir", "mknod", "mount", "nc"),
    *("nproc", "nslookup", "seq", "sleep", "stat", "tail", "touch", "tr", "wc", "yes", "kill"),
)
CALLS: dict[str, tuple[int, tuple[int, ...]]] = {
    "ptrace": (101, (0, 0, 0, 0)),
    "io_uring": (425, (1, 0, 0, 0)),
    "raw_socket": (41, (2, 3, 1, 0)),
    "packet_socket": (41, (17, 3, 0, 0)),
    "crypto_socket": (41, (38, 5, 0, 0)),
    "firewall_socket": (41, (16, 3, 12, 0)),
    "mount": (165, (0, 0, 0, 0)),
    "unshare_user": (272, (0x10000000, 0, 0, 0)),
    "clone3": (435, (0, 0, 0, 0)),
    "bpf": (321, (99, 0, 0, 0)),
    "userfaultfd": (323, (1, 0, 0, 0)),
    "keyctl": (250, (0, -3 & 0xFFFFFFFF, 0, 0)),
    "perf_event_open": (298, (0, 0, 0, 0)),
    "process_vm_readv": (310, (1, 0, 0, 0)),
    "setuid": (105, (0, 0, 0, 0)),
    "open_by_handle_at": (304, (0, 0, 0, 0)),
}
"""Number of the call and its first four arguments, by the program's name."""

_BASE = 0x400000


def import_attacks(url: str) -> str:
    """The image in the engine at *url*; its id."""
    client = docker.DockerClient(base_url=url)
    try:
        repository, tag = TAG.split(":")
        client.api.import_image_from_data(
            _root(), repository=repository, tag=tag, changes=['CMD ["/bin/sh"]', "ENV PATH=/bin"]
        )
        return str(client.images.get(TAG).id)
    finally:
        client.close()


def one_call(number: int, arguments: tuple[int, ...]) -> bytes:
    """A program that makes the call and exits with its error number."""
    loads = b"".join(
        register + (value & 0xFFFFFFFF).to_bytes(4, "little")
        for register, value in zip(
            (b"\xb8", b"\xbf", b"\xbe", b"\xba", b"\x41\xba"), (number, *arguments), strict=True
        )
    )
    # syscall; test eax, eax; jns +4 -> xor edi, edi; else edi = -eax; then exit(edi).
    end = bytes.fromhex("0f05 31ff 85c0 7904 f7d8 89c7 b83c000000 0f05")
    code = loads + end
    size = 120 + len(code)
    sizes = (64, 56, 1, 0, 0, 0)
    header = struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, _BASE + 120, 64, 0, 0, *sizes)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, _BASE, _BASE, size, size, 4096)
    return b"\x7fELF" + bytes((2, 1, 1)) + bytes(9) + header + segment + code


def _root() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for folder in ("bin", "tmp", "etc", "mnt"):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(entry)
        tar.add(BUSYBOX, "bin/busybox")
        for applet in APPLETS:
            entry = tarfile.TarInfo(f"bin/{applet}")
            entry.type, entry.linkname = tarfile.SYMTYPE, "busybox"
            tar.addfile(entry)
        for name, (number, arguments) in CALLS.items():
            program = one_call(number, arguments)
            entry = tarfile.TarInfo(f"bin/call_{name}")
            entry.size, entry.mode = len(program), 0o4755 if name == "setuid" else 0o755
            tar.addfile(entry, io.BytesIO(program))
    return packed.getvalue()
