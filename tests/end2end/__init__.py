"""Whole programs on a real node, a real engine and a real network: the terminal drives them."""
