"""Private files and the places of a profile."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sonm_desktop.core.paths import HOME_VARIABLE, Profile, data_home, private_folder, write_private


def test_a_private_file_is_replaced_whole_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    write_private(path, b"old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_keeps_the_old_file_and_leaves_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.mkdir()
    with pytest.raises(OSError, match="directory"):
        write_private(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_an_open_folder_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o755)
    assert stat.S_IMODE(private_folder(folder).stat().st_mode) == 0o700


def test_profiles_lie_below_the_chosen_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path))
    assert data_home() == tmp_path
    assert Profile.named("main").folder == tmp_path / "profiles" / "main"


def test_every_place_of_a_profile_lies_inside_it(tmp_path: Path) -> None:
    profile = Profile("main", tmp_path)
    places = [
        profile.socket,
        profile.token_file,
        profile.agent_lock,
        profile.agent_log,
        profile.network_file,
        profile.settings_file,
        profile.wallet_folder,
        profile.worker_folder,
        profile.journal,
        profile.network_database("abc"),
    ]
    assert len(set(places)) == len(places)
    assert all(place.is_relative_to(tmp_path) for place in places)
