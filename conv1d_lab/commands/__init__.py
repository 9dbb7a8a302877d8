"""``python -m conv1d_lab <command>``: one module a command."""

from __future__ import annotations

from pathlib import Path


def folder_at(path: str | Path) -> Path:
    """Return ``path`` as the folder to write into; raise FileExistsError where a file stands."""
    folder = Path(path)
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file; give the name of a folder")
    return folder
