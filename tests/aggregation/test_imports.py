"""What a web process needs to read a publication brings no numerical library with it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module",
    [
        *("findings", "publication", "cells", "tree", "drawing", "effort", "relying"),
        *("grouping", "shapes"),
    ],
)
def test_stage_two_needs_no_numerical_library(module: str) -> None:
    look = f"import sys, aggregation.{module}; print({{'numpy', 'scipy'}} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
