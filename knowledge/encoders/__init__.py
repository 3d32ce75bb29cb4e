"""Encoders: texts to vectors, chosen by the setting MADOGUCHI_ENCODER."""

from __future__ import annotations

from typing import Any

from knowledge.encoders.protocol import Encoder, Vectors

__all__ = ["Encoder", "Vectors", "as_sentence_transformer", "create_encoder"]


def create_encoder(name: str) -> Encoder:
    """`bundled`, `hashing` (tests), or any sentence-transformers model folder, or name with or without `@revision`.

    Nothing is loaded before the first use, so this may be called before a fork. Raises SetupError when the library
    a model needs is not installed, or the folder is not there.
    """
    if name == "bundled":
        from knowledge.encoders.bundled import BundledEncoder

        return BundledEncoder()
    if name == "hashing":
        from knowledge.encoders.hashing import HashingEncoder

        return HashingEncoder()
    from knowledge.encoders.transformers import TransformersEncoder

    return TransformersEncoder(name)


def as_sentence_transformer() -> Any:
    """The bundled weights as a `sentence_transformers.SentenceTransformer`, whose prompts are "query" and "document".

    For code that expects the library's own API: the vectors are those of `create_encoder("bundled")`. Raises
    SetupError when the library is not installed.
    """
    from knowledge.encoders.library import check_library

    check_library("as_sentence_transformer")
    from knowledge.encoders.bundled_module import wrap_bundled

    return wrap_bundled()
