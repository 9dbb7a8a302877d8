"""``python -m conv1d_lab teach``: what a teacher takes into the room, in one folder."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from conv1d_lab.checks import integer
from conv1d_lab.commands import folder_at, in_words


def write_pack(
    folder: str | Path,
    *,
    seed: int | None = None,
    course: str | Path | None = None,
    force: bool = False,
) -> tuple[Path, ...]:
    """Write a teacher's pack into ``folder`` and return the files written.

    Parameters
    ----------
    folder : str or Path
        Made if it is missing.
    seed : int, default None
        Draws fresh numbers; None takes those of the notebooks.
    course : str or Path, default None
        A course with exercises of your own beside it: they are in the pack, too.
    force : bool, default False
        Write the files of the pack again where something stands already; no other file is touched.

    Returns
    -------
    tuple of Path
        What was written.

    Raises
    ------
    FileExistsError
        For a folder that is not empty, or a file of that name.
    FileNotFoundError
        For a course without a folder of exercises.
    TypeError, ValueError
        For a seed that is no integer >= 0, or exercises that cannot be read.
    """
    from conv1d_lab.exercises import own_sets
    from conv1d_lab.teaching.pack import pack

    target = folder_at(folder)
    number = None if seed is None else integer("seed", seed, 0)
    if target.exists() and any(target.iterdir()) and not force:
        raise FileExistsError(
            f"{target} is not empty; --force writes the files of the pack again and leaves all "
            "others alone"
        )
    if course is not None:
        own_sets.load(Path(course) / own_sets.FOLDER)
    files = list(pack(number))  # all of them are made before the first is written
    target.mkdir(parents=True, exist_ok=True)
    for name, text in files:
        (target / name).write_text(text, encoding="utf-8", newline="\n")
    return tuple(target / name for name, _ in files)


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``teach`` to the subcommands of ``python -m conv1d_lab``."""
    parser = commands.add_parser(
        "teach",
        help="write a teacher's pack: lesson, slides, sheets, answers, question bank",
        description="Write a teacher's pack: a script for 90 minutes, slides to vote on, sheets, "
        "the inventory, answers, the misconceptions, a question bank for Moodle, cards.",
    )
    parser.add_argument("folder", help="where to write it, such as my_pack")
    parser.add_argument("--seed", type=int, help="draws fresh numbers")
    parser.add_argument("--course", help="a course with exercises of your own, to be in it too")
    parser.add_argument(
        "--force", action="store_true", help="write the files of a pack that is there again"
    )
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        written = write_pack(
            arguments.folder, seed=arguments.seed, course=arguments.course, force=arguments.force
        )
    except (OSError, ValueError) as error:
        print(in_words(error), file=sys.stderr)
        return 1
    print(f"Wrote {len(written)} files. Read {Path(arguments.folder) / 'README.md'} next.")
    return 0
