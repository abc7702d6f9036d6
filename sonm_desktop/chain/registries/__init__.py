"""The registries beside the market: profiles, ratings, lists. Calls, logs, and light readers."""
