"""From the notebooks and the pages of docs/ to build/site."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from sphinx.cmd.build import main as sphinx

from docs.builder.finish import finish
from docs.builder.generated import PAGES
from docs.builder.notebook_page import page_of
from docs.builder.script import write_assets
from tools.notebook_files import NAMES, NOTEBOOKS, ROOT
from tools.notebook_runs import executed

DOCS = ROOT / "docs"
SOURCE = ROOT / "build" / "site-source"
MADE = ROOT / "build" / "site-pages"
OUTPUT = ROOT / "build" / "site"
ASSETS = ROOT / "build" / "site-assets"
CACHE = ROOT / "build" / "site-cache"


class BuildError(Exception):
    """The site can't be built; what was wrong has been printed."""


def build() -> Path:
    """Build the site; return its folder. Raises BuildError after any warning."""
    written = {SOURCE / f"notebooks/{name}.ipynb" for name in NAMES}
    with ProcessPoolExecutor(min(len(NAMES), os.cpu_count() or 1)) as pool:
        for name, text in zip(NAMES, pool.map(notebook_source, NAMES), strict=True):
            write(SOURCE / f"notebooks/{name}.ipynb", text)
    texts = {path.name: path.read_text("utf-8") for path in DOCS.glob("*.md")}
    texts |= {f"{name}.md": text() for name, text in PAGES.items()}
    for name, text in texts.items():
        write(SOURCE / name, text)
        written.add(SOURCE / name)
    for old in SOURCE.rglob("*.*"):
        if old.is_file() and old not in written:
            old.unlink()
    write_assets(ASSETS)
    arguments = ["-q", "-W", "--keep-going", "-b", "html", "-c", str(DOCS), "-d", str(CACHE)]
    if sphinx([*arguments, str(SOURCE), str(MADE)]):
        raise BuildError("Sphinx found something wrong: see above")
    finish(MADE, OUTPUT)
    for name in NAMES:  # what the download button gives: the notebook itself, not the page's source
        shutil.copy(NOTEBOOKS / f"{name}.ipynb", OUTPUT / "_sources/notebooks")
    return OUTPUT


def notebook_source(name: str) -> str:
    """Return the source of a notebook's page; run the notebook if no run is kept."""
    page: Any = page_of(name, executed(name).notebook)
    return str(nbformat.writes(page))  # type: ignore[no-untyped-call]


def write(path: Path, text: str) -> None:
    """Write a file, but only where it changes: Sphinx reads again what is new."""
    if path.is_file() and path.read_text("utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")
