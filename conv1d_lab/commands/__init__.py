"""``python -m conv1d_lab <command>``: one module a command."""

from __future__ import annotations

from pathlib import Path


def folder_at(path: str | Path) -> Path:
    """Return ``path`` as the folder to write into, which may be made yet.

    Raises FileExistsError where a file stands, or a link to nothing; ValueError for no name.
    """
    if not str(path):
        raise ValueError("give the name of a folder, or . for this one; got ''")
    folder = Path(path)
    if folder.is_symlink() and not folder.exists():
        raise FileExistsError(f"{folder} is a link to nothing; give the name of a folder")
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file; give the name of a folder")
    return folder


def in_words(error: Exception) -> str:
    """Say what went wrong; an error of the system by the file and the reason, not by its number."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return str(error)
