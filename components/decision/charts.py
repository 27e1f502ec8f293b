"""Drawings of the frameworks, as Graphviz text. Colours come in as hex, so that both themes are served."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from components.decision.tree import Edge, Tree

WRAP = 20  # characters a line in a box


@dataclass(frozen=True)
class Palette:
    """Hex colours of one theme: `muted` and `faint` for what is not walked, `line` for the walked path."""

    text: str
    muted: str
    faint: str
    paper: str
    line: str
    outcomes: Mapping[str, str]
    labels: Mapping[str, str]


def tree_dot(drawn: Tree, palette: Palette) -> str:
    """The tree with its walked path lit: full colour where the walk goes, faint where it does not."""
    lines = [
        "digraph {",
        "rankdir=TB; bgcolor=transparent; nodesep=0.22; ranksep=0.3;",
        f'node [fontname="Inter, sans-serif" fontsize=13 shape=box style="rounded" '
        f'color="{palette.faint}" fontcolor="{palette.muted}" margin="0.16,0.10"];',
        f'edge [fontname="Inter, sans-serif" fontsize=12 color="{palette.faint}" '
        f'fontcolor="{palette.muted}" arrowsize=0.6];',
    ]
    lines += [_node(drawn, node, palette) for node in drawn.asks]
    for place, edge in enumerate(drawn.edges):
        lines += _edge(drawn, edge, f"out{place}", palette)
    return "\n".join([*lines, "}"])


def tree_alt(drawn: Tree, palette: Palette, name: str) -> str:
    """What the drawing shows, in a sentence for those who cannot see it."""
    ends: dict[str, float] = {}
    for edge in drawn.edges:
        if drawn.leads_to_outcome(edge) and edge.share:
            ends[edge.end] = ends.get(edge.end, 0.0) + edge.share
    said = ", ".join(f"{palette.labels[end]} {share:.0%}" for end, share in ends.items())
    return f"Decision tree of {name} with {len(drawn.asks)} questions; the walked path ends at {said}"


def _node(drawn: Tree, node: str, palette: Palette) -> str:
    walked = any(edge.share for edge in drawn.edges if edge.start == node)
    look = f' color="{palette.line}" fontcolor="{palette.text}" penwidth=1.6' if walked else ""
    return f'"{node}" [label="{_wrapped(drawn.asks[node])}"{look}];'


def _edge(drawn: Tree, edge: Edge, leaf: str, palette: Palette) -> list[str]:
    lines = []
    end = edge.end
    if drawn.leads_to_outcome(edge):
        end = leaf
        lines.append(_leaf(leaf, edge, palette))
    said = edge.branch if edge.share in (0.0, 1.0) else f"{edge.branch} {edge.share:.0%}"
    look = ""
    if edge.share:
        width = 1.2 + 2.2 * edge.share
        look = f' color="{palette.line}" fontcolor="{palette.text}" penwidth={width:.1f}'
    return [*lines, f'"{edge.start}" -> "{end}" [label=" {_escaped(said)} "{look}];']


def _leaf(leaf: str, edge: Edge, palette: Palette) -> str:
    label, tone = _escaped(palette.labels[edge.end]), palette.outcomes[edge.end]
    if edge.share:
        look = f'style="rounded,filled" fillcolor="{tone}" color="{tone}" fontcolor="{palette.paper}"'
    else:
        look = f'style="rounded" color="{palette.faint}" fontcolor="{palette.muted}"'
    return f'"{leaf}" [label="{label}" {look}];'


def _wrapped(text: str) -> str:
    return "\\n".join(_escaped(line) for line in textwrap.wrap(text, WRAP))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
