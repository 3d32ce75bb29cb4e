"""XML of strangers: read without a document type, entities, network or endless depth."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from handlers.disaster.telegrams.values import UnreadableTelegram

MOST_BYTES = 8_000_000  # the weather agency's largest, of all municipalities of Japan, has four million


def read_root(content: bytes) -> etree._Element:
    """Raises UnreadableTelegram."""
    if len(content) > MOST_BYTES:
        raise UnreadableTelegram(f"larger than {MOST_BYTES} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableTelegram(f"no XML ({type(error).__name__})") from None
    if root is None:
        raise UnreadableTelegram("no XML (empty)")
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise UnreadableTelegram("has a document type, which may hide entities")
    return root


def path(names: str) -> str:
    """`A/B` as a path of elements in whatever namespace; `.//A` anywhere below."""
    return "/".join(name if name in (".", "") else f"{{*}}{name}" for name in names.split("/"))


def find(element: etree._Element | None, names: str) -> etree._Element | None:
    return None if element is None else element.find(path(names))


def find_all(element: etree._Element | None, names: str) -> Iterator[etree._Element]:
    if element is not None:
        yield from element.iterfind(path(names))


def text_of(element: etree._Element | None, names: str) -> str:
    """Without space around it; empty where there is no such element or it is empty."""
    found = find(element, names)
    return (found.text or "").strip() if found is not None else ""


def local_name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
