"""Colours, type, spacing and icons: the only place where the window's look is decided."""
