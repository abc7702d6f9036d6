"""Prices of own workers' plans: costs, the market, and what follows from both."""
