"""When and how much this PC works for others."""
