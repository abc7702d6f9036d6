"""The frame around every place: rail, header, ribbon, inspector."""
