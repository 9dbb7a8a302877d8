"""The picture and the text say the same, and what the function prints is not repeated."""

from __future__ import annotations

import gc
import sys
import warnings
from typing import Any

import pytest

import conv1d_lab.read_back as package
from conv1d_lab.arithmetic import conv1d
from conv1d_lab.read_back import Expansion, expand

from .right_functions import numpy_windows
from .wrong_loops import TAP, loop


def test_html_says_the_same_and_escapes() -> None:
    def weird(x: Any, weight: Any, bias: Any) -> Any:
        raise ValueError("<script>")

    assert "<script>" not in expand(weird)._repr_html_()
    seen = expand(loop((TAP, "t * stride + k * dilation - 1]")))
    html = seen._repr_html_()
    assert html.count('class="c1d-bad"') == 13  # 12 taps and the key
    assert html.count('class="c1d-gone"') == 13
    assert "one step early" in html
    assert isinstance(seen, Expansion)
    assert package.__all__ == ["Expansion", "expand"]


def test_a_large_case_is_drawn_in_part() -> None:
    def flipped(x: Any, weight: Any, bias: Any) -> Any:
        return numpy_windows(x, weight[:, :, ::-1], bias)

    seen = expand(flipped, in_channels=9, length=30, kernel_size=7)
    assert seen.names == ("kernel flipped",)
    assert "more channels are not drawn" in seen._repr_html_()
    assert "i = 24" not in seen._repr_html_()
    assert "terms that agree" in str(seen)


def test_what_the_function_prints_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    seen = expand(loop(("total = 0", "total = 0; print(n, o, t)"), ("weight[o,", "weight[0,")))
    assert seen.names == ("first kernel for all",)
    assert capsys.readouterr().out == ""


def test_warnings_and_stderr_are_not_repeated(
    capsys: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    def loud(x: Any, weight: Any, bias: Any) -> Any:
        print("here", file=sys.stderr)
        warnings.warn("there", stacklevel=1)
        return conv1d(x, weight, bias)

    assert expand(loud).correct
    assert capsys.readouterr().err == ""
    assert not recwarn.list


def test_an_async_function_is_refused(recwarn: pytest.WarningsRecorder) -> None:
    async def later(x: Any, weight: Any, bias: Any) -> Any:
        return conv1d(x, weight, bias)

    seen = expand(later)
    gc.collect()
    assert seen.names == ("wrong answer",)
    assert "returns a coroutine, as an async def does: write def alone." in str(seen)
    assert not recwarn.list
