"""Opens the window: the composition root of the face."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from dataclasses import dataclass

from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from qasync import QEventLoop  # type: ignore[import-untyped]

from sonm_desktop.core.paths import DEFAULT_PROFILE, Profile
from sonm_desktop.core.program import forget_bundle_libraries
from sonm_desktop.ui.language import prepare
from sonm_desktop.ui.litter import Litter
from sonm_desktop.ui.memory import Memory
from sonm_desktop.ui.shell.places import places
from sonm_desktop.ui.shell.window import MainWindow
from sonm_desktop.ui.single import FirstWindow, raise_first
from sonm_desktop.ui.theme.theme import Look, Theme

_FIRST_PICTURE_S = 0.01


@dataclass(frozen=True, slots=True)
class Launch:
    """How the window is opened. look: None as remembered. hidden: in the tray, if there is one."""

    profile: Profile
    look: Look | None = None
    hidden: bool = False


def main() -> int:
    """The window of the profile that the arguments name; the exit status."""
    parser = argparse.ArgumentParser(prog="sonm-desktop", description="The market's window.")
    parser.add_argument("--profile", default=DEFAULT_PROFILE, help="whose wallet and deals")
    parser.add_argument("--look", choices=[*Look], help="light or dark, this once")
    parser.add_argument("--tray", action="store_true", help="start in the tray, if there is one")
    parser.add_argument("--version", action="store_true", help="say which release this is")
    parser.add_argument(
        "--self-test", action="store_true", help="open, paint every place, close; unseen if need be"
    )
    chosen = parser.parse_args()
    forget_bundle_libraries(os.environ)
    if chosen.version:
        return _say_version()
    if chosen.self_test:
        return _self_test()
    return run(
        Launch(
            Profile.named(chosen.profile), Look(chosen.look) if chosen.look else None, chosen.tray
        )
    )


def run(launch: Launch) -> int:
    """Show the window until the person leaves; the agent lives on. Returns the exit status."""
    prepare(Memory(launch.profile))
    application = QApplication(sys.argv[:1])
    Litter(application)
    application.setApplicationName("SONM")
    application.setDesktopFileName("sonm-desktop")
    application.setQuitOnLastWindowClosed(False)
    if raise_first(launch.profile):
        return 0
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    theme = Theme(application, launch.look or Memory(launch.profile).look())
    window = MainWindow(theme, places())
    window.take_up(Memory(launch.profile).shape(), Memory(launch.profile).place())
    with loop:
        loop.run_until_complete(_show(window, theme, launch))
    return 0


def _say_version() -> int:
    from sonm_desktop.core.version import own_version  # noqa: PLC0415

    sys.stdout.write(f"sonm-desktop {own_version()}\n")
    return 0


def _self_test() -> int:
    from sonm_desktop.ui.self_test import choose_screen, try_window  # noqa: PLC0415

    choose_screen()
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    with loop:
        wrong = loop.run_until_complete(try_window(application))
    sys.stdout.write(
        "\n".join(wrong) + "\n" if wrong else f"painted on {application.platformName()}\n"
    )
    return 1 if wrong else 0


async def _show(window: MainWindow, theme: Theme, launch: Launch) -> None:
    """The shell is painted first: a person sees the window before all of it is loaded."""
    first = FirstWindow(launch.profile)
    tray = QSystemTrayIcon.isSystemTrayAvailable()
    hidden = launch.hidden and tray
    if not hidden:
        window.show()
        await asyncio.sleep(_FIRST_PICTURE_S)
    from sonm_desktop.ui.attend import attend  # noqa: PLC0415

    if hidden or window.isVisible():
        await attend(window, theme, launch.profile, first, tray=tray)
    first.close()


if __name__ == "__main__":
    sys.exit(main())
