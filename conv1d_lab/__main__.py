"""``python -m conv1d_lab <command>``: what is done outside a notebook."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = ("page", "notebooks", "doctor", "classroom", "grade", "insight", "teach")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code, 0 if all went well."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m conv1d_lab", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    # Only the one that is asked for: the self-check must answer where NumPy is missing.
    named = [words[0]] if words and words[0] in COMMANDS else list(COMMANDS)
    try:
        for name in named:
            import_module(f"conv1d_lab.commands.{name}").add_command(commands)
        chosen = parser.parse_args(words)
        code: int = chosen.run(chosen)
    except ModuleNotFoundError as error:
        doctor = f"{sys.executable} -m conv1d_lab doctor"
        print(f"{error.name} is missing here. This says how to get it: {doctor}", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
