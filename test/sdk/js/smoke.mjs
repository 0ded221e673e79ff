// The AWS SDK for JavaScript v3 as it comes from the registry: one life of an image, and errors as classes.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";

import {
  CompleteSnapshotCommand, EBSClient, GetSnapshotBlockCommand, ListSnapshotBlocksCommand,
  PutSnapshotBlockCommand, ResourceNotFoundException, StartSnapshotCommand,
} from "@aws-sdk/client-ebs";
import {
  CopyImageCommand, CreateTagsCommand, DescribeImagesCommand, EC2Client, RegisterImageCommand,
  waitUntilImageAvailable,
} from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient, NoSuchEntityException, GetUserCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  CreateDistributionConfigurationCommand, DistributeImageCommand, GetImageCommand, ImagebuilderClient,
} from "@aws-sdk/client-imagebuilder";
import { DescribeOrganizationCommand, OrganizationsClient } from "@aws-sdk/client-organizations";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const endpoint = process.env.AWS_ENDPOINT_URL;
const at = (region) => ({ endpoint, region, maxAttempts: 1 });
const home = at("us-east-1"), west = at("eu-west-1");
const unique = `${Date.now()}-${process.pid}`;

const { Account } = await new STSClient(home).send(new GetCallerIdentityCommand({}));
assert.match(Account, /^\d{12}$/);

// ebs: a Buffer is signed with its digest, unlike what the other SDKs do.
const ebs = new EBSClient(home);
const block = Buffer.alloc(524288, "amicast ");
const { SnapshotId } = await ebs.send(new StartSnapshotCommand({ VolumeSize: 1, Description: "js" }));
const Checksum = createHash("sha256").update(block).digest("base64");
await ebs.send(new PutSnapshotBlockCommand({
  SnapshotId, BlockIndex: 5, BlockData: block, DataLength: block.length, Checksum, ChecksumAlgorithm: "SHA256",
}));
await ebs.send(new CompleteSnapshotCommand({ SnapshotId, ChangedBlocksCount: 1 }));
const { Blocks } = await ebs.send(new ListSnapshotBlocksCommand({ SnapshotId }));
const read = await ebs.send(new GetSnapshotBlockCommand({ SnapshotId, ...Blocks[0] }));
assert.ok(Buffer.from(await read.BlockData.transformToByteArray()).equals(block));
await assert.rejects(ebs.send(new ListSnapshotBlocksCommand({ SnapshotId: "snap-0123456789abcdef0" })),
  (error) => error instanceof ResourceNotFoundException && error.Reason === "SNAPSHOT_NOT_FOUND");

// ec2
const ec2 = new EC2Client(home);
const { ImageId } = await ec2.send(new RegisterImageCommand({
  Name: `js ${unique}`, Architecture: "x86_64", VirtualizationType: "hvm", RootDeviceName: "/dev/xvda",
  BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { SnapshotId } }],
}));
await ec2.send(new CreateTagsCommand({ Resources: [ImageId], Tags: [{ Key: "from", Value: "js" }] }));
const { Images } = await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
assert.deepEqual(Images[0].Tags, [{ Key: "from", Value: "js" }]);
assert.equal(Images[0].Public, false);
const ec2West = new EC2Client(west);
const copy = await ec2West.send(new CopyImageCommand({
  SourceRegion: "us-east-1", SourceImageId: ImageId, Name: "js copy",
}));
await waitUntilImageAvailable({ client: ec2West, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { ImageIds: [copy.ImageId] });
await assert.rejects(ec2.send(new DescribeImagesCommand({ ImageIds: ["ami-0123456789abcdef0"] })),
  (error) => error.name === "InvalidAMIID.NotFound");

// iam, organizations
const iam = new IAMClient(home);
await assert.rejects(iam.send(new GetUserCommand({ UserName: "nobody-here" })), (error) => error instanceof NoSuchEntityException);
const RoleName = `js-${unique}`;
await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole",
    Principal: { Service: "imagebuilder.amazonaws.com" } }] }) }));
await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "ec2", PolicyDocument: JSON.stringify({
  Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "*" }] }) }));
await new OrganizationsClient(home).send(new DescribeOrganizationCommand({})).then(
  ({ Organization }) => assert.match(Organization.Id, /^o-/),
  (error) => assert.equal(error.name, "AWSOrganizationsNotInUseException"));

// imagebuilder: the SDK fills the client token by itself.
const builder = new ImagebuilderClient(home);
const { distributionConfigurationArn } = await builder.send(new CreateDistributionConfigurationCommand({
  name: `js ${unique}`, distributions: [{ region: "eu-west-1", amiDistributionConfiguration: {} }],
}));
const { imageBuildVersionArn } = await builder.send(new DistributeImageCommand({
  sourceImage: ImageId, distributionConfigurationArn, executionRole: RoleName,
}));
let image;
for (let tries = 0; tries < 600; ++tries) {
  ({ image } = await builder.send(new GetImageCommand({ imageBuildVersionArn })));
  if (!["PENDING", "DISTRIBUTING", "INTEGRATING"].includes(image.state.status)) break;
  await new Promise((resolve) => setTimeout(resolve, 50));
}
assert.equal(image.state.status, "AVAILABLE", JSON.stringify(image.state));
assert.equal(image.outputResources.amis[0].region, "eu-west-1");

console.log("all JavaScript checks passed");
