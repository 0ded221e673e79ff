"""The six EBS direct operations through boto3: bytes, checksums, tokens, parents, bad input."""

import time

import pytest

from support import volumes


@pytest.fixture
def ebs(server):
    return server.client("ebs")


def start(ebs, **more):
    return ebs.start_snapshot(**dict(dict(VolumeSize=1), **more))["SnapshotId"]


def test_start_reports_what_clients_need(ebs, server):
    answer = ebs.start_snapshot(VolumeSize=2, Description="disk", Tags=[{"Key": "a", "Value": "b"}])
    assert answer["BlockSize"] == volumes.BLOCK and answer["VolumeSize"] == 2
    assert answer["Status"] == "pending" and answer["Description"] == "disk"
    assert answer["OwnerId"] == server.client("sts").get_caller_identity()["Account"]
    assert answer["Tags"] == [{"Key": "a", "Value": "b"}]
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 201


def test_round_trip_keeps_data_zero_and_absent_apart(ebs):
    blocks = {0: volumes.block(1), 1: volumes.ZERO, 2047: volumes.block(2)}
    assert volumes.download(ebs, volumes.upload(ebs, blocks)) == blocks


def test_put_replaces_and_counts_once(ebs):
    snapshot = start(ebs)
    volumes.put(ebs, snapshot, 4, volumes.block(1))
    volumes.put(ebs, snapshot, 4, volumes.block(2))
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=1)
    assert volumes.download(ebs, snapshot) == {4: volumes.block(2)}


def test_child_overlays_its_parent(ebs):
    parent = volumes.upload(ebs, {0: volumes.block(1), 1: volumes.block(2)})
    child = volumes.upload(ebs, {1: volumes.ZERO, 9: volumes.block(3)}, ParentSnapshotId=parent)
    assert volumes.download(ebs, child) == {0: volumes.block(1), 1: volumes.ZERO, 9: volumes.block(3)}
    changed = ebs.list_changed_blocks(FirstSnapshotId=parent, SecondSnapshotId=child)["ChangedBlocks"]
    assert [(item["BlockIndex"], "FirstBlockToken" in item, "SecondBlockToken" in item)
            for item in changed] == [(1, True, True), (9, False, True)]
    backwards = ebs.list_changed_blocks(FirstSnapshotId=child, SecondSnapshotId=parent)["ChangedBlocks"]
    assert [(item["BlockIndex"], "FirstBlockToken" in item, "SecondBlockToken" in item)
            for item in backwards] == [(1, True, True), (9, True, False)]


def test_deleting_the_parent_leaves_the_child(ebs, server):
    parent = volumes.upload(ebs, {0: volumes.block(1)})
    child = volumes.upload(ebs, {1: volumes.block(2)}, ParentSnapshotId=parent)
    server.client("ec2").delete_snapshot(SnapshotId=parent)
    assert volumes.download(ebs, child) == {0: volumes.block(1), 1: volumes.block(2)}


def test_unrelated_snapshots_cannot_be_compared(ebs, fails):
    first, second = volumes.upload(ebs, {}), volumes.upload(ebs, {})
    with fails("ValidationException", 400, "not related") as error:
        ebs.list_changed_blocks(FirstSnapshotId=first, SecondSnapshotId=second)
    assert error.value.response["Reason"] == "UNRELATED_SNAPSHOTS"


def test_listing_pages_by_token(ebs):
    snapshot = volumes.upload(ebs, {index: volumes.ZERO for index in range(250)})
    pages, token = [], None
    while True:
        page = ebs.list_snapshot_blocks(SnapshotId=snapshot, MaxResults=100,
                                        **({"NextToken": token} if token else {}))
        pages.append([item["BlockIndex"] for item in page["Blocks"]])
        token = page.get("NextToken")
        if not token:
            break
    assert [len(page) for page in pages] == [100, 100, 50]
    assert sum(pages, []) == list(range(250))
    rest = ebs.list_snapshot_blocks(SnapshotId=snapshot, StartingBlockIndex=248)
    assert [item["BlockIndex"] for item in rest["Blocks"]] == [248, 249]
    assert rest["VolumeSize"] == 1 and rest["BlockSize"] == volumes.BLOCK


def test_linear_checksum_over_raw_digests(ebs, fails):
    """Vector of two blocks: 0x41 and 0x42 repeated."""
    snapshot = start(ebs)
    volumes.put(ebs, snapshot, 7, b"\x42" * volumes.BLOCK)
    volumes.put(ebs, snapshot, 3, b"\x41" * volumes.BLOCK)
    good = dict(ChecksumAlgorithm="SHA256", ChecksumAggregationMethod="LINEAR")
    with fails("ValidationException", 400):
        ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=2,
                              Checksum="0pCz/+tXKEkEkZzaqEucQ0JvEtUK8Ay9fnYpMkCo95U=", **good)
    with fails("ValidationException", 400):
        ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=2, ChecksumAlgorithm="SHA256")
    answer = ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=2,
                                   Checksum="y70dliekiWXwOuHPNk95FPMloOXDcF2KlCJ45WXZyH4=", **good)
    assert answer["Status"] == "completed"


def test_wrong_count_leaves_the_snapshot_pending(ebs, fails):
    snapshot = start(ebs)
    volumes.put(ebs, snapshot, 0, volumes.ZERO)
    with fails("ValidationException", 400):
        ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=2)
    volumes.put(ebs, snapshot, 1, volumes.ZERO)
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=2)
    # A repeated completion with the same numbers is the answer to a lost reply; with others it is a mistake.
    assert ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=2)["Status"] == "completed"
    with fails("ValidationException", 400):
        ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=3)


def test_client_token_replays_and_notices_other_requests(ebs, names, fails):
    token = names("token")
    first = start(ebs, ClientToken=token, Description="one")
    assert start(ebs, ClientToken=token, Description="one") == first
    with fails("ConflictException", 409):
        start(ebs, ClientToken=token, Description="two")


@pytest.mark.parametrize("change, reason", [
    (dict(Checksum=volumes.checksum(volumes.block(2))), "INVALID_BLOCK"),
    (dict(BlockIndex=2048), "INVALID_BLOCK"),
    (dict(ChecksumAlgorithm="MD5"), None),
    (dict(DataLength=1), None),
    (dict(BlockData=b"short", DataLength=5, Checksum=volumes.checksum(b"short")), None),
])
def test_bad_puts_are_refused_and_store_nothing(ebs, fails, change, reason):
    snapshot = start(ebs)
    data = volumes.block(1)
    arguments = dict(SnapshotId=snapshot, BlockIndex=0, BlockData=data, DataLength=len(data),
                     Checksum=volumes.checksum(data), ChecksumAlgorithm="SHA256")
    with fails("ValidationException", 400) as error:
        ebs.put_snapshot_block(**dict(arguments, **change))
    if reason:
        assert error.value.response["Reason"] == reason
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=0)
    assert volumes.download(ebs, snapshot) == {}


def test_states_and_unknown_ids(ebs, fails):
    with fails("ResourceNotFoundException", 404) as error:
        ebs.list_snapshot_blocks(SnapshotId="snap-0123456789abcdef0")
    assert error.value.response["Reason"] == "SNAPSHOT_NOT_FOUND"
    pending = start(ebs)
    with fails("ValidationException", 400):
        ebs.list_snapshot_blocks(SnapshotId=pending)
    with fails("ValidationException", 400):
        start(ebs, ParentSnapshotId=pending)
    with fails("ResourceNotFoundException", 404):
        start(ebs, ParentSnapshotId="snap-0123456789abcdef0")
    done = volumes.upload(ebs, {})
    with fails("ValidationException", 400):
        volumes.put(ebs, done, 0, volumes.ZERO)


@pytest.mark.parametrize("size", [0, -1, 65537])
def test_volume_size_has_bounds(ebs, fails, size):
    with fails("ValidationException", 400):
        start(ebs, VolumeSize=size)


def test_tokens_are_bound_to_snapshot_and_index(ebs, fails):
    snapshot = volumes.upload(ebs, {0: volumes.block(1), 1: volumes.block(2)})
    other = volumes.upload(ebs, {0: volumes.block(1)})
    first, second = ebs.list_snapshot_blocks(SnapshotId=snapshot)["Blocks"]
    for wrong in (dict(SnapshotId=snapshot, BlockIndex=0, BlockToken=second["BlockToken"]),
                  dict(SnapshotId=other, BlockIndex=0, BlockToken=first["BlockToken"]),
                  dict(SnapshotId=snapshot, BlockIndex=0, BlockToken="AAAA")):
        with fails("ValidationException", 400) as error:
            ebs.get_snapshot_block(**wrong)
        assert error.value.response["Reason"] == "INVALID_BLOCK_TOKEN"
    with fails("ValidationException", 400) as error:
        ebs.list_snapshot_blocks(SnapshotId=snapshot, NextToken="AAAA")
    assert error.value.response["Reason"] == "INVALID_PAGE_TOKEN"


def test_ec2_sees_the_snapshot_at_once(ebs, server):
    ec2 = server.client("ec2")
    snapshot = start(ebs, Description="seen")
    (seen,) = ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"]
    assert (seen["State"], seen["Description"], seen["VolumeSize"]) == ("pending", "seen", 1)
    volumes.put(ebs, snapshot, 0, volumes.block(1))
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=1)
    (seen,) = ec2.describe_snapshots(SnapshotIds=[snapshot])["Snapshots"]
    assert (seen["State"], seen["Progress"]) == ("completed", "100%")
    ec2.get_waiter("snapshot_completed").wait(SnapshotIds=[snapshot])


def test_another_account_sees_nothing(ebs, server, member_account, fails):
    snapshot = volumes.upload(ebs, {0: volumes.block(1)})
    foreign = server.client("ebs", credentials=member_account[1])
    with pytest.raises(foreign.exceptions.ClientError) as error:
        foreign.list_snapshot_blocks(SnapshotId=snapshot)
    assert error.value.response["Error"]["Code"] in ("AccessDeniedException", "ResourceNotFoundException")


def test_parallel_puts(ebs, server):
    """Sixteen writers, as clients really do it; every block must come back."""
    from concurrent.futures import ThreadPoolExecutor
    snapshot = start(ebs)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda index: volumes.put(ebs, snapshot, index, volumes.block(index)), range(64)))
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=64)
    assert volumes.download(ebs, snapshot) == {index: volumes.block(index) for index in range(64)}


def test_dates_are_close_to_now(ebs):
    answer = ebs.start_snapshot(VolumeSize=1)
    assert abs(answer["StartTime"].timestamp() - time.time()) < 60
