// Image Builder through the AWS SDK for JavaScript v3: what surrounds a distribution, paginators, and errors as classes.
import assert from "node:assert/strict";

import {
  CreateDistributionConfigurationCommand, CreateLifecyclePolicyCommand, DeleteDistributionConfigurationCommand,
  DeleteLifecyclePolicyCommand, DistributeImageCommand, ForbiddenException, GetDistributionConfigurationCommand,
  GetLifecyclePolicyCommand, ImagebuilderClient, InvalidRequestException, ListImagesCommand, ListTagsForResourceCommand,
  ResourceNotFoundException, TagResourceCommand, UntagResourceCommand, UpdateLifecyclePolicyCommand,
  paginateListDistributionConfigurations,
} from "@aws-sdk/client-imagebuilder";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";

const at = { endpoint: process.env.AWS_ENDPOINT_URL, region: "us-east-1", maxAttempts: 1 };
const unique = `${Date.now()}-${process.pid}`;
const builder = new ImagebuilderClient(at);
const { Account } = await new STSClient(at).send(new GetCallerIdentityCommand({}));

// Distribution configurations, their tags and pages.
const made = [];
for (const part of ["a", "b", "c"]) {
  const answer = await builder.send(new CreateDistributionConfigurationCommand({
    name: `js pages ${part} ${unique}`, tags: { part },
    distributions: [{ region: "eu-west-1", amiDistributionConfiguration: { amiTags: { from: "js" } } }],
  }));
  made.push(answer.distributionConfigurationArn);
}
const [first] = made;
const { distributionConfiguration } = await builder.send(
  new GetDistributionConfigurationCommand({ distributionConfigurationArn: first }));
assert.deepEqual(distributionConfiguration.distributions,
  [{ region: "eu-west-1", amiDistributionConfiguration: { amiTags: { from: "js" } } }]);
await builder.send(new TagResourceCommand({ resourceArn: first, tags: { more: "1" } }));
await builder.send(new UntagResourceCommand({ resourceArn: first, tagKeys: ["part"] }));
assert.deepEqual((await builder.send(new ListTagsForResourceCommand({ resourceArn: first }))).tags, { more: "1" });
const seen = [];
for await (const page of paginateListDistributionConfigurations({ client: builder, pageSize: 2 }, {}))
  seen.push(...page.distributionConfigurationSummaryList.map((summary) => summary.arn));
assert.ok(made.every((arn) => seen.filter((other) => other === arn).length === 1));

// A lifecycle policy: dates come as Date.
const policy = {
  executionRole: "AWSServiceRoleForImageBuilder", resourceType: "AMI_IMAGE",
  policyDetails: [{ action: { type: "DEPRECATE" }, filter: { type: "AGE", value: 6, unit: "MONTHS" } }],
  resourceSelection: { tagMap: { js: unique } },
};
const { lifecyclePolicyArn } = await builder.send(new CreateLifecyclePolicyCommand({ name: `js ${unique}`, ...policy }));
await builder.send(new UpdateLifecyclePolicyCommand({ lifecyclePolicyArn, status: "DISABLED", ...policy }));
const { lifecyclePolicy } = await builder.send(new GetLifecyclePolicyCommand({ lifecyclePolicyArn }));
assert.equal(lifecyclePolicy.status, "DISABLED");
assert.ok(lifecyclePolicy.dateCreated instanceof Date && lifecyclePolicy.dateUpdated instanceof Date);
assert.deepEqual(lifecyclePolicy.policyDetails, policy.policyDetails);
await builder.send(new DeleteLifecyclePolicyCommand({ lifecyclePolicyArn }));

// Errors of DistributeImage.
const order = { distributionConfigurationArn: first, executionRole: "AWSServiceRoleForImageBuilder" };
const fails = (sourceImage, kind, more = {}) => assert.rejects(
  builder.send(new DistributeImageCommand({ sourceImage, ...order, ...more })),
  (error) => error instanceof kind || assert.fail(`${error.name}: ${error.message}`));
await fails("ami-0123456789abcdef0", ResourceNotFoundException);
await fails("ssm:/js/none", ResourceNotFoundException);
await new SSMClient(at).send(new PutParameterCommand({ Name: `/js/${unique}`, Value: "no ami", Type: "String" }));
await fails(`ssm:/js/${unique}`, InvalidRequestException);
await fails(`arn:aws:imagebuilder:us-east-1:${Account === "999999999999" ? "1".repeat(12) : "9".repeat(12)}:image/x/1.0.0/1`,
  ForbiddenException);
assert.deepEqual((await builder.send(new ListImagesCommand({ owner: "Amazon" }))).imageVersionList, []);

for (const distributionConfigurationArn of made)
  await builder.send(new DeleteDistributionConfigurationCommand({ distributionConfigurationArn }));
await assert.rejects(builder.send(new GetDistributionConfigurationCommand({ distributionConfigurationArn: first })),
  (error) => error.name === "ResourceNotFoundException");

console.log("all JavaScript checks passed");
