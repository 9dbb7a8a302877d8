"""``python -m docs.builder``: build the site into build/site."""

from __future__ import annotations

import argparse
import time

from docs.builder.build import OUTPUT, build
from docs.builder.serve import serve


def main() -> None:
    """Build; with --open, serve what was built on this machine and open it."""
    parser = argparse.ArgumentParser(prog="python -m docs.builder", description=__doc__)
    parser.add_argument("--open", action="store_true", help="then serve it here, and open it")
    parser.add_argument("--no-browser", action="store_true", help="with --open: serve it only")
    arguments = parser.parse_args()
    start = time.perf_counter()
    build()
    print(f"{OUTPUT}: built in {time.perf_counter() - start:.0f} s.")
    if arguments.open:
        serve(OUTPUT, browser=not arguments.no_browser)


if __name__ == "__main__":
    main()
