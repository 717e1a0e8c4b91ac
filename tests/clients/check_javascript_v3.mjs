// Tests the AWS SDK for JavaScript v3 with both protocols against a local AppStream.
import assert from "node:assert";
import { createRequire } from "node:module";
import {
  AppStreamClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  TagResourceCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-appstream";
import { AwsJson1_1Protocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";

const { version } = createRequire(import.meta.url)("@aws-sdk/client-appstream/package.json");
const namespace = "com.amazonaws.appstream";
const protocols = {
  default: undefined,
  json: new AwsJson1_1Protocol({
    defaultNamespace: namespace,
    serviceTarget: "PhotonAdminProxyService",
    awsQueryCompatible: false,
  }),
  cbor: new AwsSmithyRpcV2CborProtocol({ defaultNamespace: namespace, awsQueryCompatible: false }),
};
for (const [name, protocol] of Object.entries(protocols)) {
  const client = new AppStreamClient(protocol ? { protocol } : {});
  const used = [];
  client.middlewareStack.add(
    (next) => async (args) => {
      used.push(args.request.headers["smithy-protocol"] ?? args.request.headers["content-type"]);
      return next(args);
    },
    { step: "finalizeRequest" },
  );
  const Name = `js-${name}`;
  const made = await client.send(new CreateStackCommand({ Name, Description: "Grüße, 世界" }));
  assert.equal(made.Stack.Description, "Grüße, 世界");
  assert.ok(made.Stack.CreatedTime instanceof Date);
  await client.send(new TagResourceCommand({ ResourceArn: made.Stack.Arn, Tags: { a: "b" } }));
  const tags = await client.send(new ListTagsForResourceCommand({ ResourceArn: made.Stack.Arn }));
  assert.deepEqual({ ...tags.Tags }, { a: "b" });
  const listed = await client.send(new DescribeStacksCommand({ Names: [Name] }));
  assert.equal(listed.Stacks.length, 1);
  await assert.rejects(client.send(new DescribeStacksCommand({ Names: ["nobody"] })), (error) => {
    assert.equal(error.name, "ResourceNotFoundException");
    assert.equal(error.$metadata.httpStatusCode, 404);
    return true;
  });
  await client.send(new DeleteStackCommand({ Name }));
  console.log(`@aws-sdk/client-appstream ${version}: stack, tags, dates, an error; ${name} protocol, ${used[0]}`);
}
