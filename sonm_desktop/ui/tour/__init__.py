"""The tour: the real window, driven unseen through both sides of a deal, and its pictures."""
