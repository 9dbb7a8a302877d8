"""A notebook run in a real kernel."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbclient import NotebookClient

from .reading import NOTEBOOKS, code_cell

CELL_TIMEOUT = 120

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
