"""Dealing with an account no more, and again."""
