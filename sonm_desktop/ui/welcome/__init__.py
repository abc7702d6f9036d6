"""The first run: from nothing to a living practice network in a few clicks."""
