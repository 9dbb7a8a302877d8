"""An explorer as one HTML file: no Jupyter, no server, no network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from conv1d_lab.arithmetic import Array
    from conv1d_lab.explorer.widget import Explorer

STATIC = Path(__file__).parents[1] / "static"
# Marks that need no space beside them, in a line without strings, comments and regular expressions.
JS_MARKS = r" ?([,;{}()=?:&|*<>]) ?|(?<=[\w)\]]) ([+-]) (?=[\w([])"
CSS_MARKS = r" ?([,;{}]) ?|(?<=:) "
GOES_ON, CLOSES = (";", "{", ",", "("), ("}", ")", "]")
"""Between lines that end or begin so, a line break says nothing."""
TITLE = "A kernel that slides: torch.nn.Conv1d"

_TENSORS = ("x", "weight", "bias")
_PLAIN = (
    "stride",
    "padding",
    "dilation",
    "padding_mode",
    "groups",
    "batch_item",
    "output_channel",
    "position",
    "speed",
    "controls",
    "predict",
)

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p class="how">{how}</p>
<div id="explorer"></div>
<noscript><p>This page moves with JavaScript, which is off. The element it would show first:</p>
<pre>{text}</pre></noscript>
</main>
<footer>{credit}</footer>
<script type="module">{script}</script>
</body>
</html>
"""

_HOW = {
    "position": "Drag <b>position</b> and watch the window and the numbers move.<br>"
    "Each channel is multiplied and added up; the sums and the bias make one output.",
    "channel": "Drag <b>position</b> to slide the kernel; <b>output channel</b> takes another one."
    "<br>Each channel is multiplied and added up; the sums and the bias make one output.",
    "play": "Drag <b>position</b>, or press play, and the kernel slides over the input."
    "<br>Click a number to change it; click an output to see where it comes from.",
    "all": "Drag <b>position</b>, or press play, and the kernel slides over the input."
    "<br>Click a number to change it; the address of this page keeps position and settings.",
}

_CREDIT = (
    "Made with conv1d_lab, which grew out of the article "
    '<cite lang="zh">Conv1d原理解析</cite> and its worked example.'
)

_STYLE = """
:root { color-scheme: light dark; background: light-dark(#fff, #15181c);
color: light-dark(#1a1d21, #eceef1); font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0; }
main, footer { max-width: 1120px; margin: 0 auto; padding: 10px clamp(8px, 3vw, 28px); }
h1 { margin: 6px 4px 4px; font-size: clamp(20px, 4.5vw, 27px); line-height: 1.25;
letter-spacing: -.01em; overflow-wrap: anywhere; }
.how, noscript p { margin: 0 4px 12px; max-width: 46em; }
noscript pre { margin: 0 4px; overflow-x: auto; }
footer { margin-top: 14px; border-left: 4px solid transparent; font-size: 13px;
color: light-dark(#535a64, #a9b1bc); }
cite { font-style: normal; }
"""

# The link of a setting: what differs from the page as it was made, as #t=2&o=1&stride=2.
_LINK = """
const { store } = mount(document.getElementById("explorer"), STATE);
const NAMES = { n: "batch_item", o: "output_channel", t: "position", stride: "stride",
  padding: "padding", dilation: "dilation", padding_mode: "padding_mode" };
const now = () => {
  const { C, O, L, K } = geometry(store.state);
  const sizes = { in_channels: C, out_channels: O, kernel_size: K, length: L };
  const link = store.pool ? { ...sizes, groups: store.state.groups } : {};
  for (const name of Object.keys(NAMES)) link[name] = store.state[NAMES[name]];
  return link;
};
const made = now();
const link = () => Object.entries(now()).filter(([name, value]) => value !== made[name])
  .map(([name, value]) => `${name}=${value}`).join("&");
const number = (value) => /^[+-]?\\d{1,15}$/.test(value) ? Number(value) : undefined;
const within = (value, { min, max }) => Math.min(Math.max(value, min), max);
// As far as the sliders go, one after the other.
const most = (name) => {
  const far = name === "padding" ? Math.max(4, 8 * geometry(store.state).K - 8) : 8;
  return { min: 0, max: Math.max(far, Number(made[name]) || 0) };
};

function follow() {
  const wanted = { ...made };
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
    if (!(name in made)) continue;
    const word = name === "padding_mode" || (name === "padding" && value === "same");
    wanted[name] = word ? value : number(value) ?? made[name];
  }
  const set = (name, value) => store.set({ [name]: value });
  // What can be had depends on the other values: three rounds reach it.
  for (let round = 0; round < 3; round += 1) {
    const have = now();
    if (store.pool && Object.keys(have).some((name) => have[name] !== wanted[name])) {
      store.resize("groups", 1);
      for (const name of ["length", "kernel_size", "in_channels", "out_channels"]) {
        store.resize(name, within(wanted[name], sliderRanges(store.state)[name]));
      }
      const sizes = sliderRanges(store.state).groupSizes;
      store.resize("groups", sizes.filter((d) => d <= Math.max(1, wanted.groups)).pop());
    }
    const { modes } = sliderRanges(store.state);
    const mode = modes.includes(wanted.padding_mode) ? wanted.padding_mode : made.padding_mode;
    set("padding_mode", mode);
    for (const name of ["padding", "dilation", "stride"]) {
      const value = wanted[name];
      if (typeof value === "number") set(name, within(value, most(name)));
      else if (value === "valid" || sliderRanges(store.state).same) set(name, value);
    }
  }
  for (const name of ["n", "o", "t"]) set(NAMES[name], wanted[name]);
}

let timer = 0;
function keep() {
  if (store.state.playing) return;
  // Some front ends forbid a page inside another one to change its address.
  const address = link() ? `#${link()}` : location.href.split("#")[0];
  try { history.replaceState(null, "", address); } catch {}
}
follow();
keep();
addEventListener("hashchange", () => { clearTimeout(timer); follow(); });
store.subscribe(() => { clearTimeout(timer); timer = setTimeout(keep, 200); });
"""


def page_html(explorer: Explorer, title: str = TITLE) -> str:
    """Write the explorer as it stands as one HTML page that needs nothing else.

    The page shows the same explorer with the same numbers. Its address keeps what was changed, as
    in ``page.html#t=2&o=1&stride=2``; a value that the layer cannot have goes to the nearest.
    """
    if not isinstance(title, str):
        raise TypeError(f"title must be a string; got {title!r}")
    style = smaller((STATIC / "explorer.css").read_text(encoding="utf-8") + _STYLE, CSS_MARKS)
    style = style.replace("}\n", "}")
    script = smaller((STATIC / "explorer.js").read_text(encoding="utf-8") + _LINK, JS_MARKS)
    # As "<" could end the script, the state has none.
    state = json.dumps(_state(explorer)).replace("<", "\\u003c")
    script = f"const STATE = {state};\n{script}"
    return _PAGE.format(
        policy=_policy(script, style),
        title=escape(title),
        style=style,
        how=_HOW[explorer.controls],
        text=escape(str(explorer.explanation)),
        credit=_CREDIT,
        script=script,
    )


def save_page(explorer: Explorer, path: str | Path, title: str = TITLE) -> Path:
    """Write ``page_html(explorer, title)`` to ``path``, over a file that is there.

    Raises ValueError unless ``path`` ends in .html or .htm: browsers show other files as text.
    """
    if Path(path).suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"path must end in .html, to open as a page; got {str(path)!r}")
    # Half of a surrogate pair has no UTF-8; it reads as "?".
    content = page_html(explorer, title).encode("utf-8", "replace")
    Path(path).write_bytes(content)
    return Path(path)


def smaller(source: str, marks: str) -> str:
    """Leave out comments that fill whole lines, indentation, spaces beside ``marks``, and the end
    of a line that goes on anyway.

    Nothing clever: a line with a quote or a slash keeps its spaces and its end, and a template
    literal over several lines keeps every character.
    """
    spaces = re.compile(marks)
    kept, ended = "", False
    comment = template = False
    for line in source.splitlines():
        bare = line if template else line.strip()
        if not template and (comment or bare.startswith("/*")):
            end = bare.find("*/", 0 if comment else 2)
            comment = end < 0
            bare = "" if comment else bare[end + 2 :].strip()
        if not template and (not bare or bare.startswith("//")):
            continue
        if kept and not (ended and (kept.endswith(GOES_ON) or bare.startswith(CLOSES))):
            kept += "\n"
        if (bare.count("`") - bare.count("\\`")) % 2:
            template = not template
        ended = not template and not any(mark in bare for mark in "'\"`/")
        kept += spaces.sub(lambda m: m[m.lastindex] if m.lastindex else "", bare) if ended else bare
    return kept + "\n"


def _state(explorer: Explorer) -> dict[str, Any]:
    """Collect what mount() of explorer.js takes."""
    state = {name: getattr(explorer, name) for name in _PLAIN}
    state |= {name: _packed(getattr(explorer, name)) for name in _TENSORS}
    pool = explorer._pool
    return state | {
        "playing": False,
        "batched": explorer._batched,
        "pool": pool and {name: _packed(array) for name, array in pool.items()},
    }


def _packed(array: Array | None) -> dict[str, Any] | None:
    """Base64 of the float32 bytes, for JSON has neither nan nor inf."""
    if array is None:
        return None
    data = base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()
    return {"shape": list(array.shape), "data": data}


def _policy(script: str, style: str) -> str:
    """Allow this script and this style sheet, and no request at all."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
