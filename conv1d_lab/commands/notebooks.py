"""``python -m conv1d_lab notebooks DIR``: the notebooks, copied to where they can be written in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

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


def copy_notebooks(folder: Path, places: tuple[Path, ...] = PLACES) -> Copied:
    """Copy the notebooks into ``folder``; a file that is there stays as it is, whatever it holds.

    A folder that is missing is made.
    """
    if folder.exists() and not folder.is_dir():
        raise FileExistsError(f"{folder} is a file; give the name of a folder")
    home, done = source(places), Copied()
    for name in _files(home):
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
    parser.add_argument("folder", metavar="DIR", type=Path, help="made if it is missing")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Copy, and say what was copied and what was kept."""
    folder = arguments.folder
    try:
        done = copy_notebooks(folder)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{folder}: {len(done.copied)} copied, {len(done.same)} there already.")
    for name in done.kept:
        print(f"kept as it is, though it differs from ours: {folder / name}")
    if done.kept:
        print("To get ours beside it, copy into another folder.")
    print(f"Next: jupyter lab {_quoted(folder / FIRST)}")
    return 0


def _files(home: Path) -> Iterator[Path]:
    """Every file under ``home`` by its name from there, but for what Jupyter and Python leave."""
    for path in sorted(home.rglob("*")):
        name = path.relative_to(home)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden:
            yield name


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
