"""Join the modules of static/js into the one that a widget and a saved page need.

anywidget imports its module from a Blob URL, and a page opened from disk loads no module beside
it: relative imports work in neither.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
STYLES = (
    "host",
    "explorer/colours",
    "explorer/controls",
    "explorer/shapes",
    "explorer/stage",
    "explorer/cells",
    "explorer/compact",
    "explorer/equation",
    "explorer/predict",
    "explorer/output",
    "explorer/curves",
    "explorer/text",
    "explorer/screens",
)
"""What decides on light and dark, then the style sheets of the explorer, in their order."""
IMPORT = re.compile(r'^import \{[^}]*\} from "(\..*)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default )", re.MULTILINE)
# What only a reader of the sources needs: types, comments, indentation.
FOR_READERS = re.compile(r"/\*[^*]*(?:\*(?!/)[^*]*)*\*/ ?|^ *//.*\n|^ +", re.MULTILINE)


@cache
def joined(entry: str) -> str:
    """Return static/js/``entry`` with all that it imports, each module after those it needs.

    It exports what ``entry`` exports.
    """
    first = STATIC.resolve() / "js" / entry
    modules: dict[Path, str] = {}

    def add(path: Path) -> None:
        source = path.read_text(encoding="utf-8")
        for imported in IMPORT.findall(source):
            needed = (path.parent / imported).resolve()
            if needed not in modules:
                add(needed)
        source = FOR_READERS.sub("", IMPORT.sub("", source))
        modules[path] = source if path == first else EXPORT.sub("", source)

    add(first)
    return "\n".join(modules.values())


@cache
def style(*more: str) -> str:
    """Return the explorer's style sheets of static/css, then those named, as one."""
    names = (*STYLES, *more)
    sheets = [(STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names]
    return FOR_READERS.sub("", "".join(sheets))
