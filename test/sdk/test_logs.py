"""logs through boto3 and the AWS CLI: groups, streams, events in both directions, searches, retention, and `aws logs tail`."""

import json
import signal
import subprocess
import threading
import time

import pytest

from support.server import ROOT, Credentials, Server

DAY = 24 * 3600 * 1000


def now():
    return int(time.time() * 1000)


@pytest.fixture
def logs(server):
    return server.client("logs")


@pytest.fixture
def group(logs, names):
    """A log group with the streams `one` and `two`."""
    name = "/test/" + names("group")
    logs.create_log_group(logGroupName=name)
    for stream in ("one", "two"):
        logs.create_log_stream(logGroupName=name, logStreamName=stream)
    return name


def put(logs, group, stream, messages, start=None, step=1):
    start = start or now()
    return logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=[
        {"timestamp": start + i * step, "message": message} for i, message in enumerate(messages)])


def texts(answer):
    return [event["message"] for event in answer["events"]]


def test_group_life_cycle(server, logs, group, fails):
    account = server.client("sts").get_caller_identity()["Account"]
    shown = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]
    assert shown["arn"] == f"arn:aws:logs:us-east-1:{account}:log-group:{group}:*"
    assert shown["logGroupArn"] == shown["arn"][:-2]
    assert abs(shown["creationTime"] - now()) < 60_000
    assert (shown["storedBytes"], shown["metricFilterCount"], shown["logGroupClass"]) == (0, 0, "STANDARD")
    with fails("ResourceAlreadyExistsException", 400):
        logs.create_log_group(logGroupName=group)
    with fails("ResourceAlreadyExistsException", 400):
        logs.create_log_stream(logGroupName=group, logStreamName="one")
    logs.delete_log_stream(logGroupName=group, logStreamName="one")
    with fails("ResourceNotFoundException", 400, "The specified log stream does not exist."):
        logs.delete_log_stream(logGroupName=group, logStreamName="one")
    logs.delete_log_group(logGroupName=group)
    with fails("ResourceNotFoundException", 400, "The specified log group does not exist."):
        logs.describe_log_streams(logGroupName=group)
    # The same name again is a new group.
    logs.create_log_group(logGroupName=group)
    assert logs.describe_log_streams(logGroupName=group)["logStreams"] == []


def test_groups_page_by_page(logs, names):
    prefix = "/pages/" + names("group")
    wanted = [f"{prefix}/{i}" for i in range(7)]
    for name in wanted:
        logs.create_log_group(logGroupName=name)
    pages = logs.get_paginator("describe_log_groups").paginate(
        logGroupNamePrefix=prefix, PaginationConfig={"PageSize": 3})
    assert [[item["logGroupName"] for item in page["logGroups"]] for page in pages] == [
        wanted[:3], wanted[3:6], wanted[6:]]
    found = logs.describe_log_groups(logGroupNamePattern=f"{prefix[2:]}/3")["logGroups"]
    assert [item["logGroupName"] for item in found] == [wanted[3]]


def test_streams_in_both_orders(logs, group, fails):
    start = now()
    put(logs, group, "two", ["a", "b"], start)
    put(logs, group, "one", ["c"], start + 5)
    streams = logs.describe_log_streams(logGroupName=group, orderBy="LastEventTime", descending=True)["logStreams"]
    assert [item["logStreamName"] for item in streams] == ["one", "two"]
    assert (streams[1]["firstEventTimestamp"], streams[1]["lastEventTimestamp"]) == (start, start + 1)
    pages = logs.get_paginator("describe_log_streams").paginate(
        logGroupName=group, PaginationConfig={"PageSize": 1})
    assert [item["logStreamName"] for page in pages for item in page["logStreams"]] == ["one", "two"]
    with fails("InvalidParameterException", 400, "LastEventTime"):
        logs.describe_log_streams(logGroupName=group, orderBy="LastEventTime", logStreamNamePrefix="o")


def test_put_is_judged_event_by_event(logs, group, fails):
    answer = put(logs, group, "one", ["a", "b"])
    assert answer["nextSequenceToken"] and "rejectedLogEventsInfo" not in answer
    answer = logs.put_log_events(logGroupName=group, logStreamName="one", sequenceToken="none", logEvents=[
        {"timestamp": now() - 15 * DAY, "message": "old"}, {"timestamp": now(), "message": "c"},
        {"timestamp": now() + DAY // 6, "message": "new"}])
    assert answer["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1, "tooNewLogEventStartIndex": 2}
    assert texts(logs.get_log_events(logGroupName=group, logStreamName="one")) == ["a", "b", "c"]
    with fails("InvalidParameterException", 400, "chronological order"):
        put(logs, group, "one", ["b", "a"], step=-1)
    with fails("InvalidParameterException", 400, "24 hours"):
        put(logs, group, "one", ["a", "b"], now() - 2 * DAY, step=DAY + 1)
    with fails("InvalidParameterException", 400, "too large"):
        put(logs, group, "one", ["x" * (1 << 20)])
    with fails("InvalidParameterException", 400, "Upload too large"):
        put(logs, group, "one", ["x" * 600_000, "y" * 600_000])
    with fails("InvalidParameterException", 400):
        put(logs, group, "one", [""])
    with fails("ResourceNotFoundException", 400, "log group"):
        put(logs, "none", "one", ["a"])
    with fails("ResourceNotFoundException", 400, "log stream"):
        put(logs, group, "none", ["a"])


def test_ten_thousand_events_come_back_page_by_page(logs, group):
    start = now() - 20_000
    wanted = [f"line {i} " + "ü" * 60 for i in range(10_000)]
    put(logs, group, "one", wanted[:5_000], start)
    put(logs, group, "one", wanted[5_000:], start + 5_000)
    seen, token = [], {}
    while True:
        answer = logs.get_log_events(logGroupName=group, logStreamName="one", startFromHead=True, **token)
        seen += texts(answer)
        assert sum(len(text.encode()) for text in texts(answer)) <= 1 << 20
        if token.get("nextToken") == answer["nextForwardToken"]:
            break
        token = {"nextToken": answer["nextForwardToken"]}
    assert seen == wanted
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group, filterPattern='"line 99"')
    assert [text.split()[1] for page in pages for text in texts(page)] == ["99"] + [
        str(i) for i in range(990, 1000)] + [str(i) for i in range(9900, 10000)]


def test_tokens_of_a_stream(logs, group, fails):
    put(logs, group, "one", ["a", "b", "c"])
    latest = logs.get_log_events(logGroupName=group, logStreamName="one", limit=2)
    assert texts(latest) == ["b", "c"]
    older = logs.get_log_events(logGroupName=group, logStreamName="one", nextToken=latest["nextBackwardToken"])
    assert texts(older) == ["a"]
    end = logs.get_log_events(logGroupName=group, logStreamName="one", startFromHead=True,
                              nextToken=latest["nextForwardToken"])
    assert end["events"] == [] and end["nextForwardToken"] == latest["nextForwardToken"]
    put(logs, group, "one", ["d"], now() + 1000)
    more = logs.get_log_events(logGroupName=group, logStreamName="one", startFromHead=True,
                               nextToken=end["nextForwardToken"])
    assert texts(more) == ["d"]
    for token in ("x", latest["nextForwardToken"] + "x"):
        with fails("InvalidParameterException", 400, "nextToken"):
            logs.get_log_events(logGroupName=group, logStreamName="one", nextToken=token)
    with fails("InvalidParameterException", 400, "nextToken"):
        logs.get_log_events(logGroupName=group, logStreamName="two", nextToken=latest["nextForwardToken"])


def test_search(logs, group, fails):
    start = now()
    put(logs, group, "one", ["INFO begins", "ERROR disk full", json.dumps({"level": "error", "code": 503})], start, 10)
    put(logs, group, "two", ["WARN slow", "ERROR 404", json.dumps({"level": "info", "code": 200})], start + 5, 10)

    def search(pattern, **more):
        return texts(logs.filter_log_events(logGroupName=group, filterPattern=pattern, **more))
    assert len(search("")) == 6
    assert search("ERROR") == ["ERROR disk full", "ERROR 404"]
    assert search('ERROR -"404"') == ["ERROR disk full"]
    assert search('"disk full"') == ["ERROR disk full"]
    assert search("?WARN ?INFO") == ["INFO begins", "WARN slow"]
    assert search('{ $.level = "err*" && $.code >= 500 }') == [json.dumps({"level": "error", "code": 503})]
    assert search("ERROR", logStreamNames=["two"]) == ["ERROR 404"]
    assert search("ERROR", logStreamNamePrefix="o") == ["ERROR disk full"]
    assert search("", startTime=start + 5, endTime=start + 10) == ["WARN slow", "ERROR disk full"]
    assert search("", startFromHead=False, limit=1) == [json.dumps({"level": "info", "code": 200})]
    for pattern in ("a.b", "[a, b]", "{ $.a", "%x%", '"open'):
        with fails("InvalidParameterException", 400):
            search(pattern)
    with fails("InvalidParameterException", 400, "not both"):
        search("", logStreamNames=["one"], logStreamNamePrefix="o")
    events = logs.filter_log_events(logGroupName=group)["events"]
    assert len({event["eventId"] for event in events}) == 6
    assert [event["timestamp"] for event in events] == sorted(event["timestamp"] for event in events)


def test_retention_really_deletes(tmp_path):
    server = Server(tmp_path, regions=("us-east-1",)).start()
    try:
        logs = server.client("logs")
        logs.create_log_group(logGroupName="g")
        logs.create_log_stream(logGroupName="g", logStreamName="s")
        put(logs, "g", "s", ["old"], now() - 2 * DAY)
        put(logs, "g", "s", ["young"])
        logs.put_retention_policy(logGroupName="g", retentionInDays=1)
        assert logs.describe_log_groups()["logGroups"][0]["retentionInDays"] == 1
        # What is due runs at each start, so this waits for no interval.
        server.stop()
        server.start()
        logs = server.client("logs")
        deadline = time.monotonic() + 30
        while (left := texts(logs.filter_log_events(logGroupName="g"))) != ["young"]:
            assert time.monotonic() < deadline, left
            time.sleep(0.02)
        assert logs.describe_log_groups()["logGroups"][0]["storedBytes"] == 26 + len("young")
        answer = put(logs, "g", "s", ["gone before it came"], now() - 2 * DAY)
        assert answer["rejectedLogEventsInfo"] == {"expiredLogEventEndIndex": 1}
        logs.delete_retention_policy(logGroupName="g")
        assert "retentionInDays" not in logs.describe_log_groups()["logGroups"][0]
    finally:
        server.stop()


def test_retention_periods(logs, group, fails):
    for days in (0, 2, 3654):
        with fails("InvalidParameterException", 400, "retentionInDays"):
            logs.put_retention_policy(logGroupName=group, retentionInDays=days)


def test_events_survive_a_kill(tmp_path):
    server = Server(tmp_path, regions=("us-east-1",)).start()
    try:
        logs = server.client("logs")
        logs.create_log_group(logGroupName="g")
        logs.create_log_stream(logGroupName="g", logStreamName="s")
        put(logs, "g", "s", ["kept"])
        server.kill()
        server.start()
        assert texts(server.client("logs").filter_log_events(logGroupName="g")) == ["kept"]
    finally:
        server.stop()


def test_deletion_protection(logs, names, fails):
    name = names("protected")
    logs.create_log_group(logGroupName=name, deletionProtectionEnabled=True)
    with fails("ValidationException", 400, "deletion protection"):
        logs.delete_log_group(logGroupName=name)
    logs.put_log_group_deletion_protection(logGroupIdentifier=name, deletionProtectionEnabled=False)
    logs.delete_log_group(logGroupName=name)


def test_tags(logs, group, fails):
    arn = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["logGroupArn"]
    logs.tag_resource(resourceArn=arn, tags={"a": "1", "b": "2"})
    logs.tag_log_group(logGroupName=group, tags={"c": "3"})
    logs.untag_resource(resourceArn=arn, tagKeys=["a"])
    logs.untag_log_group(logGroupName=group, tags=["b"])
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {"c": "3"}
    assert logs.list_tags_log_group(logGroupName=group)["tags"] == {"c": "3"}
    with fails("TooManyTagsException", 400):
        logs.tag_resource(resourceArn=arn, tags={f"t{i}": "" for i in range(50)})
    with fails("ResourceNotFoundException", 400):
        logs.list_tags_for_resource(resourceArn=arn + "-none")


def test_accounts_and_regions_do_not_meet(server, logs, group, member_account, fails):
    put(logs, group, "one", ["mine"])
    _, credentials = member_account
    for other in (server.client("logs", credentials=credentials), server.client("logs", "eu-west-1")):
        with fails("ResourceNotFoundException", 400):
            other.get_log_events(logGroupName=group, logStreamName="one")
        with fails("ResourceNotFoundException", 400):
            other.filter_log_events(logGroupName=group)
        with fails("ResourceNotFoundException", 400):
            other.delete_log_group(logGroupName=group)
        assert group not in [item["logGroupName"] for item in other.describe_log_groups()["logGroups"]]
    theirs = server.client("logs", credentials=credentials)
    theirs.create_log_group(logGroupName=group)
    theirs.create_log_stream(logGroupName=group, logStreamName="one")
    put(theirs, group, "one", ["theirs"])
    assert texts(logs.filter_log_events(logGroupName=group)) == ["mine"]
    assert texts(theirs.filter_log_events(logGroupName=group)) == ["theirs"]


def test_policies(server, logs, group, names, fails):
    iam, user = server.client("iam"), names("logger")
    iam.create_user(UserName=user)
    iam.put_user_policy(UserName=user, PolicyName="p", PolicyDocument=json.dumps({
        "Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": ["logs:PutLogEvents", "logs:FilterLogEvents"],
             "Resource": f"arn:aws:logs:*:*:log-group:{group}:*"}]}))
    key = iam.create_access_key(UserName=user)["AccessKey"]
    limited = server.client("logs", credentials=Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    put(limited, group, "one", ["a"])
    assert texts(limited.filter_log_events(logGroupName=group)) == ["a"]
    with fails("AccessDeniedException", 400, "is not authorized to perform: logs:GetLogEvents"):
        limited.get_log_events(logGroupName=group, logStreamName="one")
    with fails("AccessDeniedException", 400):
        limited.create_log_group(logGroupName=group + "x")
    with fails("AccessDeniedException", 400):
        limited.describe_log_groups()


def test_command_line(server, names):
    name = names("cli")
    server.run("aws", "logs", "create-log-group", "--log-group-name", name, "--tags", "from=shell")
    server.run("aws", "logs", "create-log-stream", "--log-group-name", name, "--log-stream-name", "s")
    server.run("aws", "logs", "put-log-events", "--log-group-name", name, "--log-stream-name", "s",
               "--log-events", f"timestamp={now()},message=hello")
    out = server.run("aws", "logs", "get-log-events", "--log-group-name", name, "--log-stream-name", "s",
                     "--query", "events[].message", "--output", "text").stdout
    assert out.strip() == "hello"
    out = server.run("aws", "logs", "filter-log-events", "--log-group-name", name, "--filter-pattern", "hello",
                     "--query", "events[].logStreamName", "--output", "text").stdout
    assert out.strip() == "s"


@pytest.fixture
def tail_environment(server, tmp_path):
    """The tail command of the AWS CLI's second version, as the plugin that brings it to the first."""
    config = tmp_path / "config"
    config.write_text("[plugins]\nlogs_tail = awscli_plugin_logs_tail\n")
    return dict(server.command_environment(), AWS_CONFIG_FILE=str(config), PYTHONUNBUFFERED="1")


def test_tail(server, logs, group, tail_environment):
    put(logs, group, "one", ["INFO one", "ERROR two"])
    done = subprocess.run([ROOT / "build/venv/bin/aws", "logs", "tail", group, "--filter-pattern", "ERROR"],
                          env=tail_environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert [line.split(" ", 1)[1] for line in done.stdout.splitlines()] == ["one ERROR two"]


def test_tail_follow_against_a_writer(logs, group, tail_environment):
    written = [f"line {i:03d}" for i in range(90)]
    stamp = now()
    # Many share a timestamp, some right at the border between two polls.
    put(logs, group, "one", written[:30], stamp, 0)
    process = subprocess.Popen([ROOT / "build/venv/bin/aws", "logs", "tail", group, "--follow", "--format", "short"],
                               env=tail_environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               # Tests that run in the background inherit that an interrupt is ignored.
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
    lines = []
    # So that a line which never comes ends the test instead of holding it.
    guard = threading.Timer(60, process.kill)
    guard.start()
    try:
        for _ in range(30):
            lines.append(process.stdout.readline())
        put(logs, group, "one", written[30:60], stamp, 0)
        put(logs, group, "two", written[60:], stamp + 1, 0)
        for _ in range(60):
            lines.append(process.stdout.readline())
    finally:
        guard.cancel()
        process.send_signal(signal.SIGINT)
        process.wait(20)
    lines += process.stdout.readlines()
    # The CLI may end with an empty line when it is interrupted.
    assert [line.strip().split(" ", 1)[1] for line in lines if line.strip()] == written
