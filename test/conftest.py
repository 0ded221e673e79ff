"""One server for each test process; tests use names of their own, so they do not meet."""

import itertools
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from support.server import Credentials, Server  # noqa: E402


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("server")).start()
    yield running
    assert running.stop() == 0, running.tail()


@pytest.fixture(scope="session")
def names(worker_id="main"):
    """unique() gives a name nobody else uses."""
    counter = itertools.count()

    def unique(prefix="test"):
        return f"{prefix}-{worker_id}-{next(counter)}"
    return unique


@pytest.fixture(scope="session")
def member_account(server):
    """A second account, made the way a user would: (account id, Credentials of an administrator there)."""
    organizations = server.client("organizations")
    try:
        organizations.create_organization(FeatureSet="ALL")
    except organizations.exceptions.AlreadyInOrganizationException:
        pass
    status = organizations.create_account(Email="member@example.com", AccountName="member")
    request = status["CreateAccountStatus"]["Id"]
    state = status["CreateAccountStatus"]
    while state["State"] == "IN_PROGRESS":
        state = organizations.describe_create_account_status(
            CreateAccountRequestId=request)["CreateAccountStatus"]
    account = state["AccountId"]
    session = server.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole", RoleSessionName="test")
    return account, Credentials.of(session["Credentials"])


@pytest.fixture
def fails():
    """`with fails("Code", status=400) as error:` expects exactly that ClientError."""
    import contextlib

    import botocore.exceptions

    @contextlib.contextmanager
    def expecting(code, status=None, text=None):
        with pytest.raises(botocore.exceptions.ClientError) as caught:
            yield caught
        error = caught.value.response["Error"]
        assert error["Code"] == code, error
        if status is not None:
            assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
        if text is not None:
            assert text in error["Message"], error
    return expecting
