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
    names = re.findall(r"`(test_\w+)`", text)
    paths = re.findall(r"`(tests/[\w/]+\.py)`", text)
    modules = re.findall(r"`(aggregation|questionnaires|tools_catalog)\.(\w+)[.\w]*`", text)
    assert names
    assert paths
    assert modules
    assert [name for name in names if f"def {name}(" not in defined] == []
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert [one for one in modules if not (ROOT / one[0] / f"{one[1]}.py").exists()] == []
