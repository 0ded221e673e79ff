"""Hostile and broken input on the socket: always a clear 4xx in the right shape, never a crash."""

import json

import pytest

from support.raw import send, send_bytes

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def ec2(server, body, **more):
    return send(server, "ec2", "POST", "/", body, FORM, **more)


@pytest.fixture(autouse=True)
def still_alive(server):
    """After every test the same process must still answer."""
    yield
    assert server.process.poll() is None
    assert server.client("sts").get_caller_identity()["Account"]


@pytest.mark.parametrize("body, code", [
    (b"", b"MissingAction"),
    (b"Version=2016-11-15", b"MissingAction"),
    (b"Action=Fly&Version=2016-11-15", b"InvalidAction"),
    (b"Action=DescribeImages&Version=yesterday", b"NoSuchVersion"),
    (b"Action=DescribeImages&Version=2016-11-15&Filter.999999999999.Name=a", b"Invalid"),
    (b"Action=DescribeImages&Version=2016-11-15&Filter.-1.Name=a", b"Invalid"),
    (b"Action=DescribeImages&Version=2016-11-15&MaxResults=ten", b"InvalidParameterValue"),
    (b"Action=DescribeImages&Version=2016-11-15&ImageId.1=%zz", b"MalformedQueryString"),
    (b"Action=DescribeImages&Version=2016-11-15&ImageId.1=%ff%fe", b"MalformedQueryString"),
    (b"Action=CopyImage&Version=2016-11-15&Encrypted=perhaps&Name=abc&SourceImageId=ami-0&SourceRegion=us-east-1",
     b"InvalidParameterValue"),
    (b"Action=DescribeImages&Version=2016-11-15&" + b"&".join(b"X%d=1" % number for number in range(130000)), b"MalformedQueryString"),
])
def test_query_bodies(server, body, code):
    status, headers, answer = ec2(server, body)
    assert status == 400, answer[:300]
    assert b"<Response><Errors><Error><Code>" in answer and b"<Code>" + code in answer, answer[:300]
    assert headers["x-amzn-requestid"]


@pytest.mark.parametrize("body", [
    b"{", b"[]", b"null", b'"text"', b"{}" + b" " * 10 + b"x", b'{"a":' * 5000 + b"1" + b"}" * 5000,
    b'{"name": "\xff\xfe"}', b'{"maxResults": 1.5}', b'{"maxResults": "5"}', b'{"maxResults": 1e400}',
    b'{"filters": [null]}', b'{"filters": {"a": 1}}',
])
def test_json_bodies(server, body):
    status, headers, answer = send(server, "imagebuilder", "POST", "/ListImages", body)
    assert status == 400, answer[:300]
    assert headers["x-amzn-errortype"] and json.loads(answer)["message"]


def test_unknown_routes_and_methods(server):
    for method, path in (("PUT", "/NoSuchOperation"), ("PATCH", "/ListImages"), ("GET", "/")):
        status, headers, answer = send(server, "imagebuilder", method, path)
        assert 400 <= status < 500 and headers["x-amzn-errortype"], (method, path, status, answer)


def test_unsigned_requests_are_refused_in_each_shape(server):
    status, _, answer = ec2(server, b"Action=DescribeRegions&Version=2016-11-15", sign=False)
    assert status in (400, 401, 403) and b"<Errors>" in answer
    status, headers, _ = send(server, "ebs", "POST", "/snapshots", b'{"VolumeSize":1}', sign=False)
    assert status == 403 and headers["x-amzn-errortype"]
    status, _, answer = send(server, "organizations", "POST", "/", b"{}", {
        "X-Amz-Target": "AWSOrganizationsV20161128.ListAccounts"}, sign=False)
    assert status in (400, 403) and "__type" in json.loads(answer)


@pytest.mark.parametrize("authorization", [
    "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a", "Basic dXNlcjpwYXNz", "AWS4-HMAC-SHA256 " + "x" * 5000,
    "AWS4-HMAC-SHA256 Credential=A/20200101/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=" + "z" * 64,
])
def test_broken_authorization_headers(server, authorization):
    status, _, answer = send(server, "ec2", "POST", "/", b"Action=DescribeRegions&Version=2016-11-15",
                             dict(FORM, Authorization=authorization), sign=False)
    assert 400 <= status <= 403, answer


def test_body_over_the_limit(server):
    status, _, _ = send(server, "imagebuilder", "POST", "/ListImages", b" " * (5 << 20))
    assert status == 413


def test_a_tampered_body_is_refused(server):
    from support.raw import signed_headers
    body = b"Action=DescribeRegions&Version=2016-11-15"
    headers = signed_headers(server, "ec2", "POST", "/", body, FORM)
    status, _, answer = send(server, "ec2", "POST", "/", body + b"&AllRegions=true", headers, sign=False)
    assert status in (401, 403), answer


@pytest.mark.parametrize("data", [
    b"", b"\r\n\r\n", b"GARBAGE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nshort",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"y" * 100000 + b"\r\n\r\n",
    b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
])
def test_broken_http(server, data):
    received = send_bytes(server, data)
    assert received == b"" or received.startswith(b"HTTP/1.1 4"), received[:200]


def test_an_upload_cut_short_stores_nothing(server):
    from support.raw import signed_headers
    from support import volumes
    ebs = server.client("ebs")
    snapshot = ebs.start_snapshot(VolumeSize=1)["SnapshotId"]
    data = volumes.block(1)
    path = f"/snapshots/{snapshot}/blocks/0"
    headers = signed_headers(server, "ebs", "PUT", path, data, {
        "x-amz-Data-Length": str(len(data)), "x-amz-Checksum": volumes.checksum(data),
        "x-amz-Checksum-Algorithm": "SHA256"})
    head = f"PUT {path} HTTP/1.1\r\nHost: {server.endpoint.split('//')[1]}\r\nContent-Length: {len(data)}\r\n"
    head += "".join(f"{key}: {value}\r\n" for key, value in headers.items()) + "\r\n"
    send_bytes(server, head.encode() + data[:1000])
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=0)
