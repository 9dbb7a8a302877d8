"""Write the project's address wherever a link needs it: README and the notebooks' cell for Colab.

The one place that holds the address is ``Repository`` in pyproject.toml. Change it there, then run
``make links``.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from urllib.parse import quote, urlencode

from conv1d_lab.commands.notebooks import own_files

ROOT = Path(__file__).resolve().parents[1]
FIRST = "notebooks/00_start_here.ipynb"
MARKS = re.compile(r"(<!-- links -->\n).*?(?=<!-- end of links -->)", re.DOTALL)
COLAB = """\
# For Google Colab only. Anywhere else this cell does nothing.
import sys

if "google.colab" in sys.modules:
    %pip install --quiet {anywidget}
    %pip install --quiet --no-deps git+{repository}
    from google.colab import output

    output.enable_custom_widget_manager()"""


def repository(root: Path = ROOT) -> str:
    """Return the address of the repository, as https://github.com/owner/name."""
    urls = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    address: str = urls["Repository"].rstrip("/").removesuffix(".git")
    if not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", address):
        # Binder and Colab have other links for other hosts, or none.
        raise ValueError(f"Repository must be https://github.com/owner/name; got {address!r}")
    return address


def site(address: str) -> str:
    """Return where GitHub Pages shows the site."""
    _, _, _, owner, name = address.split("/")
    return f"https://{owner.lower()}.github.io/{name}/"


def binder(address: str, notebook: str = FIRST) -> str:
    """Return the link that opens a notebook in JupyterLab on Binder."""
    _, _, _, owner, name = address.split("/")
    return f"https://mybinder.org/v2/gh/{owner}/{name}/HEAD?urlpath=" + quote(
        f"lab/tree/{notebook}"
    )


def pinned(package: str) -> str:
    """Return the line of requirements.txt for a package, as anywidget==0.11.0."""
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    [line] = [line for line in lines if line.startswith(f"{package}==")]
    return line.split()[0]


def colab(address: str, notebook: str = FIRST) -> str:
    """Return the link that opens a notebook on Google Colab."""
    _, _, _, owner, name = address.split("/")
    return f"https://colab.research.google.com/github/{owner}/{name}/blob/main/{notebook}"


def hub(address: str) -> str:
    """Return the link for students of a JupyterHub that has nbgitpuller."""
    name = address.rpartition("/")[2]
    query = {"repo": address, "branch": "main", "urlpath": f"lab/tree/{name}/{FIRST}"}
    return "https://YOUR-HUB/hub/user-redirect/git-pull?" + urlencode(query)


def paragraph(address: str) -> str:
    """Return the part of README that holds the links: only what works, so none without an owner."""
    if "/OWNER/" in address:
        return """\
A browser is enough for the explorer: anybody who has installed conv1d_lab can send it to you as
[one HTML file](#as-one-file).

"""
    return f"""\
- **[Read it on the web]({site(address)})**: a page for each notebook, whose explorers slide and
  whose exercises answer.
- [Open it on Binder]({binder(address)}): the notebooks themselves, but wait a minute or two.
- [Open it on Google Colab]({colab(address)}): its first code cell installs what is missing there.
- On a JupyterHub with nbgitpuller, give your students this link, with your hub's address in it:

      {hub(address)}

"""


def with_colab(notebook: str, address: str) -> str:
    """Return a notebook's text with the cell for Colab, folded away, below its title."""
    content = json.loads(notebook)
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "colab",
        "metadata": {"cellView": "form", "jupyter": {"source_hidden": True}},
        "outputs": [],
        "source": COLAB.format(repository=address, anywidget=pinned("anywidget")).splitlines(
            keepends=True
        ),
    }
    title, *others = (c for c in content["cells"] if c["id"] != "colab")
    content["cells"] = [title, cell, *others]
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def write(root: Path = ROOT) -> list[Path]:
    """Bring every link up to date; return the files that changed."""
    address, changed = repository(root), []
    readme = root / "README.md"
    texts = {readme: MARKS.sub(lambda m: m[1] + paragraph(address), readme.read_text("utf-8"))}
    for name in own_files(root / "notebooks"):
        path = root / "notebooks" / name
        texts[path] = with_colab(path.read_text("utf-8"), address)
    for path, text in texts.items():
        if path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            changed.append(path)
    return changed


if __name__ == "__main__":
    for written in write():
        print(f"links brought up to date in {written.relative_to(ROOT)}", file=sys.stderr)
