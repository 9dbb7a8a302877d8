"""The wheel holds the package with its static files, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_holds_every_file_of_the_package_and_no_other(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "-w",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("conv1d_lab-*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    listed = subprocess.run(
        [
            "git",
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "conv1d_lab",
            "notebooks",
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    inside = {
        f"conv1d_lab/{name}" if name.startswith("notebooks/") else name
        for name in listed.stdout.split()
    }
    assert packed == inside
