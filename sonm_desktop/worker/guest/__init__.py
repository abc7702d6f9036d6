"""How a worker stays out of its owner's way."""
