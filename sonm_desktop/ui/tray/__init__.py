"""The tray: the one state at a glance while the window is away."""
