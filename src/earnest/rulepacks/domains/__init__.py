"""The pack of shared mail domains, and registrable domains by the public suffix list."""

import tomllib
from functools import lru_cache
from importlib.resources import files

import tldextract

from earnest.core.mailbox.identity import Domains

# The list that ships with the library; nothing is fetched and nothing is cached on disk.
_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True)


@lru_cache(maxsize=50_000)
def registrable(domain: str) -> str:
    """The part of a domain someone registered: mail.acme.co.uk gives acme.co.uk. A name without a
    public suffix (acme.invalid, localhost) is given back by its last two labels."""
    domain = domain.strip().strip(".").lower()[:255]
    found = _extract(domain)
    return found.top_domain_under_public_suffix or ".".join(domain.split(".")[-2:])


@lru_cache(maxsize=1)
def _shared() -> frozenset[str]:
    text = (files(__package__) / "shared.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["domains"])


def load_domains() -> Domains:
    """What is known of domains, from the shipped lists."""
    shared = _shared()
    return Domains(registrable=registrable, is_shared=shared.__contains__)
