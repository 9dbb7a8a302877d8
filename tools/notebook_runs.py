"""A notebook run in a real kernel, once: the result is kept for the tests and the site alike."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import site
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import nbformat
from filelock import FileLock
from jupyter_client.manager import AsyncKernelManager

from conv1d_lab.classroom.warm_kernels import WarmKernelManager
from tools import widget_states
from tools.notebook_files import NOTEBOOKS, ROOT, code_cell, exercises_of, read
from tools.widget_states import WidgetKeepingClient

PACKAGE = ROOT / "conv1d_lab"
KEPT = ROOT / "build" / "notebooks"
IN_NO_OUTPUT = re.compile(
    r"\.pyc$|/static/(js/(?!film)|css/(explorer|predict)|classroom|html/(how|page))"
)
"""Files that leave no trace in an output: of a widget only the state is kept, not the source."""
CELL_TIMEOUT = 600
"""Seconds: it ends a cell that hangs, and is no measure of one that works."""

PROBE = Path(__file__).with_name("notebook_probe.py")
"""Appended for the run: it tells who ran the cells, what they cost and the names that they left."""


@dataclass(frozen=True)
class Run:
    """What came out of a notebook: its cells with outputs, and what it cost.

    ``left`` has the names that its cells left, where JSON can hold the value; ``solved`` the
    outputs of the cells that ran after it in the same kernel.
    """

    notebook: Any
    python: str
    cpu_seconds: float
    peak_mib: float
    left: dict[str, Any]
    solved: list[Any]


def run(
    notebook: Any,
    home: Path,
    solutions: tuple[str, ...] = (),
    *,
    kernels: type[AsyncKernelManager] = AsyncKernelManager,
) -> Run:
    """Run all cells of `notebook`, then `solutions`, in one new kernel; `home` is for its files."""
    count = len(notebook.cells)
    notebook.cells += [code_cell(source) for source in (PROBE.read_text("utf-8"), *solutions)]
    client = WidgetKeepingClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        coalesce_streams=True,  # how often a busy kernel sends what it prints is chance
        kernel_manager_class=kernels,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
        extra_arguments=["--log-level=ERROR"],
    )
    client.execute(env=_environment(home))
    probe, *solved = notebook.cells[count:]
    del notebook.cells[count:]
    cost = json.loads(probe.outputs[0].text)
    outputs = [cell.outputs for cell in solved]
    peak = cost["peak"] / 2**20
    return Run(notebook, cost["python"], cost["cpu"], peak, cost["left"], outputs)


@functools.cache
def executed(name: str) -> Run:
    """A notebook as it is handed out, run; then its exercises, solved, in the same kernel.

    What was kept is used only where every input is the same: notebook, package, installed versions.
    """
    path = KEPT / f"{name}-{inputs(name)}.ipynb"
    KEPT.mkdir(parents=True, exist_ok=True)
    with FileLock(KEPT / f"{name}.lock"):  # another process may be at it
        if not path.is_file():
            solutions = tuple(e.notebook_cell(solved=True) for e in exercises_of(name))
            with tempfile.TemporaryDirectory() as home:
                done = run(read(name), Path(home), solutions, kernels=WarmKernelManager)
            _keep(done, path)
    notebook: Any = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return Run(notebook, **notebook.metadata.pop("run"))


def _keep(done: Run, path: Path) -> None:
    """Write the result in one go, in place of those of other inputs."""
    done.notebook.metadata["run"] = {
        field: value for field, value in vars(done).items() if field != "notebook"
    }
    for old in KEPT.glob(f"{path.name[:3]}*.ipynb"):
        old.unlink(missing_ok=True)
    written = path.with_suffix(f".{os.getpid()}")
    nbformat.write(done.notebook, written)  # type: ignore[no-untyped-call]
    written.replace(path)


def inputs(name: str) -> str:
    """A name for all that the result depends on."""
    files = (path for path in sorted(PACKAGE.rglob("*")) if path.is_file())
    sources = [path for path in files if not IN_NO_OUTPUT.search(path.as_posix())]
    digest = hashlib.sha256(f"{sys.executable} {sys.version}".encode())
    own = (Path(__file__), Path(widget_states.__file__), PROBE)
    for path in (NOTEBOOKS / f"{name}.ipynb", *own, *sources):
        digest.update(f"{path.name} ".encode() + path.read_bytes())
    # Not all of sys.path: setuptools, once imported, puts packages of its own there.
    found = distributions(path=site.getsitepackages())
    installed = {f"{one.name}=={one.version}" for one in found}
    digest.update(" ".join(sorted(installed)).encode())
    return digest.hexdigest()[:16]


def _environment(home: Path) -> dict[str, str]:
    """Nothing of the user's own settings; our package from this folder; sums in one order.

    Matplotlib lists the fonts once for all, not once a home.
    """
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(KEPT / "matplotlib"),
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": path,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }
