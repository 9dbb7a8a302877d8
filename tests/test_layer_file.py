"""A layer read from a file: the same layer, or a word that says what is wrong with the file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from conv1d_lab import explore
from conv1d_lab.commands import page as page_command
from tests.page_command import command, layer_and_x, run


def test_a_layer_from_npz_is_the_same_layer(tmp_path: Path) -> None:
    layer, x = layer_and_x()
    assert layer.bias is not None
    np.savez(
        tmp_path / "layer.npz",
        weight=layer.weight.detach(),
        bias=layer.bias.detach(),
        x=x,
        stride=2,
        padding=1,
        dilation=2,
        groups=2,
        padding_mode="reflect",
    )
    made = page_command.explorer(command("p.html", "--layer", str(tmp_path / "layer.npz")))
    assert made.page_html() == explore(layer, x).page_html()


@pytest.mark.parametrize("name", [None, "1"])
@pytest.mark.parametrize("checkpoint", [None, "state_dict", "model"])
def test_a_layer_from_pt_is_the_same_layer(
    tmp_path: Path,
    name: str | None,
    checkpoint: str | None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    layer, x = layer_and_x()
    state = (nn.Sequential(nn.Conv1d(1, 1, 1), layer) if name else layer).state_dict()
    whole = {"epoch": 3, "optimizer": {"state": {}}, checkpoint: state} if checkpoint else state
    torch.save(whole, tmp_path / "layer.PT")
    torch.save(x, tmp_path / "x.pt")
    words = ["p.html", "--layer", str(tmp_path / "layer.PT"), "--x", str(tmp_path / "x.pt")]
    words += ["--stride", "2", "--padding", "1", "--dilation", "2", "--groups", "2"]
    words += ["--padding-mode", "reflect", *(["--name", name] if name else [])]
    assert page_command.explorer(command(*words)).page_html() == explore(layer, x).page_html()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("suffix", [".bin", ".ckpt", ".pth"])
def test_a_layer_deep_in_a_checkpoint_is_found(tmp_path: Path, suffix: str) -> None:
    layer, x = layer_and_x()
    whole = {"epoch": 1, "trainer": {"model": {"net": nn.Sequential(layer).state_dict()}}}
    torch.save(whole, tmp_path / f"model{suffix}")
    torch.save(x, tmp_path / "x.bin")
    words = ["p.html", "--layer", str(tmp_path / f"model{suffix}"), "--name", "0"]
    made = page_command.explorer(command(*words, "--groups", "2", "--x", str(tmp_path / "x.bin")))
    np.testing.assert_array_equal(made.weight, layer.weight.detach().numpy())


@pytest.mark.parametrize(
    ("dtype", "name"), [(torch.float32, "F32"), (torch.float16, "F16"), (torch.bfloat16, "BF16")]
)
def test_safetensors_are_read_as_their_format_says(
    tmp_path: Path, dtype: torch.dtype, name: str
) -> None:
    """The format: 8 bytes of length, a header in JSON, the numbers."""
    layer, _ = layer_and_x()
    state = {f"a.{key}": value.to(dtype) for key, value in layer.state_dict().items()}
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    data = b""
    for key, value in state.items():
        raw = value.view(torch.uint8).numpy().tobytes()
        offsets = [len(data), len(data) + len(raw)]
        header[key] = {"dtype": name, "shape": list(value.shape), "data_offsets": offsets}
        data += raw
    text = json.dumps(header).encode()
    path = tmp_path / "model.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)
    made = page_command.explorer(command("p.html", "--layer", str(path), "--groups", "2"))
    np.testing.assert_array_equal(made.weight, state["a.weight"].float().numpy())
    np.testing.assert_array_equal(made.bias, state["a.bias"].float().numpy())


def test_a_layer_without_bias_stays_without(tmp_path: Path) -> None:
    torch.save(nn.Conv1d(3, 2, 5, bias=False).state_dict(), tmp_path / "layer.pth")
    words = ("p.html", "--layer", str(tmp_path / "layer.pth"))
    assert page_command.explorer(command(*words)).bias is None


@pytest.fixture(scope="module")
def wrong_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of files that hold no layer, each in another way; and of some that do."""
    folder = tmp_path_factory.mktemp("wrong")
    weight = np.ones((2, 3, 4), np.float32)
    np.savez(folder / "flat.npz", weight=weight[0])
    np.savez(folder / "none.npz", x=weight)
    np.savez(folder / "bias.npz", weight=weight, bias=np.ones(5, np.float32))
    np.savez(folder / "word.npz", weight=weight, stride=0)
    np.savez(folder / "other.npz", weight=weight, colour=1)
    np.savez(folder / "good.npz", weight=weight)
    np.savez(folder / "each.npz", weight=np.ones((6, 1, 4), np.float32))
    np.savez(folder / "turned.npz", weight=weight, bias=np.ones(3, np.float32))
    np.save(folder / "last.npy", np.ones((1, 9, 3), np.float32))
    np.save(folder / "first.npy", np.ones((1, 3, 9), np.float32))
    (folder / "text.safetensors").write_text("no numbers")
    torch.save(nn.Conv1d(3, 2, 4), folder / "whole.ckpt")
    np.savez(folder / "object.npz", weight=np.array([{}], dtype=object))
    np.save(folder / "x.npy", np.ones((1, 2, 9), np.float32))
    (folder / "array.npz").write_bytes((folder / "x.npy").read_bytes())
    np.save(folder / "object.npy", np.array([{}], dtype=object))
    np.savez(folder / "complex.npz", weight=weight.astype(np.complex64))
    (folder / "folder.npz").mkdir()
    good = (folder / "good.npz").read_bytes()
    (folder / "cut.npz").write_bytes(good.replace(b"NUMPY", b"numpy"))
    for name in ("empty.pt", "empty.npy"):
        (folder / name).touch()
    (folder / "words.pt").write_text("weight 1 2 3\n" * 9)
    torch.save(nn.Conv1d(3, 2, 4).state_dict(), folder / "one.pt")
    (folder / "text.npz").write_text("no zip")
    (folder / "text.pt").write_text("no torch")
    torch.save(nn.Conv1d(3, 2, 4), folder / "whole.pt")
    torch.save(nn.Linear(3, 2).state_dict(), folder / "linear.pt")
    torch.save(torch.ones(2, 3, 4), folder / "tensor.pt")
    torch.save({"weight": torch.ones(2, 0, 4)}, folder / "zero.pt")
    np.savez(folder / "two.npz", weight=weight, stride=[1, 2])
    plain = torch.ones(2, 3, 4)
    torch.save({"weight": plain.to_sparse()}, folder / "sparse.pt")
    torch.save({"weight": plain.to("meta")}, folder / "meta.pt")
    normed = nn.utils.parametrizations.weight_norm(nn.Conv1d(3, 2, 4))
    torch.save({"epoch": 1, "model": normed.state_dict()}, folder / "normed.pt")
    torch.save({"weight_g": plain[:, :1, :1], "weight_v": plain}, folder / "old.pt")
    torch.save(nn.Sequential(nn.Conv1d(1, 1, 1), nn.Conv1d(1, 1, 1)).state_dict(), folder / "2.pt")
    return folder


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--stride 2", "--stride needs --layer"),
        ("--layer missing.npz", "missing.npz"),
        ("--layer flat.npz", r"weight must have the shape .*; got \(3, 4\)"),
        ("--layer none.npz", "weight must have the shape .*; got none"),
        ("--layer bias.npz", r"bias must have the shape \(C_out,\) = \(2,\); got \(5,\)"),
        ("--layer word.npz", "stride must be an integer >= 1; got 0"),
        ("--layer other.npz", "may hold weight, .*'colour'"),
        ("--layer object.npz", "must be numbers that numpy.savez wrote; object.npz is some"),
        ("--layer cut.npz", "must be numbers that numpy.savez wrote; cut.npz is something else"),
        ("--layer complex.npz", "weight must hold real numbers; got torch.complex64"),
        ("--layer missing.pt", "^missing.pt: No such file or directory$"),
        ("--layer folder.npz", "^folder.npz: Is a directory$"),
        ("--layer empty.pt", "must be numbers that torch.save wrote, .* empty.pt is something"),
        ("--layer words.pt", "must be numbers that torch.save wrote, .* words.pt is something"),
        ("--layer one.pt --name weight", "--name is for a file that names .*; got 'weight'"),
        ("--layer good.npz --x empty.npy", "--x must be numbers that numpy.save wrote; empty.npy"),
        ("--layer good.npz --x object.npy", "--x must be numbers that numpy.save wrote; object"),
        ("--layer good.npz --x missing.npy", "^missing.npy: No such file or directory$"),
        ("--layer array.npz", "must be numbers that numpy.savez wrote; array.npz is something"),
        ("--layer text.npz", "must be numbers that numpy.savez wrote; text.npz is something else"),
        ("--layer text.pt", "is something else"),
        ("--layer whole.pt", "is something else"),
        ("--layer linear.pt", "weight with 3 axes"),
        ("--layer tensor.pt", "--layer must be a state_dict; tensor.pt holds a Tensor"),
        ("--layer zero.pt", r"weight must have the shape .*; got \(2, 0, 4\)"),
        ("--layer two.npz", r"stride must be one value; got the shape \(2,\)"),
        ("--layer good.npz --name 0", "--name is for a file of many layers; got good.npz"),
        (
            "--layer good.npz --x good.npz",
            "--x must be a file that ends in one of .npy, .pt, .pth,",
        ),
        ("--layer sparse.pt", "plain numbers, dense and .* got torch.float32, torch.sparse_coo"),
        ("--layer meta.pt", r"plain numbers, dense and not quantized; got no values \(meta\)"),
        ("--layer normed.pt", "plain weight; normed.pt holds 'parametrizations.weight.original0'"),
        ("--layer old.pt", "plain weight; old.pt holds 'weight_g', from which one is made"),
        ("--layer good.npz --padding -1", 'padding must be an integer >= 0, "same" or .* got -1'),
        ("--layer good.npz --groups 3", r"groups must divide C_out = 2; got groups=3"),
        ("--layer good.npz --stride 0", "stride must be an integer >= 1; got 0"),
        ("--layer 2.pt", "--name must say which layer of .*2.pt, one of 0, 1"),
        ("--layer 2.pt --name 7", "--name must be one of 0, 1; got '7'"),
        (
            "--layer layer.txt",
            "a file that ends in one of .npz, .safetensors, .pt, .pth,",
        ),
        ("--layer good.npz --padding lots", "padding must be .*; got 'lots'"),
        ("--layer good.npz --padding-mode mirror", "padding_mode must be one of .*; got 'mirror'"),
        ("--layer good.npz --groups 2 --x x.npy", "x must "),
        ("--layer good.npz --x last.npy", r"save x.swapaxes\(-2, -1\)$"),
        ("--layer each.npz --x last.npy", r"save x.swapaxes\(-2, -1\) and --groups 3$"),
        ("--layer each.npz --x first.npy", r"--groups 3 makes them fit"),
        ("--layer turned.npz", r"with C_out = 3, .* got \(2, 3, 4\): ConvTranspose1d has"),
        ("--layer text.safetensors", "format safetensors; text.safetensors is something else"),
        ("--layer whole.ckpt", "is something else"),
    ],
)
def test_what_is_wrong_is_said(
    words: str,
    message: str,
    wrong_files: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(wrong_files)
    assert run("page.html", *words.split()) == 1
    said = capsys.readouterr().err
    assert re.search(message, said), said
    assert not Path("page.html").exists()
