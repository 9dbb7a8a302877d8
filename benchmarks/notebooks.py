"""What each notebook costs: processor time, and the memory of its kernel, against Binder's 2 GB.

Also the memory of JupyterLab's server, and the disk that the environment takes. Fails if a kernel
takes more memory than README promises.

Run: python benchmarks/notebooks.py
"""

from __future__ import annotations

import re
import sys
import sysconfig
import tempfile
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.servers import run_server
from tools.notebook_files import NAMES, NOTEBOOKS, read
from tools.notebook_runs import run

MEBIBYTE = 2**20


def server_memory(folder: Path) -> float:
    """Resident memory of JupyterLab's server once it answers, in MiB."""
    with run_server(folder):
        servers = psutil.Process().children(recursive=True)
        return float(sum(process.memory_info().rss for process in servers)) / MEBIBYTE


def environment_size() -> float:
    """Disk that the installed packages take, in MiB."""
    packages = Path(sysconfig.get_path("purelib"))
    files = (path.lstat() for path in packages.rglob("*") if path.is_file())
    return sum(file.st_size for file in files) / MEBIBYTE


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(f"{'notebook':30}{'processor s':>12}{'peak MiB':>10}")
        peaks = []
        for name in NAMES:
            home = Path(folder) / name
            home.mkdir()
            done = run(read(name), home)
            peaks.append(done.peak_mib)
            print(f"{name:30}{done.cpu_seconds:12.1f}{done.peak_mib:10.0f}", flush=True)
        server = server_memory(Path(folder) / "server")
    share = (max(peaks) + server) / 2048
    print(f"\nJupyterLab's server: {server:.0f} MiB; with the largest kernel {share:.0%} of 2 GiB")
    print(f"the packages installed here: {environment_size():.0f} MiB on disk")
    readme = (NOTEBOOKS.parent / "README.md").read_text("utf-8")
    promised = re.search(r"no notebook's kernel takes more than (\d+) MB", readme)
    assert promised
    assert max(peaks) * MEBIBYTE <= float(promised[1]) * 1e6, "more than README promises"


if __name__ == "__main__":
    main()
