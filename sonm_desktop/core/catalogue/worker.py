"""Words of the worker area: code -> (what happened, what to do)."""

MESSAGES: dict[str, tuple[str, str]] = {
    # the engine
    "worker.engine_absent": (
        "There is no Docker on this machine.",
        "Install Docker (on Debian and Ubuntu: sudo apt install docker.io), then try again.",
    ),
    "worker.engine_stopped": (
        "Docker is installed on this machine but not running.",
        "Start Docker; the worker goes on by itself as soon as it answers.",
    ),
    "worker.engine_no_permission": (
        "This user may not use Docker.",
        "Add the worker's user to the group “docker” and log in again. "
        "Access to Docker equals root on this machine.",
    ),
    "worker.engine_remote": (
        "DOCKER_HOST names an engine that is not on this machine.",
        "Unset DOCKER_HOST, or run the worker on the machine of the engine.",
    ),
    "worker.engine_not_linux": (
        "Docker runs Windows containers here.",
        "Switch Docker to Linux containers.",
    ),
    "worker.engine_refused": (
        "Docker refused what the worker asked for (status {status}).",
        "Look into the worker's log; restarting Docker often helps.",
    ),
    "worker.disk_full": (
        "The disk of the supplier's Docker is full.",
        "Choose a smaller image or another supplier.",
    ),
    # images
    "worker.bad_image": (
        "That is not the name of an image.",
        "Write it like debian:12 or name@sha256:…",
    ),
    "worker.image_not_pinned": (
        "The image “{image}” is named by a tag, which may change at any time.",
        "Name it by its digest (name@sha256:…); “sonm task run” does so by itself.",
    ),
    "worker.image_not_found": (
        "The image {image} does not exist, or is not open to everybody.",
        "Check its name and digest, and that it is public.",
    ),
    "worker.image_needs_login": (
        "The registry of the image {image} asks for a login.",
        "Use an image that is public.",
    ),
    "worker.image_architecture": (
        "The image {image} is made for another kind of processor.",
        "Choose an image for the architecture that the offer names.",
    ),
    "worker.registry_unreachable": (
        "The registry of the image {image} cannot be reached from the supplier's machine.",
        "Try again later, or use an image from another registry.",
    ),
    # tasks
    "worker.command_missing": (
        "The image names no command, and the task gives none.",
        "Give the command to run.",
    ),
    "worker.command_not_found": (
        "The command does not exist in the image, or may not be run there.",
        "Check the spelling and the path of the command inside the image.",
    ),
}
