"""The window, as a program of the bundle."""

import sys

from sonm_desktop.ui.run import main

sys.exit(main())
