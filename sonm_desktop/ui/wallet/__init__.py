"""The wallet: accounts, what they hold, and what moved."""
