"""What is on sale: plans, asks, quotes, and who may buy."""
