"""What starts by itself: the window in the tray when its owner logs in, the agent by systemd."""
