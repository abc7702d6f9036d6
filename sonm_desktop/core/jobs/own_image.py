"""The image of the program's own job, made on this machine because no registry is asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sonm_desktop.core.errors import RemoteError
from sonm_desktop.core.program import background_command

COMMAND = ("python3", "/job/fractal.py")
PICTURE = "fractal.png"
"""What the job leaves in its output folder."""

_LIMIT_S = 300.0
_LONGEST_REASON = 300


async def own_image(cache: Path) -> str:
    """The id of the image, which this machine's engine has when this returns.

    Whoever sells and rents on one machine may name it by its id, and nothing is uploaded.
    *cache*: a folder that keeps it from being made twice. Raises RemoteError("cli.job_image").
    """
    builder = await asyncio.create_subprocess_exec(
        *background_command("job-image", "--cache", str(cache)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_LIMIT_S):
            output, problem = await builder.communicate()
    except TimeoutError as error:
        raise RemoteError("cli.job_image", why="it took too long") from error
    finally:
        if builder.returncode is None:
            builder.kill()
            await builder.wait()
    if builder.returncode != 0:
        raise RemoteError("cli.job_image", why=_sentence(problem))
    return output.decode().strip()


def _sentence(problem: bytes) -> str:
    words = " ".join(problem.decode(errors="replace").split())
    return words.rpartition("could not be made: ")[2][:_LONGEST_REASON] or "no reason was given"
