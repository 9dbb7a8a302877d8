"""Importing the package answers at once; its face holds the public names and no others."""

from __future__ import annotations

import subprocess
import sys

import conv1d_lab


def test_importing_brings_in_neither_torch_nor_matplotlib() -> None:
    heavy = ("torch", "matplotlib", "numpy", "anywidget")
    code = f"import sys, conv1d_lab; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_the_exercises_does_not_load_torch() -> None:
    code = (
        "import sys, conv1d_lab.exercises as e; e.check(stops=8); e.check(inputs_read=...);"
        "assert not {'torch', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_every_public_name_loads() -> None:
    assert dir(conv1d_lab) == sorted(conv1d_lab.__all__)
    for name in conv1d_lab.__all__:
        assert getattr(conv1d_lab, name) is getattr(conv1d_lab, name)
        assert getattr(conv1d_lab, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(conv1d_lab, "conv2d")
