"""conv1d beside torch, one thread each; import conv1d_lab beside numpy and torch.

Run: python benchmarks/arithmetic.py
"""

from __future__ import annotations

import os

# BLAS reads it once, when NumPy is imported.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import torch

from conv1d_lab.arithmetic import conv1d

SIZES = [(8, 16, 32, 1000, 5), (32, 64, 64, 1000, 3), (8, 64, 128, 4096, 9)]
ROUNDS = 25


def medians(*calls: Callable[[], object]) -> list[float]:
    """Seconds of each call, taken in turns so that all meet the same machine."""
    seconds: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS + 1):
        for taken, call in zip(seconds, calls, strict=True):
            start = time.perf_counter()
            call()
            taken.append(time.perf_counter() - start)
    return [statistics.median(taken[1:]) for taken in seconds]


def compare_arithmetic() -> None:
    torch.set_num_threads(1)
    print("  N  C_in C_out     L  K   torch ms   conv1d ms   ratio")
    for n, c_in, c_out, length, kernel_size in SIZES:
        random = np.random.default_rng(0)
        x = random.standard_normal((n, c_in, length), dtype=np.float32)
        weight = random.standard_normal((c_out, c_in, kernel_size), dtype=np.float32)
        bias = random.standard_normal(c_out, dtype=np.float32)
        tensors = [torch.from_numpy(array) for array in (x, weight, bias)]
        theirs, ours = medians(
            partial(torch.nn.functional.conv1d, *tensors),
            partial(conv1d, x, weight, bias),
        )
        print(
            f"{n:3} {c_in:5} {c_out:5} {length:5} {kernel_size:2} {theirs * 1e3:10.2f} "
            f"{ours * 1e3:11.2f} {ours / theirs:7.2f}"
        )


def import_seconds(module: str) -> float:
    """Median over fresh interpreters, the interpreter's own start taken off."""
    code = f"import time; s = time.perf_counter(); import {module}; print(time.perf_counter() - s)"
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)
        for _ in range(7)
    ]
    return statistics.median(runs)


def compare_imports() -> None:
    seconds = {name: import_seconds(name) for name in ("conv1d_lab", "numpy", "torch")}
    print("\nimport          ms   times conv1d_lab")
    for name, taken in seconds.items():
        print(f"{name:10} {taken * 1e3:7.1f} {taken / seconds['conv1d_lab']:10.0f}")


if __name__ == "__main__":
    compare_arithmetic()
    compare_imports()
