"""Imports run one way: each room knows only those in the layers above it, and no file a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import conv1d_lab

PACKAGE = Path(conv1d_lab.__file__).parent
LAYERS = (
    {"checks", "numbers", "static_files", "content_policy"},
    {"arithmetic", "page_templates"},
    {"look_alikes", "real_forward", "layer_values", "learner_code"},
    {"agreement", "chain_layers"},
    {"snapshot"},
    {"chain_snapshot", "chain_field"},
    {"explanation_text", "article"},
    {"explanation"},
    {"pictures", "explorer", "read_back"},
    {"exercises"},
    {"classroom", "teaching"},
    {"commands"},
)
LAYER = {room: i for i, rooms in enumerate(LAYERS) for room in rooms}


def modules() -> dict[str, Path]:
    """Each module by its dotted name below the package, but for the face and the course code."""
    paths = (path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py"))
    names = {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in paths}
    return {name: path for name, path in names.items() if name[:7] not in ("__init_", "static.")}


def imported(node: ast.AST) -> Iterator[str]:
    """Whatever is imported anywhere below ``node``, as dotted names; not what only mypy reads."""
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "an import is written in full"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from imported(child)


def uses(path: Path) -> set[str]:
    """The modules of ours that the file imports."""
    ours = modules()
    found = set()
    for name in imported(ast.parse((PACKAGE / path).read_text("utf-8"))):
        room, _, inside = name.partition(".")
        if room == "conv1d_lab":
            module = inside if inside in ours else inside.rpartition(".")[0]
            assert module in ours, f"{path} imports the face: {name}"
            found.add(module)
    return found


@cache
def all_uses() -> dict[str, set[str]]:
    """What each module imports; read by the tests that ask, not by each worker that collects."""
    return {name: uses(path) for name, path in modules().items()}


def test_each_room_knows_only_those_above_it() -> None:
    uses = all_uses()
    rooms = {(name.split(".")[0], one.split(".")[0]) for name in uses for one in uses[name]}
    assert len(rooms) > 10
    wrong = {(room, one) for room, one in rooms if room != one and LAYER[room] <= LAYER[one]}
    assert not wrong


def test_no_import_comes_back() -> None:
    TopologicalSorter(all_uses()).prepare()


def test_no_module_hides_a_public_name() -> None:
    names = {name.rpartition(".")[2] for name in modules()}
    assert names & set(conv1d_lab.__all__) == {"article"}
