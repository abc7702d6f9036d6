"""The agent's local API: schema, server and client."""
