"""The modules of static/js and the one that they are joined into."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from deno import find_deno_bin

from conv1d_lab.explorer.module import IMPORT, STATIC, joined, style
from docs.builder.script import HERE as SITE_FILES
from docs.builder.script import site_script
from tests.js.conftest import OFFLINE, Modules

JS = STATIC / "js"
# Each may import those of the lines before its own.
ORDER = (
    ("numbers.js", "dom.js", "shadow.js", "host.js"),
    ("geometry.js", "waiting.js"),
    ("texts.js", "limits.js", "pool.js", "predict_judge.js"),
    ("lists.js",),
    ("guesses.js", "chain/windows.js", "chain/activations.js"),
    ("chain/forward.js", "chain/field.js", "chain/breaks.js"),
    ("chain/equivalent.js", "chain/stack.js"),
    ("chain/sentences.js", "chain/store.js"),
    ("store.js",),
    ("view/cells.js", "view/curve.js", "view/handle.js"),
    ("view/layout.js", "view/row.js", "view/about.js"),
    ("view/*.js",),
    ("view.js",),
    ("chain_view/alignment.js", "chain_view/theme.js", "chain_view/worked.js"),
    ("chain_view/bands.js", "chain_view/moves.js"),
    ("chain_view/links.js", "chain_view/paint_step.js", "chain_view/paint_values.js"),
    ("chain_view/rows_stage.js", "chain_view/band_label.js", "chain_view/chain_controls.js"),
    ("chain_view/stack_part.js", "chain_view/worked_part.js", "chain_view/equivalent_part.js"),
    ("chain_view/chain_text.js",),
    ("chain_view/chain_view.js",),
    ("sync.js", "address.js"),
    ("chain_jupyter.js", "chain_page.js", "chain_fragment.js"),
    ("jupyter.js", "page_link.js", "fragment.js", "predict.js", "film.js"),
    ("slides.js",),
    ("predict_fragment.js",),
)
NEVER_JOINED = ("types.js", "chain/types.js", "view/context.js")
MOST_LINES = 250


def ranks() -> dict[str, int]:
    """The line of ORDER that each module stands in, by its name."""
    names = [path.relative_to(JS).as_posix() for path in sorted(JS.rglob("*.js"))]
    plain = {name: rank for rank, line in enumerate(ORDER) for name in line}
    parts = plain["view/*.js"]
    return {
        name: plain.get(name, parts if name.startswith("view/") else -1)
        for name in names
        if name not in NEVER_JOINED
    }


def test_imports_run_one_way() -> None:
    rank = ranks()
    assert -1 not in rank.values(), rank
    for name, own in rank.items():
        source = (JS / name).read_text()
        for imported in re.findall(r'^(?:import|\} from) .*"(\..*)";$', source, re.MULTILINE):
            target = (JS / name).parent.joinpath(imported).resolve().relative_to(JS.resolve())
            assert rank[target.as_posix()] < own, f"{name} imports {imported}"


def test_no_module_is_long() -> None:
    lengths = {name: len((JS / name).read_text().splitlines()) for name in ranks()}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_text_runs_over_lines() -> None:
    """The join takes the indentation away, which would change such a text."""
    for name in ranks():
        for line in (JS / name).read_text().splitlines():
            marks = re.sub(r'"`"|/.*`.*/', "", line)  # a text and a pattern that speak of them
            assert marks.count("`") % 2 == 0, f"{name}: {line}"


ENTRIES = ("jupyter.js", "page_link.js", "fragment.js", "predict.js")
OF_CHAINS = ("chain_jupyter.js", "chain_page.js", "chain_fragment.js")


@pytest.mark.parametrize("entry", [*ENTRIES, *OF_CHAINS])
def test_the_joined_module_asks_for_nothing(entry: str) -> None:
    source = joined(entry)
    assert not re.search(
        r"^\s*import\b|import\(|fetch\(|https?://(?!www\.w3\.org/2000/svg)", source, re.MULTILINE
    )
    assert "url(" not in style("page")


@pytest.mark.parametrize("entry", ["jupyter.js", "chain_jupyter.js"])
def test_the_joined_module_has_the_default_export_alone(tmp_path: Path, entry: str) -> None:
    """It loads, so no two modules give one name; a `render` beside it would end `initialize`."""
    (tmp_path / "joined.js").write_text(joined(entry))
    (tmp_path / "ask.js").write_text(
        'const module = await import("./joined.js");\n'
        "console.log(JSON.stringify([Object.keys(module), Object.keys(module.default())]));\n"
    )
    done = subprocess.run(
        [find_deno_bin(), "run", "--no-prompt", "--allow-read", *OFFLINE, tmp_path / "ask.js"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DENO_NO_UPDATE_CHECK": "1", "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [["default"], ["initialize", "render"]]


def site_modules(path: Path, found: set[Path]) -> set[Path]:
    """A module and all that it imports."""
    if path not in found:
        found.add(path)
        for name in IMPORT.findall(path.read_text()):
            site_modules((path.parent / name).resolve(), found)
    return found


def test_no_two_modules_of_a_script_give_one_name(modules: Modules) -> None:
    """All of them stand in one script: two constants could not be read, the second of two functions
    would be called for both."""
    for script in (site_script(), joined("chain_page.js"), joined("chain_fragment.js")):
        assert modules.ask("fault", script) == ""
    functions = [
        name
        for module in site_modules(SITE_FILES / "js" / "site.js", set())
        for name in re.findall(r"^(?:export )?function (\w+)", module.read_text(), re.MULTILINE)
    ]
    assert len(functions) > 100
    assert [name for name, many in Counter(functions).items() if many > 1] == []
    assert "already been declared" in modules.ask("fault", "const one = 1; const one = 2;")
