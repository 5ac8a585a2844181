"""What docs/method.md works out is what the code gives, and the tests that it names exist."""

import doctest
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
METHOD = ROOT / "docs" / "method.md"
PUBLISHED = ROOT / "tests" / "aggregation" / "test_published_figures.py"


def test_worked_examples() -> None:
    found = doctest.testfile(str(METHOD), module_relative=False)
    assert found.failed == 0
    assert found.attempted > 15


def test_named_tests_and_modules_exist() -> None:
    text = METHOD.read_text(encoding="utf-8")
    defined = PUBLISHED.read_text(encoding="utf-8")
    for name in re.findall(r"`(test_\w+)`", text):
        assert f"def {name}(" in defined
    for path in re.findall(r"`(tests/[\w/]+\.py)`", text):
        assert (ROOT / path).exists()
    for package, module in re.findall(
        r"`(aggregation|questionnaires|tools_catalog)\.(\w+)[.\w]*`", text
    ):
        assert (ROOT / package / f"{module}.py").exists()
