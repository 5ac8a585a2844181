"""Measure the speed budgets beside a bare Flask application: ``python -m tests.benchmarks``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from tests.benchmarks.report import main

main()
