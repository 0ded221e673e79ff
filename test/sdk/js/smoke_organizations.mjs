// Organizations through the AWS SDK for JavaScript v3 as it comes from the registry.
import assert from "node:assert/strict";

import {
  AlreadyInOrganizationException, AttachPolicyCommand, CreateOrganizationCommand, CreateOrganizationalUnitCommand,
  CreatePolicyCommand, DeleteOrganizationalUnitCommand, DeletePolicyCommand, DescribeOrganizationalUnitCommand,
  DuplicateOrganizationalUnitException, ListRootsCommand, OrganizationalUnitNotFoundException, OrganizationsClient,
  DetachPolicyCommand, paginateListOrganizationalUnitsForParent, paginateListPolicies,
} from "@aws-sdk/client-organizations";

const client = new OrganizationsClient({
  endpoint: process.env.AWS_ENDPOINT_URL, region: "us-east-1", maxAttempts: 1 });
const unique = `js-${Date.now()}-${process.pid}`;

try {
  await client.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
} catch (error) {
  assert.ok(error instanceof AlreadyInOrganizationException, error);
}
const { Roots: [root] } = await client.send(new ListRootsCommand({}));
assert.deepEqual(root.PolicyTypes, [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }]);

const unit = (await client.send(new CreateOrganizationalUnitCommand({ ParentId: root.Id, Name: unique })))
  .OrganizationalUnit;
assert.ok(unit.Path.endsWith(`/${root.Id}/${unit.Id}/`));
await assert.rejects(client.send(new CreateOrganizationalUnitCommand({ ParentId: root.Id, Name: unique })),
  DuplicateOrganizationalUnitException);
const units = [];
for await (const page of paginateListOrganizationalUnitsForParent({ client, pageSize: 1 }, { ParentId: root.Id }))
  units.push(...page.OrganizationalUnits.map(({ Id }) => Id));
assert.ok(units.includes(unit.Id));

const Content = JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "kms:*", Resource: "*" }] });
const { Policy } = await client.send(new CreatePolicyCommand({
  Name: unique, Description: "", Type: "SERVICE_CONTROL_POLICY", Content }));
assert.equal(Policy.Content, Content);
const target = { PolicyId: Policy.PolicySummary.Id, TargetId: unit.Id };
await client.send(new AttachPolicyCommand(target));
const names = [];
for await (const page of paginateListPolicies({ client, pageSize: 1 }, { Filter: "SERVICE_CONTROL_POLICY" }))
  names.push(...page.Policies.map(({ Name }) => Name));
assert.ok(names.includes(unique) && names.includes("FullAWSAccess"));

await client.send(new DetachPolicyCommand(target));
await client.send(new DeletePolicyCommand({ PolicyId: target.PolicyId }));
await client.send(new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: unit.Id }));
await assert.rejects(client.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId: unit.Id })),
  OrganizationalUnitNotFoundException);

console.log("all JavaScript checks passed");
