"""Charts in our look: no frame, no legend, round grid lines, direct labels, exact values on demand.

Painted by ourselves. A charting library was measured first: pyqtgraph 0.14 with numpy adds 59 MiB
to a window of 48 MiB (2.2 times) and blocks it for 180 to 370 ms when it is imported; for a few
hundred marks a painter costs nothing.
"""
