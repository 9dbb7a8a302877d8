"""``python -m conv1d_lab page``: the worked example, the playground or a layer from a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from conv1d_lab.snapshot import SETTINGS

if TYPE_CHECKING:
    from conv1d_lab.explorer.widget import Explorer

# Whatever computes is imported when it runs: --help and the self-check don't wait for torch.
FORMATS = """\
An .npz file holds weight (C_out, C_in / groups, K); bias, x (N, C_in, L), stride, padding,
dilation, groups and padding_mode if you like. A .pt, .pth, .bin or .ckpt file holds what
torch.save(layer.state_dict(), "layer.pt") writes, also as a part of a checkpoint; a .safetensors
file the same. The options give the rest. Nothing but numbers is ever loaded.
"""


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``page`` to the subparsers of ``python -m conv1d_lab``."""
    parser = commands.add_parser(
        "page",
        help="write an explorer as one HTML file that needs no Jupyter",
        description="Write an explorer as one HTML file: the worked example, if nothing is said.",
        epilog=FORMATS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", metavar="PAGE.html", type=Path, help="the file to write")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--playground", action="store_true", help="sliders for the sizes too")
    what.add_argument("--layer", metavar="FILE", type=Path, help="a layer: .npz, .pt, .safetensors")
    parser.add_argument("--name", help="which layer of the file, as features.0")
    parser.add_argument("--x", metavar="FILE", type=Path, help="its input: .npy or .pt")
    for name in ("stride", "dilation", "groups"):
        parser.add_argument(f"--{name}", metavar="N", type=int)
    parser.add_argument("--padding", metavar="N", help='a number, "same" or "valid"')
    parser.add_argument(
        "--padding-mode", metavar="MODE", help="zeros, reflect, replicate, circular"
    )
    parser.add_argument("--title", help="the heading of the page")
    parser.add_argument("--force", action="store_true", help="write over a file that is there")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write the page; say what was written, or what is wrong."""
    path = arguments.path
    if path.exists() and not arguments.force:
        return _fail(f"{path} is there already: give another name, or add --force.")
    try:
        size = explorer(arguments).save(path, arguments.title).stat().st_size
    except OSError as error:
        return _fail(f"{error.filename or path}: {error.strerror or error}")
    except (TypeError, ValueError) as error:
        return _fail(str(error))
    print(f"{path}: {size / 1000:.0f} kB, opens in any browser.")
    return 0


def explorer(arguments: argparse.Namespace) -> Explorer:
    """Make the explorer that the options ask for."""
    from conv1d_lab import article
    from conv1d_lab.explorer.one_layer import explore

    given = {name: getattr(arguments, name) for name in (*SETTINGS, "x", "name")}
    unused = [f"--{name.replace('_', '-')}" for name, value in given.items() if value is not None]
    if arguments.layer is None:
        if unused:
            raise ValueError(f"{unused[0]} needs --layer; got no layer")
        return explore() if arguments.playground else explore(article.layer(), article.x())
    from conv1d_lab.commands.layer_file import layer_of, read_array, read_input, read_layer

    values = read_layer(arguments.layer, arguments.name)
    if arguments.x is not None:
        values["x"] = read_array(arguments.x, "--x")
    values |= {name: given[name] for name in SETTINGS if given[name] is not None}
    layer = layer_of(values)
    shown = explore(layer, read_input(values, layer))
    unsaid = [f"{name}={getattr(shown, name)}" for name in SETTINGS if name not in values]
    if unsaid:
        print(f"Neither the file nor an option says more, so: {', '.join(unsaid)}.")
    if "x" not in values:
        print("No --x: the input is made of random numbers.")
    return shown


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
