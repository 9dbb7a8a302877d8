"""The last touch on the built pages: nothing is loaded that is not needed, and a content policy."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

FONT_AWESOME = re.compile(r'<script defer src="[^"]*fontawesome\.js[^"]*"></script>\n?')
SEARCH = re.compile(
    r'<script src="[^"]*\b(?:searchtools|language_data|searchindex)\.js[^"]*"></script>\s*'
)
"""The theme reads the whole index before the text of every page; only the search page needs it."""
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>(.*?)</script>", re.DOTALL
)
EMPTY_HEAD = re.compile(r"<th\b[^>]*>(?:\s|</?p>)*</th>")
UNUSED = ("*.map", "*webpack-macros.html", "scripts/fontawesome.js", "vendor/fontawesome")
"""In _static: the theme's icons are drawn by our style sheet."""


def finish(site: Path) -> None:
    """Bring every page of the site to its last state."""
    for pattern in UNUSED:
        for path in (site / "_static").rglob(pattern):
            _remove(path)
    for path in site.rglob("*.html"):
        html = FONT_AWESOME.sub("", path.read_text("utf-8"))
        html = html if path.name == "search.html" else SEARCH.sub("", html)
        html = EMPTY_HEAD.sub("<td></td>", html)  # a corner of a table heads nothing
        if "Content-Security-Policy" not in html:
            policy = f'<meta http-equiv="Content-Security-Policy" content="{_policy(html)}">'
            html = re.sub(r"(<meta charset=[^>]*>)", rf"\1\n{policy}", html, count=1)
        path.write_text(html, "utf-8", newline="\n")


def _policy(html: str) -> str:
    """Allow the site's own files and the inline scripts of this page, nothing from elsewhere."""
    hashes = sorted({f"'{_hash(script)}'" for script in INLINE.findall(html)})
    return (
        f"default-src 'none'; script-src 'self' {' '.join(hashes)}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _remove(path: Path) -> None:
    if path.is_dir():
        for inside in path.iterdir():
            _remove(inside)
        path.rmdir()
    else:
        path.unlink()
