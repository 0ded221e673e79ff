"""The twelve errors of DistributeImage, each provoked through DistributeImage under the condition that docs/errors.md names
for it, in the exact form in which it travels.
"""

import concurrent.futures
import contextlib
import json
import sqlite3
import time
import uuid

import botocore.session
import pytest

from support import organization, storage, volumes
from support.server import Credentials, Server
from test_imagebuilder import HOME, WEST, configure, order
from test_main_job import make_role

RUNNING_MAX = 100  # distributions of an account at once


class Company:
    """A server with all that a good request needs. The image's blocks cannot be read, so that what begins does not end.
    And a server that lets an account make one request a second.
    """

    def __init__(self, server, slow, names):
        self.server, self.names = server, names
        self.refusals = {}  # by error, the last of each
        self.slow_builder = self.client(slow)
        snapshot = volumes.upload(server.client("ebs", HOME), {0: volumes.block(1)})
        server.stop()
        server.start()  # which has no file of the blocks open
        self.builder = self.client(server)
        self.image = volumes.register(server.client("ec2", HOME), snapshot, "golden")
        self.role = make_role(server, "distribute")
        self.configuration = configure(self.builder, names)

    def client(self, server, credentials=None):
        """For Image Builder; `refusals` are what came to these clients, before they made anything of it."""
        client = server.client("imagebuilder", HOME, credentials)
        client.meta.events.register("before-parse.imagebuilder.DistributeImage", self.keep)
        return client

    def keep(self, response_dict, **_):
        headers = {key.lower(): value for key, value in response_dict["headers"].items()}
        self.refusals[headers.get("x-amzn-errortype")] = dict(response_dict, headers=headers)

    def distribute(self, builder=None, **change):
        request = dict(order(self.names, self.image, self.configuration, self.role), **change)
        return (builder or self.builder).distribute_image(**request)["imageBuildVersionArn"]


@pytest.fixture(scope="module")
def company(tmp_path_factory, names):
    server = Server(tmp_path_factory.mktemp("errors"), regions=(HOME, WEST)).start()
    slow = Server(tmp_path_factory.mktemp("slow"), regions=(HOME,), arguments=["--account-requests-per-second", "1"]).start()
    made = Company(server, slow, names)
    with storage.away(storage.segments(server, HOME)):
        yield made
        for each in (server, slow):
            assert each.stop() == 0, each.tail()


# ---- the conditions, by error ----

def a_stored_configuration_is_damaged(company):
    configuration = configure(company.builder, company.names)
    with contextlib.closing(sqlite3.connect(storage.catalog(company.server, HOME), timeout=30)) as catalog, catalog:
        catalog.execute("UPDATE distribution_configurations SET distributions = 'rot' WHERE slug = ?",
                        [configuration.rsplit("/", 1)[1]])
    company.distribute(distributionConfigurationArn=configuration)


def the_role_does_not_exist(company):
    company.distribute(executionRole="nobody")


def the_catalog_cannot_be_written(company):
    with contextlib.closing(sqlite3.connect(storage.catalog(company.server, HOME), timeout=30,
                                            isolation_level=None)) as catalog:
        catalog.execute("BEGIN IMMEDIATE")  # as another process would; the server waits ten seconds for it
        company.distribute()


def the_source_is_no_source(company):
    company.distribute(sourceImage="nonsense")


def the_token_came_with_another_request(company):
    company.distribute(clientToken="twice")
    company.distribute(clientToken="twice", tags={"other": "request"})


def the_configuration_is_another_accounts(company):
    account = organization.create_account(company.server, "neighbour")
    theirs = company.server.client("imagebuilder", HOME, organization.administrator(company.server, account))
    company.distribute(distributionConfigurationArn=configure(theirs, company.names))


def hurry(company, name):
    """Requests of one call and of two, more at once than there is room for, until one is refused with that error. Whichever
    come first, some find no room at all, and some room for themselves alone.
    """
    def attempt(number):
        try:
            if number % 3 == 0:
                company.slow_builder.list_images()
            else:
                company.distribute(company.slow_builder, sourceImage="ami-0123456789abcdef0")
        except company.slow_builder.exceptions.ClientError as error:
            return error
        return None

    deadline = time.monotonic() + 60
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        while time.monotonic() < deadline:
            for error in threads.map(attempt, range(8)):
                if error and (error.operation_name, error.response["Error"]["Code"]) == ("DistributeImage", name):
                    raise error


def there_is_room_for_no_request(company):
    hurry(company, "TooManyRequestsException")


def there_is_room_for_the_request_alone(company):
    hurry(company, "CallRateLimitExceededException")


def the_source_is_still_being_made(company):
    company.distribute(sourceImage=company.distribute())


def as_many_run_as_may(company):
    for _ in range(RUNNING_MAX + 1):
        company.distribute()


def no_policy_allows_it(company):
    iam = company.server.client("iam")
    iam.create_user(UserName="nobody")
    key = iam.create_access_key(UserName="nobody")["AccessKey"]
    credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
    company.distribute(company.client(company.server, credentials))


def the_source_does_not_exist(company):
    company.distribute(sourceImage="ami-0123456789abcdef0")


# {error: (HTTP status, what provokes it, a part of the message)}; what makes a hundred distributions comes last.
ERRORS = {
    "ServiceException": (500, a_stored_configuration_is_damaged, "cannot be read"),
    "ClientException": (400, the_role_does_not_exist, "nobody"),
    "ServiceUnavailableException": (503, the_catalog_cannot_be_written, "catalog"),
    "InvalidRequestException": (400, the_source_is_no_source, "'sourceImage'"),
    "IdempotentParameterMismatchException": (400, the_token_came_with_another_request, "'clientToken'"),
    "ForbiddenException": (403, the_configuration_is_another_accounts, "not shared with your account"),
    "CallRateLimitExceededException": (429, there_is_room_for_the_request_alone, "Amazon EC2 APIs"),
    "TooManyRequestsException": (429, there_is_room_for_no_request, "Request limit exceeded."),
    "ResourceInUseException": (400, the_source_is_still_being_made, "Retry when it is AVAILABLE"),
    "AccessDeniedException": (403, no_policy_allows_it, "imagebuilder:DistributeImage"),
    "ResourceNotFoundException": (404, the_source_does_not_exist, "ami-0123456789abcdef0"),
    "ServiceQuotaExceededException": (402, as_many_run_as_may, f"{RUNNING_MAX} distributions are running"),
}


def test_these_are_the_errors_that_the_model_declares():
    model = botocore.session.get_session().get_service_model("imagebuilder").operation_model("DistributeImage")
    declared = {shape.name: shape.metadata["error"]["httpStatusCode"] for shape in model.error_shapes}
    assert declared == {name: status for name, (status, _, _) in ERRORS.items()}


@pytest.mark.parametrize("name", ERRORS)
def test_each_is_provoked(company, name):
    status, provoke, words = ERRORS[name]
    with pytest.raises(getattr(company.builder.exceptions, name)) as error:
        provoke(company)
    assert error.value.operation_name == "DistributeImage"
    answer = company.refusals[name]
    headers = answer["headers"]
    assert (answer["status_code"], headers["content-type"]) == (status, "application/json")
    assert str(uuid.UUID(headers["x-amzn-requestid"])) == headers["x-amzn-requestid"]
    body = json.loads(answer["body"])
    assert list(body) == ["message"] and words in body["message"], body
