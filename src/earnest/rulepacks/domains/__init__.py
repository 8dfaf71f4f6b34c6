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
    labels = domain.split(".")
    found = _extract(domain).top_domain_under_public_suffix
    if found.endswith((".gov", ".mil")) and len(labels) > 2:
        # Under these, offices of their own share one registration: cpuc.ca.gov, navy.af.mil.
        return ".".join(labels[-3:])
    return found or ".".join(labels[-2:])


@lru_cache(maxsize=1)
def _shared() -> frozenset[str]:
    text = (files(__package__) / "shared.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)["domains"])


def load_domains() -> Domains:
    """What is known of domains, from the shipped lists."""
    shared = _shared()
    return Domains(registrable=registrable, is_shared=shared.__contains__)
