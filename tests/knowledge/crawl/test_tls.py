"""The machine is chosen by its checked address, and its certificate has to be the host's all the same."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.clock import utc_now
from bot.db import Database
from bot.errors import TemporaryFault
from knowledge.crawl.options import CrawlOptions
from knowledge.crawl.site import crawl_site
from tests.knowledge.crawl.site_server import Site, serve_site

OPTIONS = CrawlOptions(delay_seconds=0, allow_private=True, resolve=lambda *_: ["127.0.0.1"])


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite alone: certificates do not depend on the database."""
    return f"sqlite:///{tmp_path / 'madoguchi.db'}"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate of its own for city.example, in one file."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "city")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(utc_now() - timedelta(days=1)).not_valid_after(utc_now() + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.DNSName("city.example")])
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path / "city.pem"
    path.write_bytes(written + signed.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure_site(certificate: Path) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serve_site(context) as site:
        site.page("/", "市", "本文")
        yield site


def test_only_the_hosts_own_certificate_is_trusted(
    database: Database, secure_site: Site, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = secure_site.root.rpartition(":")[2]
    with pytest.raises(TemporaryFault, match="no certificate that can be trusted"):
        crawl_site(database, f"https://city.example:{port}/", OPTIONS)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(TemporaryFault, match="no certificate that can be trusted"):
        crawl_site(database, f"https://town.example:{port}/", OPTIONS)
    assert secure_site.asked == []
    assert crawl_site(database, f"https://city.example:{port}/", OPTIONS).stored.added == 1
