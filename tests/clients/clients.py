"""The tested clients in the order of the table."""

from __future__ import annotations

from collections.abc import Sequence

from tests.clients.kinds import (
    AwsCli2,
    DebianProgram,
    GoClient,
    JavaScriptClient,
    PythonClient,
    Terraform,
)
from tests.clients.outcomes import Client

BOTO3: Sequence[PythonClient] = (
    PythonClient("boto3", "check_boto3.py", ["boto3"]),
    PythonClient("boto3-oldest", "check_boto3.py", ["boto3==1.40.70"]),
    # This version does not read AWS_ENDPOINT_URL_APPSTREAM.
    PythonClient("boto3-1.27", "check_boto3.py", ["boto3==1.27.1"]),
    PythonClient("aiobotocore", "check_aiobotocore.py", ["aiobotocore", "."]),
)

COMMAND_LINES: Sequence[Client] = (
    PythonClient("aws-cli-1", "check_aws_cli.py", ["awscli"]),
    AwsCli2("aws-cli-2", "check_aws_cli.py"),
)

GO: Sequence[GoClient] = (
    GoClient(
        name="go-1",
        script="check_go_v1.go",
        package="golang-github-aws-aws-sdk-go-dev",
        service="github.com/aws/aws-sdk-go/service/appstream",
    ),
    GoClient(
        name="go-2",
        script="check_go_v2.go",
        package="golang-github-aws-aws-sdk-go-v2-dev",
        service="github.com/aws/aws-sdk-go-v2/service/appstream",
    ),
)

JAVASCRIPT: Sequence[JavaScriptClient] = (
    JavaScriptClient("javascript-2", "check_javascript_v2.cjs", ["aws-sdk"]),
    JavaScriptClient(
        "javascript-3", "check_javascript_v3.mjs", ["@aws-sdk/client-appstream", "@aws-sdk/core"]
    ),
)

CONTROLS: Sequence[JavaScriptClient] = (
    JavaScriptClient(
        "javascript-controls", "check_javascript_controls.mjs", ["@aws-sdk/client-appstream"]
    ),
)

TOOLS: Sequence[Client] = (
    PythonClient("prowler", "check_prowler.py", ["prowler"], moto=True),
    PythonClient("custodian", "check_custodian.py", ["c7n"], moto=True),
    DebianProgram("aws-nuke", "check_aws_nuke.py"),
    Terraform("terraform", "check_terraform.tf"),
)

# javascript-controls is last because it advances the clock of the server that all clients share.
CLIENTS: Sequence[Client] = (*BOTO3, *COMMAND_LINES, *GO, *JAVASCRIPT, *TOOLS, *CONTROLS)
