"""The tasks of deals: images, sandboxes, logs and results."""
