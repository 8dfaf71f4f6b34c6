"""The tables, one module for each part of the record."""

from earnest.db.models.mail import Message, MessageBody, Source, SourceItem
from earnest.db.models.people import (
    Account,
    AccountDomain,
    Contact,
    ContactAddress,
    ContactPhone,
    Opportunity,
)
from earnest.db.models.proposals import Proposal
from earnest.db.models.record import (
    Commitment,
    MetricActual,
    Misstep,
    Restraint,
    ServiceMetric,
    Touch,
)
from earnest.db.models.standing import CachedStanding
from earnest.db.models.workspaces import Member, Owned, OwnIdentity, ScopedQuerySet, Workspace

__all__ = [
    "Account",
    "AccountDomain",
    "CachedStanding",
    "Commitment",
    "Contact",
    "ContactAddress",
    "ContactPhone",
    "Member",
    "Message",
    "MessageBody",
    "MetricActual",
    "Misstep",
    "Opportunity",
    "OwnIdentity",
    "Owned",
    "Proposal",
    "Restraint",
    "ScopedQuerySet",
    "ServiceMetric",
    "Source",
    "SourceItem",
    "Touch",
    "Workspace",
]
