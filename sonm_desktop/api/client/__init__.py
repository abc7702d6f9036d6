"""How a face speaks to the agent: `AgentClient`, and how to have an agent at all."""

from sonm_desktop.api.client.agent_client import AgentClient
from sonm_desktop.api.client.starting import ensure_agent, wait_for_agent

__all__ = ["AgentClient", "ensure_agent", "wait_for_agent"]
