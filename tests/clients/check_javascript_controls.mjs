// Tests the HTTP controls of a local AppStream with the AWS SDK for JavaScript v3: clock, faults, requests.
import assert from "node:assert";
import { createRequire } from "node:module";
import {
  AppStreamClient,
  CreateImageBuilderCommand,
  DeleteImageBuilderCommand,
  DescribeImageBuildersCommand,
  DescribeStacksCommand,
} from "@aws-sdk/client-appstream";

const url = process.env.AWS_ENDPOINT_URL_APPSTREAM;

async function control(method, path, body) {
  const response = await fetch(`${url}/_local/${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  const data = await response.json();
  assert.ok(response.ok, data.error);
  return data;
}

assert.equal((await control("GET", "health")).status, "ok");
// The Date header follows the clock of the local AppStream. If that clock was advanced, newer versions of the
// SDK attribute each error to clock skew and retry it, unless the correction is disabled.
const client = new AppStreamClient({ disableClockSkewCorrection: true });
const Name = "js-controls";

// An image builder takes minutes to start. The test advances the clock instead of waiting.
const created = await client.send(
  new CreateImageBuilderCommand({
    Name,
    InstanceType: "stream.standard.medium",
    ImageName: "AppStream-WinServer2022-07-12-2026",
  }),
);
assert.equal(created.ImageBuilder.State, "PENDING");
const before = Date.parse((await control("GET", "state")).clock.time);
const after = Date.parse((await control("POST", "advance", { seconds: 3600 })).time);
assert.ok(after - before >= 3600 * 1000);
const described = await client.send(new DescribeImageBuildersCommand({ Names: [Name] }));
assert.equal(described.ImageBuilders[0].State, "RUNNING");
const { accounts } = await control("GET", "state");
const shown = accounts.flatMap((account) => account.resources.image_builders ?? []);
assert.ok(shown.some((builder) => builder.Name === Name && builder.State === "RUNNING"));

// The SDK retries throttling.
await control("POST", "faults", { fault: "throttling", operation: "DescribeStacks", times: 2 });
const listed = await client.send(new DescribeStacksCommand({}));
assert.equal(listed.$metadata.attempts, 3);

// The SDK does not retry another error.
const refusal = { code: "OperationNotPermittedException", message: "Not today.", status: 400 };
await control("POST", "faults", { fault: "error", operation: "DeleteImageBuilder", ...refusal });
const remove = () => client.send(new DeleteImageBuilderCommand({ Name }));
await assert.rejects(remove, { name: refusal.code, message: refusal.message });
await control("DELETE", "faults");
await remove();

// The recorded requests, and a control that does not exist.
const { requests } = await control("GET", "requests?limit=2");
assert.deepEqual(
  requests.map((request) => [request.operation, request.error_code]),
  [
    ["DeleteImageBuilder", refusal.code],
    ["DeleteImageBuilder", null],
  ],
);
await assert.rejects(control("POST", "controls/nothing", {}), /there is no control 'nothing'/);
const { version } = createRequire(import.meta.url)("@aws-sdk/client-appstream/package.json");
console.log(`@aws-sdk/client-appstream ${version}: clock advanced and faults injected by HTTP`);
