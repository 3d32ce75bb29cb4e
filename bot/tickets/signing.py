"""The city's key for tickets: derived from the secret key, so that nothing more has to be kept; former ones verify."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.models.vault import Vault
from bot.tickets.ticket import Ticket, read_body, split, write_body

PURPOSE = "tickets: signature, P-256"
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256's group
_HALF = 32  # bytes of r, and of s
_ALGORITHM = ec.ECDSA(SHA256())


@dataclass(frozen=True)
class _Key:
    id: str
    private: ec.EllipticCurvePrivateKey
    point: bytes  # the public key, uncompressed


class TicketKeys:
    """Signs with the present key; verifies with it and with those before it."""

    def __init__(self, vault: Vault) -> None:
        self._keys = [_derive(seed) for seed in vault.derive_keys(PURPOSE)]

    def sign(self, ticket: Ticket) -> str:
        """What the QR code holds."""
        key = self._keys[0]
        body = write_body(ticket, key.id)
        r, s = decode_dss_signature(key.private.sign(body.encode("ascii"), _ALGORITHM))
        signature = r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")
        return f"{body}.{base64.b32encode(signature).decode('ascii').rstrip('=')}"

    def read(self, text: str) -> Ticket | None:
        """None for what is not ours: another code, a forged or a damaged one."""
        parts = split(text)
        key = next((one for one in self._keys if parts and one.id == parts[0]), None)
        if parts is None or key is None:
            return None
        _, body, written = parts
        try:
            signature = base64.b32decode(written + "=" * (-len(written) % 8))
            r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
            key.private.public_key().verify(encode_dss_signature(r, s), body.encode("ascii"), _ALGORITHM)
        except (InvalidSignature, binascii.Error, ValueError):
            return None
        return read_body(body)

    def list_public(self) -> dict[str, str]:
        """The public keys by id, as WebCrypto imports them (`raw`), in base 64."""
        return {key.id: base64.b64encode(key.point).decode("ascii") for key in self._keys}


def _derive(seed: bytes) -> _Key:
    """A key from 32 random bytes. As the order is so near 2**256, the bias of taking the rest is below 2**-32."""
    private = ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return _Key(hashlib.sha256(point).hexdigest()[:6].upper(), private, point)
