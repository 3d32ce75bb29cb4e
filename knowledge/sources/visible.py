"""A page without what its reader does not see: hidden elements are where instructions to machines are planted.

What a style sheet hides, and white letters on white, can't be known without drawing the page; they stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from selectolax.lexbor import LexborNode

_HIDDEN = "[hidden]:not([hidden=until-found i]), [aria-hidden=true i]"
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_ZERO = re.compile(r"0*\.?0*(?:px|pt|em|rem|ex|ch|%|vw|vh)?(?:/.*)?")
_FAR = re.compile(r"-(?:\d{4,}|[5-9]\d\d)(?:\.\d+)?(?:px|pt|em|rem|%|vw)?")  # less is used to lay columns out
_CLIPPED = re.compile(r"rect\([01](?:px)?[, ].*|inset\((?:50|100)%.*|circle\(0\D.*")
_INVISIBLE = {
    "display": re.compile("none"),
    "visibility": re.compile("hidden|collapse"),
    "opacity": _ZERO,
    "color": re.compile("transparent"),
    "font": re.compile(rf"(?:.* )?{_ZERO.pattern}(?: .*)?"),
    "font-size": _ZERO,
    "text-indent": _FAR,
    **dict.fromkeys(("left", "right", "top", "margin-left", "margin-top"), _FAR),
    **dict.fromkeys(("clip", "clip-path"), _CLIPPED),
}
_BOX = ("width", "height", "max-width", "max-height")
_HEADINGS = "h1, h2, h3, h4, h5, h6"


def remove_unseen(root: LexborNode, noise: Iterable[str], accordions: Iterable[str] = ()) -> None:
    """Take noise and hidden elements out of the tree. `accordions` stay although a style closes them."""
    doomed = {node.mem_id for selector in (*noise, _HIDDEN) for node in root.css(selector)}
    doomed |= {node.mem_id for node in root.css("[style]") if _is_unseen(node.attributes.get("style") or "")}
    doomed -= {node.mem_id for selector in accordions for node in root.css(selector)}
    # On some servers the whole page stands in a form; and a page's own head has its title.
    boxes = root.css("form, header, [role=banner]")
    doomed |= {box.mem_id for box in boxes if box.css_first(_HEADINGS) is None}
    _prune(root, doomed - {root.mem_id})


def _is_unseen(style: str) -> bool:
    said: dict[str, str] = {}
    for declaration in _COMMENT.sub("", style).lower().split(";"):
        name, _, value = declaration.partition(":")
        said[name.strip()] = " ".join(value.partition("!")[0].split())
    if "hidden" in said.get("overflow", "") and any(_ZERO.fullmatch(said.get(side, "-")) for side in _BOX):
        return True
    return any(name in said and said[name] and looks.fullmatch(said[name]) for name, looks in _INVISIBLE.items())


def _prune(root: LexborNode, doomed: set[int]) -> None:
    """From above, so that nothing is touched again once the element around it is gone."""
    open_nodes = [root]
    while open_nodes:
        child = open_nodes.pop().first_child
        while child is not None:
            following = child.next
            if child.mem_id in doomed or child.is_comment_node:
                child.decompose()
            elif child.is_element_node:
                open_nodes.append(child)
            child = following
