"""README as PyPI shows it: the same text, its relative links led into the repository."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

# PyPI has no files beside the text: a picture needs its raw address, a page its usual one.
PICTURE = re.compile(r'(!\[.*?\]\(|<img src=")(?!https://)([^)"\s]+)')
LINK = re.compile(r"((?<!!)\[[^\]]*\]\()(?!https://|#)([^)\s]+)")


class PyPIReadme(MetadataHookInterface):
    """Called by hatchling when the package is built."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put the text into ``metadata``; the address is that of pyproject.toml."""
        address = metadata["urls"]["Repository"].rstrip("/").removesuffix(".git")
        text = (Path(self.root) / "README.md").read_text("utf-8")
        text = PICTURE.sub(rf"\1{address}/raw/HEAD/\2", text)
        text = text.replace("](#", f"]({address}#")  # PyPI gives its headings no anchors
        text = LINK.sub(rf"\1{address}/blob/HEAD/\2", text)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
