// KMS through the AWS SDK for JavaScript v3 as it comes from the registry.
import assert from "node:assert/strict";

import {
  CreateAliasCommand, CreateGrantCommand, CreateKeyCommand, DecryptCommand, DescribeKeyCommand, DisabledException,
  DisableKeyCommand, EncryptCommand, GenerateDataKeyCommand, GenerateRandomCommand, InvalidCiphertextException,
  KMSClient, ListGrantsCommand, NotFoundException, ReEncryptCommand, ScheduleKeyDeletionCommand, paginateListAliases,
} from "@aws-sdk/client-kms";

const kms = new KMSClient({ endpoint: process.env.AWS_ENDPOINT_URL, region: "us-east-1", maxAttempts: 1 });

const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Description: "js", Tags: [{ TagKey: "a", TagValue: "b" }] }));
const KeyId = KeyMetadata.KeyId;
assert.equal(KeyMetadata.KeyState, "Enabled");
assert.ok(KeyMetadata.CreationDate instanceof Date && Math.abs(KeyMetadata.CreationDate - Date.now()) < 60000);
const alias = `alias/js-${KeyId}`;
await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyId }));
assert.equal((await kms.send(new DescribeKeyCommand({ KeyId: alias }))).KeyMetadata.Arn, KeyMetadata.Arn);

const EncryptionContext = { purpose: "smoke" };
const Plaintext = Uint8Array.from({ length: 256 }, (_, i) => i);
const sealed = await kms.send(new EncryptCommand({ KeyId: alias, Plaintext, EncryptionContext }));
assert.equal(sealed.KeyId, KeyMetadata.Arn);
const opened = await kms.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob, EncryptionContext }));
assert.deepEqual(opened.Plaintext, Plaintext);
await assert.rejects(kms.send(new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob })),
  (error) => error instanceof InvalidCiphertextException);
const moved = await kms.send(new ReEncryptCommand({
  CiphertextBlob: sealed.CiphertextBlob, SourceEncryptionContext: EncryptionContext, DestinationKeyId: KeyId }));
assert.deepEqual((await kms.send(new DecryptCommand({ CiphertextBlob: moved.CiphertextBlob }))).Plaintext, Plaintext);
const data = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" }));
assert.equal(data.Plaintext.length, 32);
assert.equal((await kms.send(new GenerateRandomCommand({ NumberOfBytes: 7 }))).Plaintext.length, 7);

const account = KeyMetadata.AWSAccountId;
const grant = await kms.send(new CreateGrantCommand({
  KeyId, GranteePrincipal: `arn:aws:iam::${account}:root`, Operations: ["Decrypt"],
  Constraints: { EncryptionContextEquals: EncryptionContext } }));
const { Grants } = await kms.send(new ListGrantsCommand({ KeyId }));
assert.deepEqual(Grants.map(({ GrantId, Constraints }) => [GrantId, Constraints]),
  [[grant.GrantId, { EncryptionContextEquals: EncryptionContext }]]);

const names = [];
for await (const page of paginateListAliases({ client: kms, pageSize: 1 }, {}))
  names.push(...page.Aliases.map(({ AliasName }) => AliasName));
assert.ok(names.includes(alias) && names.includes("alias/aws/ebs"));

await kms.send(new DisableKeyCommand({ KeyId }));
await assert.rejects(kms.send(new EncryptCommand({ KeyId, Plaintext })),
  (error) => error instanceof DisabledException && error.message.includes("is disabled"));
const { DeletionDate } = await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
assert.ok(DeletionDate > Date.now());
await assert.rejects(kms.send(new DescribeKeyCommand({ KeyId: "alias/none" })),
  (error) => error instanceof NotFoundException);

console.log("all JavaScript checks passed");
