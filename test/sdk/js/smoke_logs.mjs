// CloudWatch Logs through the AWS SDK for JavaScript v3 as it comes from the registry.
import assert from "node:assert/strict";

import {
  CloudWatchLogsClient, CreateLogGroupCommand, CreateLogStreamCommand, DescribeLogGroupsCommand,
  FilterLogEventsCommand, GetLogEventsCommand, PutLogEventsCommand, PutRetentionPolicyCommand,
  ResourceAlreadyExistsException, ResourceNotFoundException, paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";

const logs = new CloudWatchLogsClient({ endpoint: process.env.AWS_ENDPOINT_URL, region: "us-east-1", maxAttempts: 1 });
const logGroupName = `/js/${Date.now()}-${process.pid}`, logStreamName = "s";
const group = { logGroupName }, stream = { logGroupName, logStreamName };

await logs.send(new CreateLogGroupCommand({ ...group, tags: { from: "js" } }));
await assert.rejects(logs.send(new CreateLogGroupCommand(group)),
  (error) => error instanceof ResourceAlreadyExistsException);
await logs.send(new CreateLogStreamCommand(stream));
await logs.send(new PutRetentionPolicyCommand({ ...group, retentionInDays: 30 }));

const start = Date.now();
const put = await logs.send(new PutLogEventsCommand({
  ...stream, logEvents: [0, 1, 2].map((i) => ({ timestamp: start + i, message: `line ${i}` })),
}));
assert.ok(put.nextSequenceToken);
assert.equal(put.rejectedLogEventsInfo, undefined);

const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
assert.equal(logGroups[0].retentionInDays, 30);
assert.ok(logGroups[0].arn.endsWith(`:log-group:${logGroupName}:*`));

const page = await logs.send(new GetLogEventsCommand({ ...stream, startFromHead: true }));
assert.deepEqual(page.events.map(({ message }) => message), ["line 0", "line 1", "line 2"]);
assert.equal(page.events[1].timestamp, start + 1);
const end = await logs.send(new GetLogEventsCommand({
  ...stream, startFromHead: true, nextToken: page.nextForwardToken,
}));
assert.deepEqual(end.events, []);
assert.equal(end.nextForwardToken, page.nextForwardToken);

const found = [];
for await (const { events } of paginateFilterLogEvents({ client: logs, pageSize: 1 }, { ...group, filterPattern: "line -1" }))
  found.push(...events.map(({ message }) => message));
assert.deepEqual(found, ["line 0", "line 2"]);

await assert.rejects(logs.send(new FilterLogEventsCommand({ logGroupName: `${logGroupName}-none` })),
  (error) => error instanceof ResourceNotFoundException && error.message.includes("log group"));

console.log("all JavaScript checks passed");
