"""``python -m sozialraum.cli``."""

import sys

from sozialraum.cli import main

sys.exit(main())
