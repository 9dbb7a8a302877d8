"""A notebook run in a real kernel, once, however many tests and processes ask for it."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbclient import NotebookClient

from .reading import NOTEBOOKS, code_cell, parse, read

CELL_TIMEOUT = 120
NOTEBOOK_TIMEOUT = 600

# Appended for the run: who ran the cells, and what they cost. Processor time, because a busy
# machine is not the notebook's fault. Linux counts memory in KiB, macOS in bytes.
PROBE = """
import json, sys, time
try:
    import resource
except ImportError:  # Windows
    import psutil
    _peak = psutil.Process().memory_info().peak_wset
else:
    _unit = 1 if sys.platform == "darwin" else 1024
    _peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _unit
print(json.dumps({"python": sys.executable, "cpu": time.process_time(), "peak": _peak}))
"""


@dataclass(frozen=True)
class Run:
    """What came out of a notebook: its cells with outputs, and what it cost."""

    notebook: Any
    python: str
    cpu_seconds: float
    peak_mib: float


def run_once(name: str, shared: Path) -> Run:
    """Return the run of notebook `name`; the first to ask runs it, the others wait for the file."""
    record = shared / f"{name}.json"
    try:
        (shared / f"{name}.taken").touch(exist_ok=False)
    except FileExistsError:
        _wait_for(record)
    else:
        written = record.with_suffix(".part")
        try:
            written.write_text(json.dumps(vars(run(read(name), shared / f"{name}.home"))))
        except Exception as error:
            written.write_text(json.dumps({"error": f"{type(error).__name__}: {error}"}))
        written.rename(record)
    saved = json.loads(record.read_text())
    if "error" in saved:
        raise AssertionError(f"{name} does not run to its end:\n{saved['error']}")
    return Run(parse(json.dumps(saved.pop("notebook"))), **saved)


def _wait_for(record: Path) -> None:
    end = time.monotonic() + NOTEBOOK_TIMEOUT
    while not record.exists():
        if time.monotonic() > end:
            raise TimeoutError(f"{record.stem}: nobody finished it in {NOTEBOOK_TIMEOUT} s")
        time.sleep(0.1)


def run(notebook: Any, home: Path) -> Run:
    """Run all cells of `notebook` in a new kernel that keeps its own files in `home`."""
    notebook.cells.append(code_cell(PROBE))
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    client.execute(env=_environment(home))
    probe = json.loads(notebook.cells.pop().outputs[0].text)
    return Run(notebook, probe["python"], probe["cpu"], probe["peak"] / 2**20)


def _environment(home: Path) -> dict[str, str]:
    """Nothing of the user's own settings; our package from this folder."""
    path = os.pathsep.join(filter(None, [str(NOTEBOOKS.parent), os.environ.get("PYTHONPATH")]))
    return {
        **os.environ,
        "IPYTHONDIR": str(home / "ipython"),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "PYTHONPATH": path,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }
