"""The terminal, as a program of the bundle."""

import sys

from sonm_desktop.cli.app import main

sys.exit(main())
