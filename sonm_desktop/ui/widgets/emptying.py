"""Takes everything out of a layout whose rows are shown anew."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Hide and let go of all widgets in *layout*; layouts inside it go with theirs.

    Hidden at once: what is deleted later would be painted over its successor until then.
    """
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        inner = item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
