"""The bundled encoder's tokenizer, in the library's own form. Part of the extra `[transformers]`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

MASK = "<mask>"


def build_tokenizer(pieces: Sequence[tuple[str, float]], special: Mapping[str, int]) -> Tokenizer:
    """A unigram tokenizer of `pieces` with their log probabilities; `special` has the numbers of bos, eos, pad, unk."""
    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=special["unk"], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    names = {name: pieces[number][0] for name, number in special.items()}
    tokenizer.add_special_tokens([AddedToken(name, normalized=False, special=True) for name in (*names.values(), MASK)])
    begin, end = ((names[name], special[name]) for name in ("bos", "eos"))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin[0]} $A {end[0]}",
        pair=f"{begin[0]} $A {end[0]} {end[0]} $B {end[0]}",
        special_tokens=[begin, end],
    )
    return tokenizer
