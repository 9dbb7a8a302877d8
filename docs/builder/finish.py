"""From the pages that Sphinx made to the site: nothing is loaded that no page needs."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from pathlib import Path

from docs.builder.css_in_use import joined_sheet, names_in_use

UNUSED = ("*.map", "*webpack-macros.html", "fontawesome*", "bootstrap.js*", "*.css")
"""Files: icons are drawn by our style sheet, which is in the joined one; menus are HTML's own."""
NOT_LOADED = re.compile(
    r'<script defer src="[^"]*/(?:fontawesome|bootstrap)\.js[^"]*"></script>\s*'
    r'|<link rel="preload" as="script"[^>]*/>\s*'
)
SEARCH = re.compile(
    r'<script src="[^"]*\b(?:searchtools|language_data|searchindex)\.js[^"]*"></script>\s*'
    r"|<script>DOCUMENTATION_OPTIONS\.[^<]*</script>\s*"
)
"""The theme reads the whole index before the text of every page; only the search page needs it."""
SHEET = re.compile(r'<link (?=[^>]*rel="stylesheet")[^>]*href="([^"?]*)[^>]*>\s*')
SYSTEM = '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
THEME = 'localStorage.getItem("theme") || '
"""Known at once, or else a script would have all styles worked out again."""
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>(.*?)</script>", re.DOTALL
)
EMPTY_HEAD = re.compile(r"<th\b[^>]*>(?:\s|</?p>)*</th>")


def finish(made: Path, site: Path) -> None:
    """Make the site of the folder in which Sphinx made its pages."""
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(made, site, ignore=shutil.ignore_patterns(*UNUSED))
    pages = sorted(site.rglob("*.html"))
    html = {page: page.read_text("utf-8") for page in pages}
    links = [link for text in html.values() for link in SHEET.findall(text)]
    sheets = dict.fromkeys(link.rpartition("_static/")[2] for link in links)
    css = joined_sheet((made / "_static" / sheet for sheet in sheets), names_in_use(site))
    (site / "_static/site.css").write_text(css, "utf-8", newline="\n")
    version = hashlib.sha256(css.encode()).hexdigest()[:8]
    for page, text in html.items():
        page.write_text(_finished(text, page.name, version), "utf-8", newline="\n")


def _finished(html: str, name: str, version: str) -> str:
    """Bring a page to its last state."""
    root = re.search(r'data-content_root="([^"]*)"', html)
    assert root is not None, name
    link = f'<link rel="stylesheet" href="{root[1]}_static/site.css?v={version}" />'
    html = SHEET.sub("", html).replace("</title>", f"</title>\n{link}", 1)
    html = NOT_LOADED.sub("", html).replace(f'{THEME}"auto"', THEME + SYSTEM)
    if name != "search.html":  # whose scripts wait for each other
        html = SEARCH.sub("", html).replace("<script src=", "<script defer src=")
    html = EMPTY_HEAD.sub("<td></td>", html)  # a corner of a table heads nothing
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_policy(html)}">'
    return re.sub(r"(<meta charset=[^>]*>)", rf"\1\n{policy}", html, count=1)


def _policy(html: str) -> str:
    """Allow the site's own files and the inline scripts of this page, nothing from elsewhere."""
    hashes = sorted({f"'{_hash(script)}'" for script in INLINE.findall(html)})
    return (
        f"default-src 'none'; script-src 'self' {' '.join(hashes)}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
