"""The site's own script: all modules that a page needs joined into one, with their style sheets."""

from __future__ import annotations

import json
import re
from pathlib import Path

from conv1d_lab.explorer.module import joined, style
from conv1d_lab.static_files import stylesheet, themed
from docs.builder.answers import all_sentences

HERE = Path(__file__).resolve().parents[1] / "static"
DEFAULT_EXPORT = re.compile(r"^export default .*;$", re.MULTILINE)
"""What only anywidget asks a module for."""

COMPILED_BEFORE = "//# allFunctionsCalledOnLoad"
"""Chromium compiles all of it in a thread of its own, and not each function when it is called."""


def styles() -> dict[str, str]:
    """Return the style sheets of places, by the names that site.js has for them."""
    return {
        "explorer": style(),
        "chain": "".join(stylesheet(f"explorer/{name}") for name in ("chain", "stack")),
        "prediction": themed("predict"),
        "answers": (HERE / "css" / "answers.css").read_text("utf-8"),
        "place": (HERE / "css" / "place.css").read_text("utf-8"),
    }


def site_script() -> str:
    """Return the one script: a classic one, for a page opened from disk loads no module."""
    modules = DEFAULT_EXPORT.sub("", joined(str(HERE / "js" / "site.js")))
    given = (
        f"globalThis.conv1dStyles = {json.dumps(styles())};\n"
        f"globalThis.conv1dSentences = {json.dumps(all_sentences(), ensure_ascii=False)};"
    )
    return f"{COMPILED_BEFORE}\n{given}\n(() => {{\n{modules}\n}})();\n"


def outputs_sheet() -> str:
    """Return the style sheets of what notebooks show, which each output would bring along."""
    return "".join(stylesheet(name) for name in ("host", "cards", "expand", "explanation", "film"))


def write_assets(folder: Path) -> None:
    """Write what is made of the package's own files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.js").write_text(site_script(), "utf-8", newline="\n")
    (folder / "outputs.css").write_text(outputs_sheet(), "utf-8", newline="\n")
