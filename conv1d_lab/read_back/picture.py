"""An expansion written out: two sums side by side as text, two kernel rows on the cells as HTML."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from conv1d_lab.numbers import number
from conv1d_lab.read_back.layouts import Layout
from conv1d_lab.read_back.terms import Sum, Term
from conv1d_lab.static_files import themed

if TYPE_CHECKING:
    from conv1d_lab.read_back.expansion import Expansion

SHOWN = 48
"""Lines of the two sums; of more, the ones that agree are left out."""
CHANNELS = 8
COLUMNS = 24


def text(e: Expansion) -> str:
    """Write the verdict, what is wrong in words, and the two sums side by side."""
    lines = [_verdict(e), *(f"- {sentence}" for sentence in e.sentences)]
    if e.yours is not None:
        rows, hidden = _rows(e)
        wide = max([len(mine) for mine, _, _ in rows] + [len("your code adds up")])
        wider = max([len(right) for _, right, _ in rows] + [len("it should add up")])
        lines += ["", f"{'your code adds up':{wide}}   {'it should add up':{wider}}".rstrip()]
        lines += [
            f"{mine:{wide}}   {right:{wider}}   {note}".rstrip() for mine, right, note in rows
        ]
        if hidden:
            lines.append(f"... and {hidden} terms that agree")
    return "\n".join([*lines, *_result(e)])


def html(e: Expansion) -> str:
    """Draw the same, with the sums drawn on the cells of x and the list one click away."""
    items = "".join(f"<li><p>{escape(sentence)}</p></li>" for sentence in e.sentences)
    body = f'<p class="c1d-verdict">{escape(_verdict(e))}</p>' + (
        f"<ul>{items}</ul>" if items else ""
    )
    if e.yours is not None:
        body += _grid(e) + _key(e)
    body += "".join(f"<p>{escape(line)}</p>" for line in _result(e) if line)
    if e.yours is not None:
        rows, hidden = _rows(e)
        cells = "".join(
            f"<tr><td>{escape(mine)}</td><td>{escape(right)}</td><td>{escape(note)}</td></tr>"
            for mine, right, note in rows
        )
        more = f"<p>... and {hidden} terms that agree</p>" if hidden else ""
        body += (
            "<details><summary>both sums, term by term</summary><table><tr><th>your code adds up"
            f"</th><th>it should add up</th><td></td></tr>{cells}</table>{more}</details>"
        )
    return f'<style>{themed("expand")}</style><div class="c1d-expand">{body}</div>'


def _verdict(e: Expansion) -> str:
    if e.correct:
        return "✓ Your code computes the right sum, at every output."
    count = len(e.names)
    return f"✗ Not the right sum yet: {count} {'thing' if count == 1 else 'things'} to look at."


def _result(e: Expansion) -> Iterator[str]:
    if e.yours is None:
        return
    yield ""
    name = f"out[{', '.join(map(str, e.at))}]"
    if e.value is None:
        yield f"{name} is missing from your output; it should be {number(e.expected)}"
    elif abs(e.value - e.expected) < 5e-5:
        yield f"{name} = {number(e.value)}, as it should be" + (
            "" if e.correct else " with these numbers"
        )
    else:
        yield f"{name} = {number(e.value)} with your code; it should be {number(e.expected)}"


def _rows(e: Expansion) -> tuple[list[tuple[str, str, str]], int]:
    """(yours, right, note), a row for each weight that either sum uses; and how many are hidden."""
    yours, right = _by_weight(e.yours or {}), _by_weight(e.right)
    rows: list[tuple[str, str, str]] = []
    agreeing: list[tuple[str, str, str]] = []
    for weight in sorted(yours.keys() | right.keys(), key=lambda w: (len(w) == 1, w)):
        mine, wanted = yours.get(weight, {}), right.get(weight, {})
        kept = {term for term in mine if term in wanted and abs(mine[term] - wanted[term]) < 1e-3}
        for term in kept:
            row = (_term(e, term, mine[term]), _term(e, term, wanted[term]), "")
            rows.append(row)
            agreeing.append(row)
        extra = [_term(e, term, f) for term, f in mine.items() if term not in kept]
        missing = [_term(e, term, f) for term, f in wanted.items() if term not in kept]
        for i in range(max(len(extra), len(missing))):
            one = extra[i] if i < len(extra) else ""
            other = missing[i] if i < len(missing) else ""
            note = " | ".join(["✗ extra"] * (i < len(extra)) + ["✗ missing"] * (i < len(missing)))
            rows.append((one, other, note))
    if len(rows) <= SHOWN:
        return rows, 0
    left = [row for row in rows if row not in agreeing]
    return left[:SHOWN], len(agreeing)


def _by_weight(total: Sum) -> dict[tuple[int, ...], Sum]:
    grouped: dict[tuple[int, ...], Sum] = defaultdict(dict)
    for term, factor in sorted(total.items(), key=lambda item: item[0].x or (-1, -1, -1)):
        grouped[term.weight][term] = factor
    return grouped


def _term(e: Expansion, term: Term, factor: float) -> str:
    x, weight = term.x, term.weight
    if x is None:
        return f"{_factor(factor)}{e.layout.said(f'bias[{weight[0]}]')}"
    return _factor(factor) + e.layout.said(f"weight{[*weight]}·x{[*x]}")


def _factor(factor: float) -> str:
    if factor == 1:
        return ""
    if abs(factor) < 1 and abs(1 / factor - round(1 / factor)) < 1e-3:
        return f"{'-' if factor < 0 else ''}1/{abs(round(1 / factor))} · "
    return f"{factor:g} · "


def _grid(e: Expansion) -> str:
    """For each channel: the right kernel row, the cells of x, the row as the code reads it."""
    values, n = e.values, e.at[0] if len(e.at) == 3 else 0
    yours = _by_cell(e.yours or {}, n)
    right = _by_cell(e.right, n)
    used = sorted({i for total in (yours, right) for _, i in total})
    columns = range(values.length)
    if used and len(columns) > COLUMNS:
        start = max(0, min(used[0] - 1, values.length - COLUMNS))
        columns = range(start, min(start + COLUMNS, values.length))
    touched = sorted({c for total in (yours, right) for c, _ in total})
    wrong = [c for c in touched if any(yours.get((c, i)) != right.get((c, i)) for i in columns)]
    shown = sorted((wrong + [c for c in touched if c not in wrong])[:CHANNELS])
    head = "".join(f"<td>i = {i}</td>" for i in columns)
    rows = f"<tr><td></td>{head}</tr>"
    for c in shown:
        want, cells, mine = "", "", ""
        for i in columns:
            a, b = yours.get((c, i), []), right.get((c, i), [])
            want += (
                "<td>"
                + "".join(_chip(e.layout, tap, "" if tap in a else "gone") for tap in b)
                + "</td>"
            )
            shade = number(values.x[n, c, i])
            cells += f"<td><span>{shade}</span></td>"
            mine += (
                "<td>"
                + "".join(_chip(e.layout, tap, "" if tap in b else "bad") for tap in a)
                + "</td>"
            )
        prefix = e.layout.said(f"x[{n}, {c}]")
        rows += (
            f"<tr><th>should read</th>{want}</tr>"
            f'<tr class="c1d-x"><th><b>{prefix}</b></th>{cells}</tr>'
            f"<tr><th>your code reads</th>{mine}</tr>"
            '<tr class="c1d-space"><td></td></tr>'
        )
    rows += _bias_row(e, len(columns))
    notes = []
    if len(touched) > len(shown):
        notes.append(f"{len(touched) - len(shown)} more channels are not drawn.")
    other = sum(1 for term in e.yours or {} if term.x and term.x[0] != n)
    if other:
        notes.append(f"{other} terms of your sum come from other batch items.")
    return f"<table>{rows}</table>" + "".join(f"<p>{note}</p>" for note in notes)


def _bias_row(e: Expansion, columns: int) -> str:
    """Draw what is added at the end; nothing where there is no bias on either side."""
    right = {term: f for term, f in e.right.items() if term.x is None}
    yours = {term: f for term, f in (e.yours or {}).items() if term.x is None}
    rows = (("should add", right, yours, "gone"), ("your code adds", yours, right, "bad"))
    return "".join(
        f'<tr class="c1d-bias"><th>{label}</th><td colspan="{columns}" class="c1d-start">'
        + (
            "".join(
                _chip(e.layout, (t.weight, f), "" if b.get(t) == f else kind) for t, f in a.items()
            )
            or "–"
        )
        + "</td></tr>"
        for label, a, b, kind in (rows if right or yours else ())
    )


def _by_cell(total: Sum, n: int) -> dict[tuple[int, int], list[tuple[tuple[int, ...], float]]]:
    """Which weights meet each cell of x[n], and how often."""
    cells: dict[tuple[int, int], list[tuple[tuple[int, ...], float]]] = defaultdict(list)
    for term, factor in total.items():
        if term.x is not None and term.x[0] == n:
            cells[term.x[1], term.x[2]].append((term.weight, round(factor, 4)))
    return cells


def _chip(layout: Layout, tap: tuple[tuple[int, ...], float], kind: str) -> str:
    weight, factor = tap
    mark = {"": "", "bad": "✗ ", "gone": "– "}[kind]
    what = {"": "right", "bad": "extra", "gone": "missing"}[kind]
    long = "weight" if len(weight) == 3 else "bias"
    name = _factor(factor) + layout.said(f"{long}{[*weight]}")
    short = name.replace("weight", "w").replace(", ", ",")
    look = f' class="c1d-{kind}"' if kind else ""
    return f'<i{look} title="{what}: {name}">{mark}{short}</i>'


def _key(e: Expansion) -> str:
    """Say what the three shapes mean."""
    if e.correct:
        return ""
    return (
        '<p class="c1d-key"><span><i>w</i> read and right;</span> '
        '<span><i class="c1d-bad">✗ w</i> extra: your code reads it;</span> '
        '<span><i class="c1d-gone">– w</i> missing: your code leaves it out</span></p>'
    )
