"""This PC: what it is, what of it is on sale, what it earns."""
