"""The first picture among a job's files, small."""

from __future__ import annotations

import asyncio
from pathlib import Path

import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QLabel

from sonm_desktop.ui.rentals.picture import harmless_png
from sonm_desktop.ui.words import words

SHOWN = QSize(220, 140)


class Preview(QLabel):
    """Empty until a picture was read."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def forget(self) -> None:
        """Show nothing."""
        self.clear()
        self.hide()

    async def show_file(self, file: Path) -> bool:
        """Show *file*; whether it is a picture that can be shown."""
        ratio = self.devicePixelRatioF()
        image = await asyncio.to_thread(_decoded, file, SHOWN * ratio)
        if image is None or not shiboken6.isValid(self):
            return False
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(ratio)
        self.setPixmap(picture)
        self.setAccessibleName(words("Picture: {file}", file=file.name))
        self.setToolTip(file.name)
        self.show()
        return True


def _decoded(file: Path, room: QSize) -> QImage | None:
    content = harmless_png(file)
    if content is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"png"))
    reader.setDecideFormatFromContent(False)
    image = reader.read()
    if image.isNull():
        return None
    return image.scaled(
        room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
