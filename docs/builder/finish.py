"""From the pages that Sphinx made to the site: nothing is loaded that no page needs."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from conv1d_lab.content_policy import content_hash
from docs.builder.css_in_use import joined_sheet, names_in_use
from docs.builder.icons import drawn

UNUSED = ("*.map", "*webpack-macros.html", "fontawesome*", "bootstrap.js*", "*.css")
"""Files: icons are drawn by icons.py, style sheets are joined in one, menus are HTML's own."""
NOT_LOADED = re.compile(
    r'<script defer src="[^"]*/(?:fontawesome|bootstrap)\.js[^"]*"></script>\s*'
    r'|<link rel="preload" as="script"[^>]*/>\s*'
    r'|<link rel="next"[^>]*/>\s*'
)
"""The next page, too: Firefox would fetch it ahead, which the policy of each page forbids."""
SEARCH = re.compile(
    r'<script src="[^"]*\b(?:searchtools|language_data|searchindex)\.js[^"]*"></script>\s*'
    r"|<script>DOCUMENTATION_OPTIONS\.[^<]*</script>\s*"
)
"""The theme reads the whole index before the text of every page; only the search page needs it."""
THEME_SCRIPT = re.compile(
    r'<script (?:defer )?src="[^"]*_static/'
    r'((?!searchtools|language_data|scripts/fontawesome|scripts/bootstrap)[^"?]*)[^"]*"></script>\s*'
)
WHEN_PAINTED = "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {\n"
"""What the theme's scripts do can wait until the first explorer is painted."""
SHEET = re.compile(r'<link (?=[^>]*rel="stylesheet")[^>]*href="[^"]*_static/([^"?]*)[^>]*>\s*')
SYSTEM = '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")'
THEME = 'localStorage.getItem("theme") || '
"""Known at once, or else a script would have all styles worked out again."""
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>(.*?)</script>", re.DOTALL
)
OTHER_NAME = ' aria-label="Toggle hidden content"'
"""What a fold of an output is called for those who hear it, though its own words say more."""
OWN_SCRIPT = re.compile(r'<script defer[^>]* src="([^"]*_static/site\.js[^"]*)"></script>\s*')
STILL = re.compile(r"<noscript data-still>(.*?)</noscript>(\s*</div>)", re.DOTALL)
CODE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
PLAIN = re.compile(r'<span class="(?:[npw]|nn)">([^<]*)</span>')
"""Names, punctuation and spaces have the colour of the code itself: two parts of three."""
EMPTY_HEAD = re.compile(r"<th\b[^>]*>(?:\s|</?p>)*</th>")


def finish(made: Path, site: Path) -> None:
    """Make the site of the folder in which Sphinx made its pages."""
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(made, site, ignore=shutil.ignore_patterns(*UNUSED))
    pages = sorted(site.rglob("*.html"))
    html = {page: page.read_text("utf-8") for page in pages}
    sheets = _loaded(SHEET, html.values())
    css = joined_sheet((made / sheet for sheet in sheets), names_in_use(site))
    scripts = _loaded(THEME_SCRIPT, html.values())
    theme = "\n".join((made / script).read_text("utf-8") for script in scripts)
    sheet_name = _write(site, "site.css", css)
    theme_name = _write(site, "theme.js", f"{WHEN_PAINTED}{theme}\n}})));\n")
    for page, text in html.items():
        finished = _finished(text, page.name, sheet_name, theme_name)
        page.write_text(finished, "utf-8", newline="\n")


def _loaded(link: re.Pattern[str], pages: Iterable[str]) -> list[str]:
    """Return the files that pages load by such a link, in their order."""
    return [f"_static/{name}" for name in dict.fromkeys(chain(*map(link.findall, pages)))]


def _write(site: Path, name: str, text: str) -> str:
    """Write a file that all pages load; return its address, which changes with what is in it."""
    (site / "_static" / name).write_text(text, "utf-8", newline="\n")
    return f"_static/{name}?v={hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _finished(html: str, name: str, sheet: str, theme: str) -> str:
    """Bring a page to its last state."""
    root = re.search(r'data-content_root="([^"]*)"', html)
    assert root is not None, name
    link = f'<link rel="stylesheet" href="{root[1]}{sheet}" />'
    html = SHEET.sub("", html).replace("</title>", f"</title>\n{link}", 1)
    html = NOT_LOADED.sub("", html).replace(f'{THEME}"auto"', THEME + SYSTEM)
    if name != "search.html":  # whose scripts wait for each other
        script = f'<script defer src="{root[1]}{theme}"></script>\n'
        html = THEME_SCRIPT.sub("", SEARCH.sub("", html)).replace("</head>", f"{script}</head>", 1)
    html = html.replace(OTHER_NAME, "")
    html = _with_first_place(html)
    html = CODE.sub(lambda code: PLAIN.sub(r"\1", code[0]), html)
    html = EMPTY_HEAD.sub("<td></td>", drawn(html))  # a corner of a table heads nothing
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_policy(html)}">'
    return re.sub(r"(<meta charset=[^>]*>)", rf"\1\n{policy}", html, count=1)


def _with_first_place(html: str) -> str:
    """Let our script run where the first place ends: it is alive before the rest is read.

    So nobody with JavaScript sees the text that stands in it; that of the others can be found.
    """
    script = OWN_SCRIPT.search(html)
    if script is None or not STILL.search(html):
        return html
    early = f'<link rel="preload" as="script" fetchpriority="high" href="{script[1]}">\n'
    there = rf'<noscript>\1</noscript>\2\n<script src="{script[1]}"></script>'
    html = html.replace(script[0], early)
    return STILL.sub(r"\1\2", STILL.sub(there, html, count=1))


def _policy(html: str) -> str:
    """Allow the site's own files and the inline scripts of this page, nothing from elsewhere."""
    hashes = sorted({content_hash(script) for script in INLINE.findall(html)})
    return (
        f"default-src 'none'; script-src 'self' {' '.join(hashes)}; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'self'"
    )
