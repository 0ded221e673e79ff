"""A distribution as a company runs it: 12 regions, 40 accounts in three units, a key for each region; and everything that
goes wrong in it at once. In the end there is exactly what the configuration says, what failed says why, a retry completes
it, and nothing was made twice.
"""

import collections
import concurrent.futures
import json
import time
import urllib.parse

import pytest

from support import organization, raw, storage, volumes
from support.distributions import failed_copies, frames_stored, until, wait_distributed
from support.server import Server

HOME = "us-east-1"
REGIONS = (HOME, "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-central-1", "eu-north-1",
           "ap-northeast-1", "ap-southeast-1", "ap-south-1", "sa-east-1")
BAD_KEY_REGION = "ap-south-1"
REGIONS_THAT_COPY = [region for region in REGIONS[1:] if region != BAD_KEY_REGION]
ACCOUNTS = 40
UNITS = ("production", "staging", "tools")
WITHOUT_ROLE = 3
KILLS = 3
# Each batch of a copy has four blocks and two wait to be stored, so that some are before the first that cannot be read.
ARGUMENTS = ("--transfer-threads", "1", "--transfer-batch-mib", "1", "--log-format", "json")
EARLY = {index: volumes.block(3000 + index) for index in range(12)}
LATE = {100 + index: volumes.block(4000 + index) for index in range(2)}


class Scenario:
    """The company: its accounts, keys and the image, and what it wants of them."""

    def __init__(self, server):
        self.server = server
        self.own = organization.own_account(server)
        self.make_accounts()
        self.role = organization.add_execution_role(server, "distribute")
        self.keys = {region: server.client("kms", region).create_key(Policy=self.key_policy(region))["KeyMetadata"]["Arn"]
                     for region in REGIONS_THAT_COPY}
        self.keys[BAD_KEY_REGION] = f"arn:aws:kms:{BAD_KEY_REGION}:{self.own}:key/00000000-0000-4000-8000-000000000000"
        snapshot, self.late_segment = storage.upload_in_two_segments(server, HOME, EARLY, LATE)
        self.image = volumes.register(server.client("ec2"), snapshot, "golden")
        self.frames_before = frames_stored(server)

    def make_accounts(self):
        organizations = organization.ensure_organization(self.server)
        (root,) = organizations.list_roots()["Roots"]
        self.units = [organizations.create_organizational_unit(ParentId=root["Id"], Name=name)["OrganizationalUnit"]
                      for name in UNITS]
        self.accounts = []
        for number in range(ACCOUNTS):
            account = organization.create_account(self.server, f"member{number}")
            organizations.move_account(AccountId=account, SourceParentId=root["Id"],
                                       DestinationParentId=self.units[number % len(UNITS)]["Id"])
            self.accounts.append(account)
        self.late = self.accounts[5:5 + WITHOUT_ROLE]
        for account in self.accounts:
            if account not in self.late:
                organization.add_receiving_role(self.server, account, self.own)

    def key_policy(self, region):
        """The company's own account, and the receiving role of every account, through EC2."""
        principals = [f"arn:aws:iam::{account}:root" for account in [self.own, *self.accounts]]
        return json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": principals}, "Action": "kms:*", "Resource": "*"}]})

    # Every account gets an image in three of the regions; the company's own in all.
    def targets(self, region):
        place = REGIONS.index(region)
        return [self.own] + [account for number, account in enumerate(self.accounts)
                             if (place - number) % len(REGIONS) < 3]

    def distributions(self):
        result = []
        for region in REGIONS:
            ami = {"name": "golden {{ imagebuilder:buildDate }}", "targetAccountIds": self.targets(region),
                   "amiTags": {"release": "{{imagebuilder:buildVersion}}"},
                   "launchPermission": {"organizationalUnitArns": [self.units[0]["Arn"]]}}
            if region in self.keys:
                ami["kmsKeyId"] = self.keys[region]
            result.append({"region": region, "amiDistributionConfiguration": ami,
                           "ssmParameterConfigurations": [{"parameterName": "/golden", "dataType": "aws:ec2:image"}]})
        return result

    def wanted(self):
        return {(region, account) for region in REGIONS for account in self.targets(region)}

    def should_fail(self):
        return {(region, account) for region, account in self.wanted()
                if account in self.late or region == BAD_KEY_REGION}

    def amis(self, region, account):
        """What the account owns of this distribution in the region, as EC2 says it."""
        credentials = None if account == self.own else organization.administrator(self.server, account)
        ec2 = self.server.client("ec2", region, credentials=credentials)
        return [image for image in ec2.describe_images(Owners=["self"])["Images"] if image["ImageId"] != self.image]


@pytest.fixture
def own(tmp_path):
    server = Server(tmp_path, regions=REGIONS, arguments=ARGUMENTS).start()
    yield server
    server.stop()


def wait_for_the_middle_of_copies(company):
    """Until a copy to each region has stopped where the source cannot be read; some blocks have come by then."""
    clients = [company.server.client("ec2", region) for region in REGIONS_THAT_COPY]

    def own_amis():
        return [ami for client in clients for ami in client.describe_images(Owners=["self"])["Images"]]
    until(lambda: len(own_amis()) == len(REGIONS_THAT_COPY), pause=0.1)
    copied = {snapshot for ami in own_amis() for snapshot in volumes.snapshots_of(ami)}
    assert len(copied) == len(REGIONS_THAT_COPY)
    until(lambda: copied <= set(failed_copies(company.server)))
    assert frames_stored(company.server) >= company.frames_before + len(REGIONS_THAT_COPY)
    assert {ami["State"] for ami in own_amis()} == {"pending"}


def places(amis):
    return collections.Counter((ami["region"], ami["accountId"]) for ami in amis)


def test_a_company_distributes_its_image(own):
    company = Scenario(own)
    configuration = own.client("imagebuilder").create_distribution_configuration(
        name="golden", clientToken="c", distributions=company.distributions())["distributionConfigurationArn"]
    request = dict(sourceImage=company.image, distributionConfigurationArn=configuration,
                   executionRole=company.role, clientToken="only-once")

    # The same request twice at once: one image. Its source goes away in the middle of the copies, and comes back.
    with storage.away(company.late_segment):
        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            arns = {answer["imageBuildVersionArn"] for answer in
                    threads.map(lambda client: client.distribute_image(**request),
                                [own.client("imagebuilder") for _ in range(2)])}
        assert len(arns) == 1
        (arn,) = arns
        wait_for_the_middle_of_copies(company)

    # The server dies in the middle, again and again, and each time a client repeats its request.
    for attempt in range(KILLS):
        time.sleep(0.15 * attempt)
        own.kill()
        own.start()
        assert own.client("imagebuilder").distribute_image(**request)["imageBuildVersionArn"] == arn

    image = wait_distributed(own.client("imagebuilder"), arn, timeout=240)
    assert image["state"]["status"] == "FAILED"
    check_failures(company, image)
    made = {(ami["region"], ami["accountId"]): ami for ami in image["outputResources"]["amis"]
            if ami["state"]["status"] == "AVAILABLE"}
    assert set(made) == company.wanted() - company.should_fail()
    check_amis(company, made)
    check_parameters(company, made)
    check_bits(company, made)

    # What was missing is made good, and the retry does what is left; the bad key stays bad.
    for account in company.late:
        organization.add_receiving_role(own, account, company.own)
    own.client("imagebuilder").retry_image(imageBuildVersionArn=arn, clientToken="again")
    time.sleep(0.1)
    own.kill()
    own.start()
    again = wait_distributed(own.client("imagebuilder"), arn, timeout=240)
    failed = {(region, account) for region, account in company.wanted() if region == BAD_KEY_REGION}
    assert {(f["region"], f["targetAccountId"]) for f in failures_of(own, arn)} == failed
    done = {(ami["region"], ami["accountId"]): ami for ami in again["outputResources"]["amis"]
            if ami["state"]["status"] == "AVAILABLE"}
    assert set(done) == company.wanted() - failed
    for place, ami in made.items():
        assert done[place]["image"] == ami["image"], "what was good was made again"
    assert max(places(again["outputResources"]["amis"]).values()) == 1
    check_amis(company, done)
    check_events(own, arn)


def failures_of(server, arn):
    """As the server sends them; the installed client's model may not know failureContext yet."""
    _, _, body = raw.send(server, "imagebuilder", "GET",
                          "/GetImage?imageBuildVersionArn=" + urllib.parse.quote(arn, safe=""))
    return json.loads(body)["image"]["state"]["failureContext"]["distributionFailure"]["regionFailures"]


def check_failures(company, image):
    reason = image["state"]["reason"]
    assert "1. " in reason and f"source account {company.own}" in reason and len(reason) <= 1024
    failures = failures_of(company.server, image["arn"])
    assert {(f["region"], f["targetAccountId"]) for f in failures} == company.should_fail()
    for each in failures:
        says = "Given key ID is not accessible" if each["targetAccountId"] not in company.late \
            else organization.CROSS_ACCOUNT_ROLE
        assert says in each["errorMessage"], each


def check_amis(company, made):
    """Each account owns one AMI in each of its places and nothing else, as EC2 tells it."""
    by_account = collections.defaultdict(set)
    for region, account in made:
        by_account[account].add(region)
    for account in [company.own, company.accounts[0], company.accounts[13], *company.late]:
        for region in REGIONS:
            amis = company.amis(region, account)
            expected = int(region in by_account[account] and not (region == HOME and account == company.own))
            assert len(amis) == expected, (region, account, amis)
            if not expected:
                continue
            (ami,) = amis
            tags = {tag["Key"]: tag["Value"] for tag in ami["Tags"]}
            assert tags["release"] == "1" and ami["Name"].startswith("golden 2")
            assert ami["BlockDeviceMappings"][0]["Ebs"]["Encrypted"] == (region in company.keys)


def check_parameters(company, made):
    for region in REGIONS:
        ssm = company.server.client("ssm", region)
        if region == BAD_KEY_REGION:
            assert ssm.get_parameters(Names=["/golden"])["InvalidParameters"] == ["/golden"]
            continue
        parameter = ssm.get_parameter(Name="/golden")["Parameter"]
        assert parameter["Value"] == made[region, company.own]["image"] and parameter["Version"] == 1


def check_bits(company, made):
    region = REGIONS[4]
    ec2, ebs = company.server.client("ec2", region), company.server.client("ebs", region)
    (ami,) = ec2.describe_images(ImageIds=[made[region, company.own]["image"]])["Images"]
    (snapshot,) = volumes.snapshots_of(ami)
    assert volumes.download(ebs, snapshot) == {**EARLY, **LATE}


def check_events(server, arn):
    path = server.data / "events.jsonl"
    wanted = ["DISTRIBUTING", "INTEGRATING", "FAILED", "DISTRIBUTING", "INTEGRATING", "FAILED"]
    deadline = time.monotonic() + 30
    while True:
        events = {}
        for line in path.read_text().splitlines():
            event = json.loads(line)
            if event["resources"] == [arn]:
                events[event["id"]] = event["detail"]["state"]["status"]  # a repetition has the same id
        if list(events.values()) == wanted:
            return
        assert time.monotonic() < deadline, events
        time.sleep(0.1)
