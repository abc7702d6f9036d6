"""Widgets with our own look; each is given values and asks for nothing."""
