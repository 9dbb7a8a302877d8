"""What is given in the place of an ``nn.Conv1d``, and the way from there to one."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

WANTED = "layer must be a torch.nn.Conv1d"
_NEEDED = ("weight", "bias", "stride", "padding", "dilation", "groups", "padding_mode")


def class_name(value: Any) -> str:
    """Name the class of ``value`` with its module: torch.nn.Linear, numpy.ndarray, int."""
    given = type(value)
    if getattr(nn, given.__name__, None) is given:
        return f"torch.nn.{given.__name__}"
    home = given.__module__
    return given.__qualname__ if home == "builtins" else f"{home}.{given.__qualname__}"


def check_layer(layer: Any, x: Any) -> None:
    """Refuse whatever is no ``nn.Conv1d`` with a weight; say how to come to one."""
    if isinstance(layer, nn.Conv1d):
        # A parametrized weight is left alone: to look at it may change it.
        there = vars(layer).keys() | vars(layer).get("_parameters", {}).keys() | {*dir(type(layer))}
        missing = [name for name in _NEEDED if name not in there and not hasattr(layer, name)]
        if missing:
            raise ValueError(
                f"layer must have its {missing[0]}; got a {class_name(layer)} without: does its "
                "__init__ call super().__init__, and was nothing deleted?"
            )
        if isinstance(layer._parameters.get("weight"), nn.parameter.UninitializedParameter):
            raise ValueError(
                "layer must have its weight; got a LazyConv1d that has not seen an input: "
                "layer(x) makes it"
            )
        return
    if isinstance(layer, type):
        advice = f": that is the class; {layer.__name__}(3, 2, 4) makes a layer"
        raise TypeError(f"{WANTED}; got {layer.__module__}.{layer.__qualname__}{advice}")
    raise TypeError(f"{WANTED}; got {class_name(layer)}{_way_out(layer, x)}")


def _way_out(layer: Any, x: Any) -> str:
    if isinstance(x, nn.Module):
        return ": layer comes first, then x"
    if not isinstance(layer, nn.Module):
        if isinstance(layer, Tensor) or hasattr(layer, "dtype"):
            return ": conv1d_lab.conv1d(x, weight, bias) takes a weight alone"
        if isinstance(layer, (list, tuple)) and all(isinstance(one, nn.Module) for one in layer):
            return (
                ": explore(torch.nn.Sequential(*layer), x) shows layers in a row" if layer else ""
            )
        return ": conv1d_lab.expand(layer) reads a function" if callable(layer) else ""
    inside = [(n, m) for n, m in layer.named_modules() if n and isinstance(m, nn.Conv1d)]
    if inside:
        return _held(layer, [name for name, _ in inside])
    return next(filter(None, (advice(layer) for advice in _KNOWN)), "")


def _held(layer: nn.Module, names: list[str]) -> str:
    first = path_of(layer, names[0])
    which = "the one in it" if len(names) == 1 else f"one of the {len(names)} in it"
    said = f": give {which}, as {first}"
    if (
        isinstance(layer, nn.Sequential)
        and (place := names[0].partition(".")[0]) != "0"
        and place.isdigit()
    ):
        said += f", with the x that reaches it, layer[:{place}](x)"
    return said


def path_of(layer: nn.Module, name: str) -> str:
    """Write how to reach a module: "0.conv" as layer[0].conv."""
    path, here = "layer", layer
    for part in name.split("."):
        lists = isinstance(here, (nn.Sequential, nn.ModuleList))
        path += f"[{part}]" if lists and part.isdigit() else _member(here, part)
        here = here.get_submodule(part)
    return path


def _member(module: nn.Module, part: str) -> str:
    if isinstance(module, nn.ModuleDict):
        return f"[{part!r}]"
    return f".{part}" if part.isidentifier() else f'.get_submodule("{part}")'


def _quantized(layer: Any) -> str:
    if not type(layer).__module__.startswith("torch.ao.nn.quantized"):
        return ""
    return (
        ". Its numbers are rounded to 8 bits, weights and outputs: give the layer that it was "
        "converted from"
    )


def _scripted(layer: Any) -> str:
    return ". Give the layer that torch.jit made it of" if hasattr(layer, "original_name") else ""


def _linear(layer: Any) -> str:
    """Recognise an ``nn.Linear``, and GPT-2's Conv1D, which is one with its weight transposed."""
    weight = getattr(layer, "weight", None)
    transposed = type(layer).__name__ == "Conv1D"
    if not isinstance(weight, Tensor) or weight.ndim != 2:
        return ""
    if not transposed and not isinstance(layer, nn.Linear):
        return ""
    also = " with its weight transposed" if transposed else ""
    sizes = weight.shape if transposed else weight.shape[::-1]
    turned = "layer.weight.T[:, :, None]" if transposed else "layer.weight[:, :, None]"
    return f", a linear layer{also}. As a convolution with kernel_size=1:\n" + _lines(
        f"plain = torch.nn.Conv1d({sizes[0]}, {sizes[1]}, 1{_bias(layer)})",
        f"plain.weight.data = {turned}.detach()",
        "" if layer.bias is None else "plain.bias.data = layer.bias.detach()",
        "x = x.transpose(-2, -1)  # the channels come before the places",
    )


def _transposed(layer: Any) -> str:
    if not isinstance(layer, nn.ConvTranspose1d):
        return ""
    said = ": its kernel spreads each input over the output"
    channels, each, kernel_size = layer.weight.shape
    over = layer.dilation[0] * (kernel_size - 1) - int(layer.padding[0])
    if (layer.stride, layer.groups, layer.output_padding) != ((1,), 1, (0,)) or over < 0:
        return said
    settings = f", dilation={layer.dilation[0]}" if layer.dilation[0] > 1 else ""
    return f"{said}. With stride 1 a convolution with each kernel turned round is the same:\n" + (
        _lines(
            f"plain = torch.nn.Conv1d({channels}, {each}, {kernel_size}, padding={over}"
            f"{settings}{_bias(layer)})",
            "plain.weight.data = layer.weight.transpose(0, 1).flip(2).detach()",
            "" if layer.bias is None else "plain.bias.data = layer.bias.detach()",
        )
    )


def _bias(layer: Any) -> str:
    return ", bias=False" if layer.bias is None else ""


def _lines(*lines: str) -> str:
    return "\n".join(f"    {line}" for line in lines if line)


_KNOWN = (_quantized, _scripted, _linear, _transposed)
