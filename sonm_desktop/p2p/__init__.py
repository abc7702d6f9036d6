"""Peers: an endpoint with an identity, calls, logs and files between two programs."""
