"""The site's pages beside the notebooks: what they say is so, and nothing is left out."""

from __future__ import annotations

import inspect
import re
import shlex
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

import conv1d_lab
from conv1d_lab import article
from conv1d_lab.__main__ import main
from conv1d_lab.exercises.catalogue import all_predictions
from conv1d_lab.exercises.inventory import items
from conv1d_lab.exercises.misconceptions import all_misconceptions
from docs.builder.inventory import inventory_page
from docs.builder.misconceptions import anchor, misconceptions_page, plain
from docs.builder.places_asked import address_of
from docs.builder.teachers import teachers_page

from .exercises.cells import EXERCISES, QUESTIONS

DOCS = Path(__file__).resolve().parents[1] / "docs"
INCLUDE = re.compile(
    r"^```\{(?:literal)?include\} (\S+)\n(?::start-after: (.+)\n)?(?::end-before: (.+)\n)?", re.M
)


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text("utf-8")


def included(name: str) -> list[str]:
    """What a page takes from other files; Sphinx reads it in build/site-source."""
    texts = []
    for path, start, end in INCLUDE.findall(page(name)):
        text = (DOCS.parent / "build" / "site-source" / path).resolve().read_text("utf-8")
        for mark in (start.strip('"'), end.strip('"')):
            assert not mark or text.count(mark) == 1, f"{path} must hold {mark!r} once"
        text = text.partition(start.strip('"'))[2] if start else text
        texts.append(text.partition(end.strip('"'))[0] if end else text)
    return texts


def documented(name: str) -> set[str]:
    options = rf"^\.\. autoclass:: conv1d_lab\.{name}\(\)\n((?:   :.*\n)*)"
    [found] = re.findall(options, page("reference"), re.M)
    [members] = re.findall(":members: (.*)", found)
    return set(members.split(", "))


def public(names: object) -> set[str]:
    """What a module has, or a class of ours with those that it inherits from."""
    holders = [one for one in getattr(names, "__mro__", [names]) if ours(one)]
    return {name for one in holders for name in vars(one) if not name.startswith("_")}


def ours(holder: object) -> bool:
    return getattr(holder, "__module__", "conv1d_lab").startswith("conv1d_lab")


def test_the_reference_has_every_public_name() -> None:
    found = re.findall(r"^\.\. auto\w+:: conv1d_lab\.([\w.]+)", page("reference"), re.M)
    functions = {name for name in public(article) if inspect.isfunction(vars(article)[name])}
    own = {f"article.{name}" for name in {"SEED", "SKIP", "PRINTED", *functions} - {"make_layer"}}
    of_chains = {"explore.stack", "explorer.chain.ChainExplorer", "explorer.stack.StackExplorer"}
    named = [*(set(conv1d_lab.__all__) - {"article"}), *own, *of_chains]
    assert Counter(found) == Counter(named)
    assert set(re.findall(r"\(#conv1d_lab\.(\w+)\)", page("reference"))) == {
        name for name in conv1d_lab.__all__ if name[0].islower()
    } - {"article"}


def test_the_reference_has_all_of_an_explorer_and_an_explanation() -> None:
    of_widgets = {"hold_trait_notifications", "set_state"}
    assert documented("Explorer") == public(conv1d_lab.Explorer) - of_widgets
    fields = set(conv1d_lab.Explanation.__dataclass_fields__)
    assert documented("Explanation") == public(conv1d_lab.Explanation) | fields


def test_every_belief_is_in_the_catalogue_once() -> None:
    text = misconceptions_page()
    assert text.startswith("# Misconceptions\n")
    found = all_misconceptions()
    headings = Counter(re.findall(r"^### (.*)$", text, re.M))
    assert headings == Counter(plain(each.belief.removesuffix(".")) for each in found)
    labels = Counter(re.findall(r"^\((.*)\)=$", text, re.M))
    asked = [(each.notebook, each.id) for each in EXERCISES]
    asked += [(each.notebook, each.id) for each in all_predictions()]
    names = [*(name for _, name in asked), *(question.id for question in QUESTIONS)]
    assert labels == Counter(anchor(name) for name in names)
    for notebook, name in asked:
        assert text.count(f"]({address_of(notebook, name)}), asked as `{name}`.") == 1
    assert address_of("02_the_worked_example", "out_0_1_2").endswith(
        "/02_the_worked_example.ipynb#why-the-bias-and-which-one"
    )


def test_the_key_of_the_inventory_says_of_every_wrong_choice_what_it_comes_from() -> None:
    text = inventory_page()
    labels = re.findall(r"^\((.*)\)=$", misconceptions_page(), re.M)
    rows = re.findall(r"^\| (.*) \| (.*) \| \[.*\]\(#(belief-[\w-]+)\) \| (.*) \|$", text, re.M)
    wrong = [c for item in items() for c in item.choices if not c.is_right]
    assert [plain(choice.said) for choice in wrong] == [said for _, said, _, _ in rows]
    assert all(label in labels for _, _, label, _ in rows)
    for item in items():
        assert text.count(f"(`{item.id}`)") == 1


def test_only_code_means_something_in_a_belief() -> None:
    assert plain("2**24 `a*b` x[0] | C_in") == r"2\*\*24 `a*b` x\[0\] | C\_in"


@pytest.mark.parametrize("name", ["your_own_layer", "teachers", "about"])
def test_what_a_page_takes_from_elsewhere_is_there(name: str) -> None:
    assert all(text.strip() for text in included(name))


def test_the_five_lines_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [code] = re.findall(r"```python\n(.*?)```", included("your_own_layer")[0], re.DOTALL)
    assert len([line for line in code.splitlines() if line]) == 5
    names: dict[str, object] = {}
    exec(code, names)
    assert isinstance(names["explorer"], conv1d_lab.Explorer)
    for further in re.findall(r"```python\n(.*?)```", page("your_own_layer"), re.DOTALL):
        exec(further, names)
    assert "<title>My layer" in (tmp_path / "mine.html").read_text("utf-8")
    assert names["page"].count('<script type="module">') == 1  # type: ignore[attr-defined]


def test_the_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    torch.save(nn.Conv1d(2, 3, 4).state_dict(), "layer.pt")
    np.save("x.npy", np.zeros((1, 2, 9), np.float32))
    text = "\n".join(included("your_own_layer"))
    commands = re.findall(r"^    python -m conv1d_lab (page .*)$", text, re.M)
    assert len(commands) == 3
    for command in commands:
        assert main(shlex.split(command)) == 0
        assert (tmp_path / shlex.split(command)[1]).stat().st_size > 50_000


def test_the_page_for_teachers_has_the_lesson() -> None:
    plan = teachers_page().partition("## One lesson of 90 minutes")[2].partition("## ")[0]
    minutes = re.findall(r"^\| (\d+) \| (\d+) \|", plan, re.M)
    assert sum(int(minute) for _, minute in minutes) == 90
    assert "{{" not in teachers_page()


def test_what_the_playground_is_said_to_do() -> None:
    text = page("playground")
    layers = [nn.Conv1d(4, 4, 4, groups=groups) for groups in (1, 2, 4)]
    shapes = [str(tuple(layer.weight.shape)) for layer in layers]
    assert f"The weight is {shapes[0]}, then {shapes[1]}, then {shapes[2]}" in text
    sizes = [sum(p.numel() for p in layer.parameters()) for layer in layers]
    assert f"{sizes[0]} parameters, then {sizes[1]}, then {sizes[2]}" in " ".join(text.split())
    explorer = conv1d_lab.explore()
    width, length = explorer.weight.shape[2], explorer.x.shape[2]
    assert f"As long as the kernel: {width}." in text
    unread: dict[int, list[int]] = {}
    for stride in range(1, 6):
        starts = range(0, length - width + 1, stride)
        read = {start + k for start in starts for k in range(width)}
        unread[stride] = sorted({*range(length)} - read)
    assert not any(unread[stride] for stride in (1, 2, 3))
    assert unread[4] == [length - 2, length - 1]
    assert min(unread[5]) < starts[-1], "a gap between the windows"
