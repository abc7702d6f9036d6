"""What the faces start: agent, worker, benchmark and checks, as a program of the bundle."""

import sys

from sonm_desktop.__main__ import main

sys.exit(main())
