"""The page as a file: what stands in it, and how the command makes it. Opened: tests/browser."""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from conv1d_lab import article, explore
from conv1d_lab.commands import page as page_command
from conv1d_lab.explorer.module import joined, style
from conv1d_lab.explorer.widget import Explorer

MOST_BYTES, MOST_ZIPPED = 135_000, 40_000


def example() -> Explorer:
    return explore(article.layer(), article.x())


def state_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script id="state" type="application/json">(.*)</script>', html)
    assert found
    state: dict[str, Any] = json.loads(found[1])
    return state


def test_the_worked_example_is_small(tmp_path: Path) -> None:
    page = example().save(tmp_path / "page.html").read_bytes()
    assert len(page) <= MOST_BYTES
    assert len(gzip.compress(page)) <= MOST_ZIPPED


def test_the_page_asks_for_nothing() -> None:
    html = example().page_html()
    addresses = re.findall(r"(?:src|href)=\"([^\"]*)\"|url\(([^)]*)\)|@import", html)
    assert addresses == [("data:,", "")]
    assert "connect-src" not in html
    assert "default-src 'none'" in html


def test_the_sources_can_stand_inline() -> None:
    for source in (joined("page_link.js"), style("page")):
        assert not re.search(r"</script|</style|<!--|<script", source.lower())


def test_the_page_holds_the_state() -> None:
    layer, x = layer_and_x()
    shown = explore(layer, x, at=(1, 5, 3), controls="play", predict=True)
    shown.speed = 7
    state = state_of(shown.page_html())
    for name, tensor in {"x": x, "weight": layer.weight, "bias": layer.bias}.items():
        packed = state.pop(name)
        assert tensor is not None
        back = np.frombuffer(base64.b64decode(packed["data"]), "<f4").reshape(packed["shape"])
        np.testing.assert_array_equal(back, tensor.detach().numpy())
    assert state == {
        "stride": 2,
        "padding": 1,
        "dilation": 2,
        "padding_mode": "reflect",
        "groups": 2,
        "batch_item": 1,
        "output_channel": 5,
        "position": 3,
        "speed": 7,
        "controls": "play",
        "predict": True,
        "show": "numbers",
        "playing": False,
        "batched": True,
        "note": "",
        "pool": None,
        "signal": "own",
        "kernel": "own",
        "lists": None,
    }
    assert state_of(explore(layer, x[0]).page_html())["batched"] is False
    assert state_of(explore().page_html())["pool"]


@pytest.mark.parametrize(
    ("controls", "said"),
    [
        ("position", []),
        ("channel", ["output channel"]),
        ("play", ["press play", "Click a number"]),
        ("all", ["press play", "Click a number", "the address of this page"]),
    ],
)
def test_the_how_to_names_what_this_page_has(controls: str, said: list[str]) -> None:
    html = explore(article.layer(), article.x(), controls=controls).page_html()
    found = re.search(r'<p class="c1d-how">(.*)</p>', html)
    assert found
    assert "<b>position</b>" in found[1]
    words = ("output channel", "press play", "Click a number", "the address of this page")
    assert [word for word in words if word in found[1]] == said


@pytest.mark.parametrize("title", ["</title><script>alert(1)</script>", "a & b", '"><img src=x>'])
def test_a_title_is_text(title: str) -> None:
    html = example().page_html(title)
    assert html.count("<script") == example().page_html().count("<script")
    assert html.count("<img") == 0


def test_half_a_character_in_a_title_loses_nothing_else(tmp_path: Path) -> None:
    path = example().save(tmp_path / "page.html", "a \ud800 b")
    assert "<title>a ? b</title>" in path.read_text(encoding="utf-8")


def test_a_title_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="title must be a string; got 3"):
        example().page_html(3)  # type: ignore[arg-type]


def test_saving_again_writes_over(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    example().save(path)
    assert "old" not in path.read_text(encoding="utf-8")[:3]


# ------------------------------------------------------------------------------------ the command


def command(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    page_command.add_command(parser.add_subparsers())
    return parser.parse_args(["page", *words])


def run(*words: str) -> int:
    arguments = command(*words)
    code: int = arguments.run(arguments)
    return code


def test_the_command_writes_the_worked_example(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert run(str(path), "--title", "Lesson 3 < 4") == 0
    html = path.read_text(encoding="utf-8")
    assert "<h1>Lesson 3 &lt; 4</h1>" in html
    assert state_of(html) == state_of(example().page_html())


def test_the_command_writes_the_playground(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert run(str(path), "--playground") == 0
    assert state_of(path.read_text(encoding="utf-8")) == state_of(explore().page_html())


def test_the_command_writes_over_nothing_unless_forced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.html"
    path.write_text("mine")
    assert run(str(path)) == 1
    assert "there already" in capsys.readouterr().err
    assert path.read_text() == "mine"
    assert run(str(path), "--force") == 0


def layer_and_x() -> tuple[nn.Conv1d, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    layer = nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2, padding_mode="reflect")
    with torch.no_grad():
        layer.weight.normal_(generator=generator)
    return layer, torch.randn(2, 4, 12, generator=generator)


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


def test_the_command_says_which_settings_it_was_not_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = nn.Conv1d(4, 4, 3, groups=4)
    torch.save(layer.state_dict(), tmp_path / "layer.pt")
    np.save(tmp_path / "x.npy", np.ones((1, 4, 9), np.float32))
    words = [str(tmp_path / "p.html"), "--layer", str(tmp_path / "layer.pt")]
    words += ["--x", str(tmp_path / "x.npy")]
    assert run(*words) == 1
    assert capsys.readouterr().err == (
        "x has 4 channels, and each kernel reads 1: --groups 4 makes them fit; got --groups 1\n"
    )
    assert run(*words, "--groups", "4", "--padding", "same") == 0
    assert capsys.readouterr().out.startswith(
        "Neither the file nor an option says more, so: stride=1, dilation=1, padding_mode=zeros.\n"
    )


def test_without_x_the_input_is_random_and_the_command_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.save(nn.Conv1d(3, 2, 5).state_dict(), tmp_path / "layer.pt")
    path = tmp_path / "p.html"
    assert run(str(path), "--layer", str(tmp_path / "layer.pt")) == 0
    said = capsys.readouterr().out
    assert "random numbers" in said
    assert f"{path}: {path.stat().st_size / 1000:.0f} kB, opens in any browser." in said


@pytest.mark.parametrize(("kernel_size", "dilation", "length"), [(5, 1, 16), (5, 10, 45)])
def test_an_input_that_is_made_up_is_long_enough(
    kernel_size: int, dilation: int, length: int, tmp_path: Path
) -> None:
    torch.save(nn.Conv1d(3, 2, kernel_size).state_dict(), tmp_path / "layer.pt")
    words = ("p.html", "--layer", str(tmp_path / "layer.pt"), "--dilation", str(dilation))
    one, two = (page_command.explorer(command(*words)).x for _ in range(2))
    assert one.shape == (1, 3, length)
    np.testing.assert_array_equal(one, two)


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


@pytest.mark.parametrize("name", ["page", "page.txt", "page.html.gz"])
def test_a_page_has_the_name_of_a_page(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(tmp_path / name)) == 1
    assert f"path must end in .html, to open as a page; got '{tmp_path / name}'" in (
        capsys.readouterr().err
    )
    with pytest.raises(ValueError, match=r"path must end in \.html"):
        explore(article.layer(), article.x()).save(tmp_path / name)
    assert not [*tmp_path.iterdir()]


def test_a_folder_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(tmp_path / "no" / "page.HTML")) == 1
    assert f"{tmp_path / 'no' / 'page.HTML'}: No such file or directory" in capsys.readouterr().err
