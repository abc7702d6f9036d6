"""What every place of the window is given."""

from __future__ import annotations

from dataclasses import dataclass

from sonm_desktop.api.client import AgentClient
from sonm_desktop.core.paths import Profile
from sonm_desktop.ui.actions import ActionRunner
from sonm_desktop.ui.live import LiveState
from sonm_desktop.ui.theme.theme import Theme


@dataclass(frozen=True, slots=True)
class Face:
    """The agent, the fresh copy of its state, the runner of actions, the look, and whose it is."""

    agent: AgentClient
    live: LiveState
    actions: ActionRunner
    theme: Theme
    profile: Profile
