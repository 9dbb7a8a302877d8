"""A function changed mechanically, one small thing at a time."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from itertools import pairwise, product

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.Sub),
    ast.FloorDiv: (ast.Mult, ast.Div, ast.Mod),
    ast.Div: (ast.FloorDiv, ast.Mult),
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
}
CALLS = {"min": "max", "max": "min", "sum": "mean"}


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """(what was changed, source) for every single change of the only function in ``source``."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    count = sum(1 for _ in ast.walk(tree))
    for place in range(count):
        for variant in range(99):
            changed = copy.deepcopy(tree)
            node = list(ast.walk(changed))[place]
            parents = {id(c): p for p in ast.walk(changed) for c in ast.iter_child_nodes(p)}
            names = _names(changed)
            options = _changes(node, parents.get(id(node)), names)
            if variant >= len(options):
                break
            before = ast.unparse(node) if isinstance(node, (ast.expr, ast.stmt)) else "..."
            options[variant](node, parents.get(id(node)))  # type: ignore[operator]
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text not in seen:
                seen.add(text)
                yield f"{type(node).__name__} {before.splitlines()[0]!r} #{variant}", text


def _names(tree: ast.AST) -> list[str]:
    """Names of the arguments and of plain variables."""
    found = [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    found += [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id != "_"
    ]
    return list(dict.fromkeys(found))


def _changes(node: ast.AST, parent: ast.AST | None, names: list[str]) -> list[object]:
    """Functions that change ``node`` in place."""
    options: list[object] = []
    if isinstance(node, ast.BinOp):
        for new in OPERATORS.get(type(node.op), ()):
            options.append(lambda n, p, new=new: setattr(n, "op", new()))
        options += [lambda n, p: _put(p, n, n.left), lambda n, p: _put(p, n, n.right)]
        if isinstance(node.op, (ast.Sub, ast.FloorDiv, ast.Div)):
            options.append(lambda n, p: n.__dict__.update(left=n.right, right=n.left))
    elif isinstance(node, ast.Compare):
        for op in [COMPARISONS[type(op)] for op in node.ops if type(op) in COMPARISONS]:
            options.append(lambda n, p, op=op: setattr(n, "ops", [op()]))
    elif isinstance(node, ast.Constant) and type(node.value) is int:
        for step in (1, -1):
            options.append(lambda n, p, step=step: setattr(n, "value", n.value + step))
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "->" in node.value:
        letters = [i for i, letter in enumerate(node.value) if letter.isalpha()]
        for i, j in pairwise(letters):
            options.append(lambda n, p, i=i, j=j: _swap_letters(n, i, j))
    elif isinstance(node, ast.Slice):
        for part in ("lower", "upper", "step"):
            if getattr(node, part) is not None:
                options.append(lambda n, p, part=part: setattr(n, part, None))
        for part, change in product(("lower", "upper"), (1, -1)):
            if getattr(node, part) is not None:
                options.append(lambda n, p, a=part, s=change: setattr(n, a, _plus(n, a, s)))
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        for i in range(len(node.slice.elts) - 1):
            options.append(lambda n, p, i=i: _swap(n.slice.elts, i, i + 1))
    elif isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in CALLS and isinstance(node.func, ast.Name):
            options.append(lambda n, p: setattr(n.func, "id", CALLS[n.func.id]))
        elif name in CALLS:
            options.append(lambda n, p: setattr(n.func, "attr", CALLS[n.func.attr]))
        if name == "range" and len(node.args) == 1:
            options.append(lambda n, p: n.args.insert(0, ast.Constant(1)))
            options.append(lambda n, p: n.args.__setitem__(0, _minus_one(n.args[0])))
        for i in range(len(node.args) - 1):
            options.append(lambda n, p, i=i: _swap(n.args, i, i + 1))
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for other in names:
            if other != node.id:
                options.append(lambda n, p, other=other: setattr(n, "id", other))
    elif isinstance(node, (ast.Assign, ast.Expr)) and isinstance(
        parent, (ast.For, ast.With, ast.FunctionDef)
    ):
        options.append(lambda n, p: p.body.__setitem__(p.body.index(n), ast.Pass()))
    elif isinstance(node, ast.For):
        options.append(lambda n, p: n.body.append(ast.Break()))
    return options


def _put(parent: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for field, value in ast.iter_fields(parent):
        if value is old:
            setattr(parent, field, new)
        elif isinstance(value, list) and old in value:
            value[value.index(old)] = new


def _swap(items: list[ast.expr], i: int, j: int) -> None:
    items[i], items[j] = items[j], items[i]


def _swap_letters(node: ast.Constant, i: int, j: int) -> None:
    letters = list(str(node.value))
    letters[i], letters[j] = letters[j], letters[i]
    node.value = "".join(letters)


def _plus(node: ast.Slice, part: str, step: int) -> ast.expr:
    return ast.BinOp(getattr(node, part), ast.Add(), ast.Constant(step))


def _minus_one(node: ast.expr) -> ast.expr:
    return ast.BinOp(node, ast.Sub(), ast.Constant(1))
