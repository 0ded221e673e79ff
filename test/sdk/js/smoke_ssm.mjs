// The Parameter Store through the AWS SDK for JavaScript v3 as it comes from the registry.
import assert from "node:assert/strict";

import {
  DeleteParameterCommand, GetParameterCommand, GetParametersCommand, ParameterNotFound, PutParameterCommand,
  SSMClient, paginateGetParametersByPath,
} from "@aws-sdk/client-ssm";

const ssm = new SSMClient({ endpoint: process.env.AWS_ENDPOINT_URL, region: "us-east-1", maxAttempts: 1 });
const top = `/js-${Date.now()}-${process.pid}`;

const put = await ssm.send(new PutParameterCommand({ Name: `${top}/a`, Value: "1", Type: "String" }));
assert.equal(put.Version, 1);
assert.equal(put.Tier, "Standard");
await ssm.send(new PutParameterCommand({ Name: `${top}/a`, Value: "2", Overwrite: true }));
await ssm.send(new PutParameterCommand({ Name: `${top}/b/c`, Value: "x,y", Type: "StringList" }));

const { Parameter } = await ssm.send(new GetParameterCommand({ Name: `${top}/a:1` }));
assert.equal(Parameter.Value, "1");
assert.equal(Parameter.Selector, ":1");
assert.ok(Parameter.LastModifiedDate instanceof Date && Math.abs(Parameter.LastModifiedDate - Date.now()) < 60000);
const { Parameters, InvalidParameters } = await ssm.send(
  new GetParametersCommand({ Names: [`${top}/b/c`, `${top}/a`, `${top}/none`] }));
assert.deepEqual(Parameters.map(({ Value }) => Value), ["2", "x,y"]);
assert.deepEqual(InvalidParameters, [`${top}/none`]);

const names = [];
for await (const page of paginateGetParametersByPath({ client: ssm, pageSize: 1 }, { Path: top, Recursive: true }))
  names.push(...page.Parameters.map(({ Name }) => Name));
assert.deepEqual(names, [`${top}/a`, `${top}/b/c`]);

await ssm.send(new DeleteParameterCommand({ Name: `${top}/a` }));
await assert.rejects(ssm.send(new GetParameterCommand({ Name: `${top}/a` })),
  (error) => error instanceof ParameterNotFound && error.message.includes(`${top}/a`));

console.log("all JavaScript checks passed");
