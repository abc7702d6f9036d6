"""Settings: network, security, appearance, and what helps when something is wrong."""
