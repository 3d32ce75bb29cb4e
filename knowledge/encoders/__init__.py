"""Encoders: texts to vectors, chosen by the setting MADOGUCHI_ENCODER."""

from __future__ import annotations

from knowledge.encoders.protocol import Encoder, Vectors

__all__ = ["Encoder", "Vectors", "create_encoder"]


def create_encoder(name: str) -> Encoder:
    """`bundled`, `hashing` (tests), or any sentence-transformers model name or folder.

    Nothing is loaded before the first use, so this may be called before a fork. Raises SetupError when the library
    a model needs is not installed.
    """
    if name == "bundled":
        from knowledge.encoders.bundled import BundledEncoder

        return BundledEncoder()
    if name == "hashing":
        from knowledge.encoders.hashing import HashingEncoder

        return HashingEncoder()
    from knowledge.encoders.transformers import TransformersEncoder

    return TransformersEncoder(name)  # type: ignore[return-value]  # its dimension is known only after loading
