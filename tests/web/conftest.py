"""A desk on one's own machine, one for a team, and people at their browsers."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from earnest.app.workspaces import local_workspace
from earnest.db.models import Workspace
from tests.builders import NOW, make_member, make_workspace


@pytest.fixture(autouse=True)
def _time_stands_still() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(db: None) -> Workspace:
    """The workspace of this machine."""
    return local_workspace()


@pytest.fixture
def visitor() -> Client:
    """A browser on this machine, in local mode."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def team(db: None, settings: Settings) -> Workspace:
    """A team's workspace; people have to sign in."""
    settings.MODE = "team"
    return make_workspace("Team")


def signed_in(user: User) -> Client:
    """The browser of someone who has signed in."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


@pytest.fixture
def member(team: Workspace) -> Client:
    """The browser of someone in the team."""
    return signed_in(make_member(team, "member"))


@pytest.fixture
def stranger(team: Workspace) -> Client:
    """The browser of someone who is signed in, but works elsewhere."""
    return signed_in(make_member(make_workspace("Elsewhere"), "stranger"))


@pytest.fixture
def anonymous(team: Workspace) -> Client:
    """The browser of someone who has not signed in."""
    return Client(headers={"host": "localhost"})
