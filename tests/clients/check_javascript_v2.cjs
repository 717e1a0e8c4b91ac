// Tests the AWS SDK for JavaScript v2 against a local AppStream. The SDK does not read AWS_ENDPOINT_URL_APPSTREAM.
const assert = require("node:assert");
const AWS = require("aws-sdk");

const client = new AWS.AppStream({
  endpoint: process.env.AWS_ENDPOINT_URL_APPSTREAM,
  region: "us-east-1",
  maxRetries: 0,
});

async function main() {
  const Name = "js-v2";
  const made = await client.createStack({ Name, Description: "Grüße, 世界" }).promise();
  assert.equal(made.Stack.Description, "Grüße, 世界");
  assert.ok(made.Stack.CreatedTime instanceof Date);
  const request = client.createImageBuilder({
    Name,
    InstanceType: "stream.standard.medium",
    ImageName: "gold",
  });
  await assert.rejects(request.promise(), (error) => {
    assert.equal(error.code, "ResourceNotFoundException");
    assert.equal(error.message, "The image gold for account 123456789012 does not exist.");
    return true;
  });
  await client.deleteStack({ Name }).promise();
  console.log(`aws-sdk (JavaScript) ${AWS.VERSION}: stack, dates, code and text of an error`);
}

main();
