"""Write down everything a user sees, so that a change behind it can be held against it.

    python tools/golden.py before     # on the commit that is right
    python tools/golden.py after      # on the change
    diff -r before after
    python tools/golden.py after cards sentences      # some sections only

Every text lies in the folder as a file, and ``hashes.txt`` has one line for each. Run it by hand;
it takes about two minutes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
MEASURED = re.compile(r"\b\d[\d.,]*( (?=(ms|s|µs|seconds?|hours?|MB|MiB|times)\b))")
UNSTEADY = re.compile(r"quiz-(before|after)|(race-.*|rates)-(run|tell)")
"""Cells that draw fresh numbers or print what this machine measured."""
Texts = Iterator[tuple[str, str]]


def cards() -> Texts:
    """Every card: the stub, the solution and each mistake of each exercise, hints, solutions."""
    from conv1d_lab.exercises import check, hint, progress, quiz, solution
    from tests.exercises.cells import EXERCISES, QUESTIONS, answer_of

    for exercise in EXERCISES:
        answers = {
            "stub": answer_of(exercise, exercise.cell().stub),
            "solution": answer_of(exercise, exercise.cell().answer),
        }
        for i, mistake in enumerate(exercise.mistakes.values()):
            answers[f"mistake {i}"] = _answer(exercise, mistake)
        for name, answer in answers.items():
            yield from _both(f"{exercise.id} {name}", check(**{exercise.id: answer}))
        for i in range(len(exercise.hints)):
            yield from _both(f"{exercise.id} hint {i}", hint(exercise.id))
        yield from _both(f"{exercise.id} shown", solution(exercise.id))
        yield f"{exercise.id} cells", exercise.statement() + "\n\n" + exercise.notebook_cell()
    yield from _both("progress", progress("03_sliding_the_kernel"))
    for number in (1, 2):
        asked = quiz(number)
        yield from _both(f"quiz {number}", asked)
        for i in range(3):
            wrong = {q.id: [*q.mistakes.values()][i](**q.numbers(str(number))) for q in QUESTIONS}
            yield from _both(f"quiz {number} marked {i}", asked.mark(**wrong))


def _answer(exercise: Any, wrong: Callable[..., Any]) -> Any:
    return wrong if exercise.kind == "function" else wrong(**exercise.numbers())


def _both(name: str, shown: Any) -> Texts:
    yield f"{name}.txt", str(shown)
    yield f"{name}.html", re.sub(r"<style>.*?</style>", "", shown._repr_html_(), flags=re.DOTALL)


def predictions() -> Texts:
    """What each prediction asks and replies, and which answer is right."""
    from conv1d_lab.exercises.catalogue import all_predictions

    for asked in all_predictions():
        yield asked.id, json.dumps(asked.state(), indent=1, ensure_ascii=False)


def sentences() -> Texts:
    """What ``expand`` says of every wrong loop of the tests."""
    from conv1d_lab import expand
    from tests.read_back.wrong_loops import WRONG, loop

    for name, changes, sizes, _ in WRONG:
        yield from _both(name, expand(loop(*changes), **sizes))


def explanations() -> Texts:
    """``explain`` of 200 random layers."""
    import numpy as np
    import torch

    from conv1d_lab import explain

    random = np.random.default_rng(0)
    torch.manual_seed(0)
    for i in range(200):
        groups, kernel_size, dilation = (int(n) for n in random.integers(1, 4, 3))
        mode: Any = ("zeros", "reflect", "replicate", "circular")[i % 4]
        same = i % 7 == 0
        layer = torch.nn.Conv1d(
            groups * int(random.integers(1, 8)),
            groups * int(random.integers(1, 3)),
            kernel_size,
            stride=1 if same else int(random.integers(1, 4)),
            padding="same" if same else int(random.integers(0, 4)),
            dilation=dilation,
            groups=groups,
            bias=bool(i % 3),
            padding_mode=mode,
        )
        batch = () if i % 5 == 0 else (2,)
        x = torch.randn(*batch, layer.in_channels, int(random.integers(8, 16)))
        out = layer(x)
        at = tuple(int(random.integers(size)) for size in out.shape)
        seen = explain(layer, x, at)
        yield from _both(f"{i}", seen)
        yield f"{i} code", f"{seen.code}\n{seen!r}"


def pages() -> Texts:
    """Four saved pages, white space apart."""
    import torch

    from conv1d_lab import article, explore

    torch.manual_seed(1)
    wide = torch.nn.Conv1d(8, 8, 3, stride=2, padding=1, groups=4)
    shown = {
        "worked example": explore(article.layer(), article.x()),
        "first stage": explore(article.layer(), article.x(), at=(0, 1, 2), controls="position"),
        "playground": explore(),
        "groups": explore(wide, torch.randn(2, 8, 40), predict=True),
    }
    for name, explorer in shown.items():
        with tempfile.TemporaryDirectory() as folder:
            html = explorer.save(Path(folder) / "page.html").read_text(encoding="utf-8")
        html, *sources = _apart(html)
        yield f"{name} page", html
        for kind, source in zip(("style", "script"), sources, strict=True):
            yield f"{name} {kind}", source
        yield f"{name} repr", repr(explorer)


def _apart(html: str) -> tuple[str, str, str]:
    """The page, its styles and its scripts, without white space."""
    found = []
    for tag in ("style", "script"):
        block = re.compile(rf"<{tag}[^>]*>.*?</{tag}>", re.DOTALL)
        found.append("\n".join(block.findall(html)))
        html = block.sub(f"<{tag}>", html)
    squeezed = ["\n".join(re.findall(r"\S+", text)) for text in (html, *found)]
    return squeezed[0], squeezed[1], squeezed[2]


def courses() -> Texts:
    """The course made with seed=1, in both modes."""
    from conv1d_lab.commands.classroom import write_course

    for own_numbers in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "course"
            write_course(home, seed=1, own_numbers=own_numbers)
            for path in sorted(p for p in home.rglob("*") if p.is_file()):
                kind = "own numbers" if own_numbers else "same numbers"
                name = f"{kind} {path.relative_to(home).as_posix().replace('/', ' ')}"
                yield name, path.read_text(encoding="utf-8")


def notebooks() -> Texts:
    """The text outputs of the executed notebooks, measured times apart."""
    from nbclient import NotebookClient

    from tools.notebook_files import NAMES, NOTEBOOKS, read

    for name in NAMES:
        notebook = read(name)
        place = {"metadata": {"path": str(NOTEBOOKS)}}
        NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
        for cell in notebook.cells:
            texts = [_shown(output) for output in cell.get("outputs", [])]
            lines = [line for line in "\n".join(texts).splitlines() if line.strip()]
            if lines and not UNSTEADY.match(cell.id):
                yield f"{name} {cell.id}", MEASURED.sub(r"#\1", "\n".join(lines))


def _shown(output: Any) -> str:
    data = output.get("data", {})
    text = str(output.get("text", "") or data.get("text/plain", ""))
    html = data.get("text/html", "")
    # The bytes of a picture differ by machine.
    return text + "\n" + re.sub(r'<style>.*?</style>|src="data:[^"]*"', "", html, flags=re.DOTALL)


SECTIONS = (notebooks, cards, predictions, sentences, explanations, pages, courses)


def write(section: Callable[[], Texts], home: Path) -> list[str]:
    """Write one section; return its lines of ``hashes.txt``."""
    folder, lines = home / section.__name__, []
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.redirect_stderr(sys.stdout):
        for name, text in section():
            path = folder / re.sub(r"[^\w. -]", "_", name)
            path.write_text(text + "\n", encoding="utf-8")
            digest = hashlib.sha256(text.encode()).hexdigest()[:16]
            lines.append(f"{digest}  {section.__name__}/{path.name}")
    return lines


def main() -> None:
    """Write the sections that are named, or all, into the folder."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    home, names = Path(sys.argv[1]), sys.argv[2:]
    sections = [each for each in SECTIONS if not names or each.__name__ in names]
    home.mkdir(parents=True)
    with ProcessPoolExecutor(2) as pool:
        lines = [
            line for part in pool.map(write, sections, [home] * len(sections)) for line in part
        ]
    (home / "hashes.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{home}: {len(lines)} texts.")


if __name__ == "__main__":
    main()
