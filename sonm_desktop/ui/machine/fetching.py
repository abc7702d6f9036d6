"""The images that come in for customers now, each with how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from sonm_desktop.api.schema.images import ImageFetch
from sonm_desktop.core.jobs.image_name import short_image
from sonm_desktop.ui.theme.tokens import GAP_2
from sonm_desktop.ui.widgets.pull_bar import PullBar
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words


class FetchRows(QWidget):
    """A bar for each; one sentence where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._none = label(words("No image is being fetched."), tone="muted", wrap=True)
        self._bars: list[PullBar] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP_2)
        self._column.addWidget(self._none)

    def show_fetches(self, fetches: Sequence[ImageFetch]) -> None:
        """Show *fetches*; bars are kept and only what they say changes."""
        self._none.setVisible(not fetches)
        while len(self._bars) < len(fetches):
            bar = PullBar()
            self._bars.append(bar)
            self._column.addWidget(bar)
        for at, bar in enumerate(self._bars):
            bar.setVisible(at < len(fetches))
            if at < len(fetches):
                bar.show_pull(fetches[at], short_image(fetches[at].image))
