"""What this PC sells: its plans, and how their prices are made."""
