"""Rentals: the deals that my accounts pay, their time and money, their jobs."""
