"""When what this PC earned is claimed."""

from __future__ import annotations

from sonm_desktop.api.schema.settings import Setting
from sonm_desktop.ui.face import Face
from sonm_desktop.ui.settings.bound import NumberChooser
from sonm_desktop.ui.shell.page import Panel
from sonm_desktop.ui.widgets.text import label
from sonm_desktop.ui.words import words

_PERCENT, _WORTH = "market.claim_fee_percent", "market.snm_per_coin"
_STEP = 1000


class EarningsPanel(Panel):
    """Two numbers: what a coin is worth, and how dear a claim may be."""

    def __init__(self, face: Face) -> None:
        super().__init__(words("Earnings"))
        self._worth = NumberChooser(face, _WORTH, words("One coin is worth"), "SNM", step=_STEP)
        self._percent = NumberChooser(
            face, _PERCENT, words("Claim when the fee is below"), words("% of the claim")
        )
        explained = words(
            "What customers owe waits safely in the deals until claiming is worth the network's "
            "fee, and is claimed in any case when a deal ends. While it is not known what a coin "
            "is worth (0), it is claimed from one SNM on."
        )
        self.body.addWidget(label(explained, tone="muted", wrap=True))
        for part in (self._worth, self._worth.said, self._percent, self._percent.said):
            self.body.addWidget(part)

    def show_settings(self, settings: dict[str, Setting]) -> None:
        """Show what holds."""
        self._worth.show_setting(settings)
        self._percent.show_setting(settings)
