"""Checks the ARNs of IAM roles."""

from __future__ import annotations

import re

from appstream_typed.local.wire.messages import Body
from appstream_typed.local.wire.observations import INVALID_ROLE

_ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/.+")


def check_role(request: Body) -> None:
    """Check that ``IamRoleArn`` is the ARN of a role. Whether the role exists is not checked.

    Raises:
        ServiceError: It is not the ARN of a role.
    """
    role = request.get("IamRoleArn")
    if role is not None and not _ROLE.fullmatch(role):
        raise INVALID_ROLE(role=role)
