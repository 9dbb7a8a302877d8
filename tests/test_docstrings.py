"""Every public function is documented in the standard way, and its example runs."""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import conv1d_lab
from conv1d_lab import article

FUNCTIONS = {name: getattr(conv1d_lab, name) for name in conv1d_lab.__all__}
FUNCTIONS = {name: value for name, value in FUNCTIONS.items() if inspect.isroutine(value)}
FUNCTIONS |= {f"article.{name}": getattr(article, name) for name in ("layer", "kernel", "x")}
FUNCTIONS["explore.stack"] = conv1d_lab.explore.stack


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    function: Any = FUNCTIONS[name]
    found = doctest.DocTestFinder(recurse=False).find(function, name, globs={})
    names = {**vars(inspect.getmodule(inspect.unwrap(function))), name: function}
    for example in found:
        assert example.examples
        example.globs.update(names)
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
        said: list[str] = []
        assert runner.run(example, out=said.append).failed == 0, "".join(said)
    assert found


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_is_described(name: str) -> None:
    function: Callable[..., Any] = FUNCTIONS[name]
    text = inspect.getdoc(function) or ""
    sections = re.split(r"^(Parameters|Returns|Raises)\n-+$", text, flags=re.M)
    parts = dict(zip(sections[1::2], sections[2::2], strict=True))
    heads = re.findall(r"^(\S.*)$", parts.get("Parameters", ""), re.M)
    described = [name.strip("* ") for head in heads for name in head.partition(":")[0].split(",")]
    assert described == list(inspect.signature(function).parameters)
    assert "Returns" in parts
