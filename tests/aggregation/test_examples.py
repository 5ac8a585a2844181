"""Every example in a docstring of the package gives what it says."""

import doctest
import importlib
import pkgutil

import aggregation


def test_examples_in_docstrings() -> None:
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    names = [module.name for module in pkgutil.iter_modules(aggregation.__path__)]
    modules = [importlib.import_module(f"aggregation.{name}") for name in names]
    results = [doctest.testmod(module, optionflags=flags) for module in modules]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) > 10
