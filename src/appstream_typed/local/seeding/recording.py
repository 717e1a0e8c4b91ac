"""Records an account as a seed, with Describe and List requests only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from appstream_typed.errors import (
    AccessDeniedException,
    AppStreamError,
    OperationNotPermittedException,
    ResourceNotFoundException,
)
from appstream_typed.local.seeding.seed_format import KINDS

if TYPE_CHECKING:
    from appstream_typed.client import AppStreamClient
    from appstream_typed.models.base import Model

_log = logging.getLogger("appstream_typed.local")

Entry = dict[str, Any]


def record_seed(client: AppStreamClient, *, anonymous: bool = False) -> dict[str, object]:
    """Read an account in a region, and return a seed that recreates its resources locally.

    ::

        seed = record_seed(AppStreamClient(region_name="eu-west-1"))
        with LocalAppStream(seed=seed) as local:
            ...

    Only Describe and List requests are sent. The seed omits the service accounts of directories, and
    everything that these requests do not return. Resources that the credentials may not read are also
    omitted, with a warning in the log. Images shared by other accounts become images of the account.

    Args:
        client: A client of the account and region.
        anonymous: Whether to replace users, account ids, addresses, and ids of networks, instances,
            sessions and buckets. Equal values get equal replacements.

    Returns:
        A seed that can be serialized as JSON.

    Raises:
        TypeError: The client is not an AppStreamClient.
        ApiError: A request failed for a reason other than missing permissions.
    """
    from appstream_typed.client import (
        AppStreamClient,
    )  # imported late, because it is slow to import

    if not isinstance(cast("object", client), AppStreamClient):
        msg = (
            f"record_seed needs an AppStreamClient, got {client!r}; "
            "use AppStreamClient(client) to wrap a boto3 client"
        )
        raise TypeError(msg)
    return _Recording(client).run(anonymous=anonymous)


class _Recording:
    def __init__(self, client: AppStreamClient) -> None:
        self._client = client
        self._seed: dict[str, list[Entry]] = {name: [] for name in KINDS}
        self._account: str | None = None
        self._shared: dict[str, str] = {}
        """Names of images shared by other accounts, by ARN."""

    def run(self, *, anonymous: bool) -> dict[str, object]:
        client, add = self._client, self._add
        add("directory_configs", self._read(client.describe_directory_configs), _public_directory)
        for kind in ("PRIVATE", "SHARED"):
            found = self._read(partial(client.describe_images, type=kind))
            add("images", found, self._image)
        add("image_builders", self._read(client.describe_image_builders), self._with_software)
        add("fleets", self._read(client.describe_fleets), self._with_tags)
        add("stacks", self._read(client.describe_stacks), self._stack)
        add("app_blocks", self._read(client.describe_app_blocks), self._with_tags)
        add("app_block_builders", self._read(client.describe_app_block_builders), self._with_tags)
        pairs = self._read(client.describe_app_block_builder_app_block_associations)
        add("app_block_builder_associations", pairs)
        add("applications", self._read(client.describe_applications), self._with_tags)
        users = self._read(lambda: client.describe_users(authentication_type="USERPOOL"))
        add("users", users)
        reports = self._read(client.describe_usage_report_subscriptions)
        add("usage_report_subscriptions", reports)
        add("export_image_tasks", self._read(client.list_export_image_tasks))
        for fleet in self._seed["fleets"]:
            if fleet.get("FleetType") == "ELASTIC":
                self._offered(fleet["Name"])
        for stack in self._seed["stacks"]:
            self._belonging_to(stack)
        self._add_absent_images()
        return self._finished(anonymous=anonymous)

    def _finished(self, *, anonymous: bool) -> dict[str, object]:
        from appstream_typed.local.seeding.anonymity import make_anonymous

        seed: dict[str, object] = {name: found for name, found in self._seed.items() if found}
        if self._account is not None:
            region = self._client.region_name
            seed = {"origin": {"AccountId": self._account, "RegionName": region}, **seed}
        plain = cast("dict[str, object]", _plain(seed))
        return make_anonymous(plain) if anonymous else plain

    # --- one resource at a time --------------------------------------------------------------------

    def _read(self, request: Callable[[], Iterable[Model]]) -> list[Entry]:
        """Return the items of a listing in AWS's form; none if they cannot be read."""
        from appstream_typed.local.seeding.entries import without_nulls

        try:
            return [without_nulls(item.to_dict()) for item in request()]
        except (AccessDeniedException, OperationNotPermittedException) as error:
            _log.warning("omitted from the seed: %s", error)
        except ResourceNotFoundException:
            pass  # deleted in the meantime
        except AppStreamError as error:
            if type(error) is not AppStreamError:
                raise
            # The installed botocore is older and lacks the operation.
            _log.warning("omitted from the seed: %s", error)
        return []

    def _add(
        self,
        name: str,
        found: Iterable[Entry],
        complete: Callable[[Entry], Entry] = lambda entry: entry,
    ) -> None:
        for item in found:
            self._note_account(item)
            whole = complete(dict(item))
            whole.pop("Arn", None)
            self._seed[name].append(whole)

    def _note_account(self, item: Mapping[str, Any]) -> None:
        parts = str(item.get("Arn", "")).split(":")
        if self._account is None and len(parts) > 4 and item.get("Visibility") != "SHARED":  # noqa: PLR2004 - arn:aws:appstream:region:account
            self._account = parts[4] or None

    def _with_tags(self, item: Entry) -> Entry:
        tags = self._tags(item["Arn"])
        return {**item, "Tags": tags} if tags else item

    def _tags(self, arn: str) -> dict[str, str]:
        try:
            return dict(self._client.list_tags_for_resource(resource_arn=arn))
        except (AccessDeniedException, ResourceNotFoundException) as error:
            _log.warning("omitted from the seed: %s", error)
            return {}

    def _with_software(self, item: Entry) -> Entry:
        arn = item["Arn"]
        found = self._read(
            lambda: self._client.describe_software_associations(associated_resource=arn)
        )
        there = [each["SoftwareName"] for each in found if each.get("Status") == "INSTALLED"]
        item = self._with_tags(item)
        return {**item, "Software": there} if there else item

    def _image(self, item: Entry) -> Entry:
        if item.get("Visibility") == "SHARED":
            self._shared[item["Arn"]] = item["Name"]
            return item
        name = item["Name"]
        shares = self._read(lambda: self._client.describe_image_permissions(name=name))
        item = self._with_software(item)
        return {**item, "SharedWith": shares} if shares else item

    def _stack(self, item: Entry) -> Entry:
        name = item["Name"]
        fleets = list(self._client.list_associated_fleets(stack_name=name))
        return self._with_tags({**item, "Fleets": fleets} if fleets else item)

    def _offered(self, fleet: str) -> None:
        pairs = self._read(
            lambda: self._client.describe_application_fleet_associations(fleet_name=fleet)
        )
        self._add("application_fleet_associations", pairs)

    def _belonging_to(self, stack: Entry) -> None:
        """Record the resources that belong to a stack."""
        client, name = self._client, stack["Name"]
        entitlements = self._read(lambda: client.describe_entitlements(stack_name=name))
        self._add("entitlements", entitlements)
        for entitlement in entitlements:
            key = {"StackName": name, "EntitlementName": entitlement["Name"]}
            granted = self._read(partial(self._granted, name, entitlement["Name"]))
            self._add("entitled_applications", [{**key, **each} for each in granted])
        self._add("themes", self._read(lambda: [client.describe_theme_for_stack(stack_name=name)]))
        access = self._read(lambda: client.describe_user_stack_associations(stack_name=name))
        self._add("user_stack_associations", access)
        for fleet in stack.get("Fleets", ()):
            sessions = self._read(partial(self._sessions, name, fleet))
            self._add("sessions", sessions)

    def _granted(self, stack: str, entitlement: str) -> Iterable[Model]:
        return self._client.list_entitled_applications(
            stack_name=stack, entitlement_name=entitlement
        )

    def _sessions(self, stack: str, fleet: str) -> Iterable[Model]:
        return self._client.describe_sessions(stack_name=stack, fleet_name=fleet)

    def _add_absent_images(self) -> None:
        """Add images that are used but no longer listed, such as AWS images of earlier years."""
        from appstream_typed.local.resources.base_images import is_base_image

        listed = {image["Name"] for image in self._seed["images"]}
        for user in (*self._seed["image_builders"], *self._seed["fleets"]):
            arn = str(user.get("ImageArn", ""))
            name = arn.rpartition("/")[2]
            if arn in self._shared:  # the image becomes an image of the account
                parts = arn.split(":")
                user["ImageArn"] = ":".join([*parts[:4], self._account or parts[4], *parts[5:]])
            if name and name not in listed and not is_base_image(name):
                listed.add(name)
                self._seed["images"].append({"Name": name, "Visibility": "PUBLIC"})


def _public_directory(item: Entry) -> Entry:
    """Return a directory config without its service account."""
    return {name: value for name, value in item.items() if name != "ServiceAccountCredentials"}


def _plain(value: object) -> object:
    """Return a copy for JSON, without empty values."""
    if isinstance(value, dict):
        return dict(_kept(cast("dict[str, object]", value).items()))
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[object]", value)]
    return value.isoformat() if isinstance(value, datetime) else value


def _kept(members: Iterable[tuple[str, object]]) -> Iterator[tuple[str, object]]:
    for name, item in members:
        plain = _plain(item)
        if plain not in ([], {}):
            yield name, plain
