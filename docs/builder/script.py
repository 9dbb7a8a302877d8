"""The site's own script: all modules that a page needs joined into one, with their style sheets."""

from __future__ import annotations

import json
import re
from pathlib import Path

from conv1d_lab.explorer.module import joined, style
from conv1d_lab.static_files import stylesheet

HERE = Path(__file__).resolve().parents[1] / "static"
DEFAULT_EXPORT = re.compile(r"^export default .*;$", re.MULTILINE)
"""What only anywidget asks a module for."""


def styles() -> dict[str, str]:
    """Return the style sheets that a place of each kind adopts."""
    return {
        "explorer": style(),
        "prediction": stylesheet("predict"),
        "place": (HERE / "css" / "place.css").read_text("utf-8"),
    }


def site_script() -> str:
    """Return the one script: a classic one, for a page opened from disk loads no module."""
    modules = DEFAULT_EXPORT.sub("", joined(str(HERE / "js" / "site.js")))
    given = f"globalThis.conv1dStyles = {json.dumps(styles())};"
    return f"{given}\n(() => {{\n{modules}\n}})();\n"


def write_script(static: Path) -> None:
    """Write site.js into the built site's folder of static files."""
    (static / "site.js").write_text(site_script(), "utf-8", newline="\n")
