"""The senses of each operating system."""
