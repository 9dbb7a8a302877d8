"""The names that learning platforms give to what is handed in."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.apps import ZipCollectApp

from conv1d_lab.classroom.lms import owner_of
from conv1d_lab.classroom.nbgrader_runs import course_directory
from conv1d_lab.commands.classroom import write_course

NOTEBOOK = "02_the_worked_example"
FILES = {
    f"Ada Lovelace_48213_assignsubmission_file_/{NOTEBOOK}.ipynb": "Ada_Lovelace",
    f"Ada Lovelace_48213_assignsubmission_file/{NOTEBOOK} (1).ipynb": "Ada_Lovelace",
    f"Ada Lovelace_48213_assignsubmission_file_{NOTEBOOK}.ipynb": "Ada_Lovelace",
    f"O'Neil-Šimić José_7_assignsubmission_file_/{NOTEBOOK}(2).ipynb": "O'Neil-Šimić_José",
    f"lovelaceada_4711_815_{NOTEBOOK}.ipynb": "lovelaceada",
    f"lovelaceada_LATE_4711_815_{NOTEBOOK}-1.ipynb": "lovelaceada",
    f"Week 2_alovelace_attempt_2026-01-30-15-00-00_{NOTEBOOK}.ipynb": "alovelace",
    f"Week_2_alovelace_attempt_2026-01-30-15-00-00_{NOTEBOOK} (1).ipynb": "alovelace",
    "Week 2_alovelace_attempt_2026-01-30-15-00-00.txt": None,
    "Ada Lovelace_48213_assignsubmission_file_/03_sliding_the_kernel.ipynb": None,
    "Ada Lovelace_48213_assignsubmission_file_/notes.ipynb": None,
    f"{NOTEBOOK}.ipynb": None,
}


@pytest.mark.parametrize("name", FILES)
def test_the_owner_of_a_file(name: str) -> None:
    assert owner_of(name, NOTEBOOK) == FILES[name]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_zip_collect_takes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_course(tmp_path, seed=1)
    archive = tmp_path / "downloaded" / NOTEBOOK / "archive"
    for name in [name for name, owner in FILES.items() if owner][2:]:
        path = archive / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    monkeypatch.chdir(tmp_path)
    app = ZipCollectApp(config=course_directory(tmp_path, NOTEBOOK).config)
    app.initialize([NOTEBOOK])
    app.start()
    found = {path.parts[-3] for path in (tmp_path / "submitted").glob(f"*/*/{NOTEBOOK}.ipynb")}
    assert found == {owner for owner in FILES.values() if owner}
