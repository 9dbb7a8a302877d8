"""``python -m conv1d_lab notebooks DIR``: the notebooks, copied to where they can be written in."""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from conv1d_lab.commands import folder_at, in_words

PACKAGE = Path(__file__).parents[1]
PLACES = (PACKAGE / "notebooks", PACKAGE.parent / "notebooks")
"""In a wheel; in the repository."""
FIRST = "00_start_here.ipynb"


@dataclass
class Copied:
    """Names of the files that were copied, and of those that were there and differ or not."""

    copied: list[Path] = field(default_factory=list)
    same: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)


def source(places: tuple[Path, ...] = PLACES) -> Path:
    """Find the folder of the notebooks that came with this package."""
    for place in places:
        if (place / FIRST).is_file():
            return place
    looked = " and ".join(map(str, places))
    raise FileNotFoundError(f"The notebooks are not where they should be: looked in {looked}.")


def own_files(home: Path) -> list[Path]:
    """List the files that belong to the series, by their names from ``home``, in order.

    Those that git tracks. Without git (a wheel, an sdist) all but what is hidden.
    """
    if tracked := tracked_files(home):
        return tracked
    names = sorted(path.relative_to(home) for path in home.rglob("*") if path.is_file())
    return [name for name in names if not any(part.startswith(".") for part in name.parts)]


def tracked_files(folder: Path | str, *names: str) -> list[Path]:
    """List the files that git tracks in ``folder`` or below ``names`` in it; [] without git."""
    command = ["git", "-C", str(folder), "ls-files", "-z", "--", *names]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        return []
    paths = sorted(Path(name) for name in listed.split("\0") if name)
    return [path for path in paths if Path(folder, path).is_file()]


def copy_notebooks(folder: str | Path, places: tuple[Path, ...] = PLACES) -> Copied:
    """Copy the notebooks into ``folder``; a file that is there stays as it is, whatever it holds.

    A folder that is missing is made.
    """
    folder, home, done = folder_at(folder), source(places), Copied()
    for name in own_files(home):
        content, goal = (home / name).read_bytes(), folder / name
        goal.parent.mkdir(parents=True, exist_ok=True)
        try:
            with goal.open("xb") as file:  # x: never over a file, not even one made just now
                file.write(content)
        except FileExistsError:
            same = goal.is_file() and goal.read_bytes() == content
            (done.same if same else done.kept).append(name)
        else:
            done.copied.append(name)
    return done


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``notebooks`` to the subparsers of ``python -m conv1d_lab``."""
    words = "copy the notebooks into a folder; a file that is there is never written over"
    parser = commands.add_parser("notebooks", help=words, description=words)
    parser.add_argument("folder", metavar="DIR", help="made if it is missing")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Copy, and say what was copied and what was kept."""
    folder = Path(arguments.folder)
    try:
        done = copy_notebooks(arguments.folder)
    except (OSError, ValueError) as error:
        print(in_words(error), file=sys.stderr)
        return 1
    print(f"{folder}: {len(done.copied)} copied, {len(done.same)} there already.")
    for name in done.kept:
        print(f"kept as it is, though it differs from ours: {folder / name}")
    if done.kept:
        print("To get ours beside it, copy into another folder.")
    print(f"Next: jupyter lab {_quoted(folder / FIRST)}")
    return 0


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
