"""The agent's local API over HTTP: who may ask, the routes, and where it listens."""
