"""How far an image is: a bar, and a line with bytes, layers and the rest of the time."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from sonm_desktop.api.schema.tasks import Pull
from sonm_desktop.ui.theme.tokens import CAPTION, GAP_1
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import plural, size, span, words

_WHOLE = 1000


class PullBar(QWidget):
    """Busy without a measure until the size is known, and while it is unpacked."""

    def __init__(self) -> None:
        super().__init__()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(words("Fetching the image"))
        self._line = label("", CAPTION, tone="muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_1)
        column.addWidget(self._bar)
        column.addWidget(self._line)

    def show_pull(self, pull: Pull, name: str = "") -> None:
        """Show where *pull* stands; *name*: of the image, where several are shown."""
        busy = pull.unpacking or not pull.total
        self._bar.setRange(0, 0 if busy else _WHOLE)
        if not busy:
            self._bar.setValue(round(pull.part * _WHOLE))
        said = pull_words(pull)
        self._line.setText(f"{name}: {said}" if name else said)
        self._bar.setAccessibleDescription(said)


def pull_words(pull: Pull) -> str:
    """``12 MiB of 40 MiB · 1 of 5 layers · about 12 s left``."""
    if not pull.layers:
        return words("Asking the registry for the image…")
    layers = plural(
        "{done} of {count} layer", "{done} of {count} layers", pull.layers, done=pull.layers_done
    )
    if pull.unpacking:
        return words("Unpacking the image · {layers}", layers=layers)
    bytes_so_far = words("{done} of {total}", done=size(pull.done), total=size(pull.total))
    parts = [words("Fetching the image"), bytes_so_far, layers]
    if pull.left_s is not None:
        parts.append(words("about {time} left", time=span(pull.left_s)))
    return " · ".join(parts)
