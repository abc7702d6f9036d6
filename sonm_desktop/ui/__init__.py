"""The window and the tray: a face on the agent's API, with no business logic of its own."""
