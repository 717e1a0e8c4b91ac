"""The content of ``/_local/state`` and ``/_local/requests``, without sensitive members."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.model import ListShape, Shape, StructureShape

from appstream_typed import AppStreamClient, ServiceAccountCredentials, UserStackAssociation
from appstream_typed.local import LocalAppStream, load_seed
from appstream_typed.local.http_controls.views import SESSIONS, TABLES
from appstream_typed.local.seeding.seed_format import KINDS
from appstream_typed.local.wire.api_model import load_model
from tests.local.control_requests import ask, done

CANARY = "canary"


def only(local: LocalAppStream[Any]) -> dict[str, Any]:
    """Return the resources of the only account in use."""
    (account,) = done(local, "GET", "/_local/state")["accounts"]
    assert isinstance(account, dict)
    return account


def test_the_state_of_a_new_server_is_empty(local: LocalAppStream) -> None:
    state = done(local, "GET", "/_local/state")
    assert (state["accounts"], state["faults"], state["defects"]) == ([], [], 0)
    assert state["clock"]["class"] == "ManualClock"
    assert state["clock"]["can_advance"] is True


def test_resources_have_the_members_of_describe_results(
    local: LocalAppStream, client: AppStreamClient
) -> None:
    local.seed(load_seed("demo"))
    boto = local.boto3_client()
    boto.describe_images()  # this request creates AWS's images
    found = only(local)
    assert (found["account_id"], found["region_name"]) == ("123456789012", "us-east-1")
    resources = found["resources"]
    for kind, described in (
        ("fleets", boto.describe_fleets()["Fleets"]),
        ("stacks", boto.describe_stacks()["Stacks"]),
        ("image_builders", boto.describe_image_builders()["ImageBuilders"]),
        ("images", boto.describe_images()["Images"]),
        ("sessions", _sessions(client)),
    ):
        names = [item.get("Name", item.get("Id")) for item in resources[kind]]
        assert names == [item.get("Name", item.get("Id")) for item in described]
        assert [set(item) for item in resources[kind]] == [set(item) for item in described]
        assert found["totals"][kind] == len(described)
    status = next(f for f in resources["fleets"] if f["Name"] == "office-fleet")
    assert status["ComputeCapacityStatus"]["InUse"] == 2
    assert resources["fleets"][0]["CreatedTime"].endswith("Z")
    assert {"StackName": "office", "FleetName": "office-fleet"} in resources[
        "fleet_stack_associations"
    ]


def _sessions(client: AppStreamClient) -> list[Any]:
    pairs = (("office", "office-fleet"), ("design", "design-fleet"))
    return [
        session.to_dict()
        for stack, fleet in pairs
        for session in client.describe_sessions(stack_name=stack, fleet_name=fleet)
    ]


def test_every_kind_of_seed_entry_except_one_is_shown() -> None:
    shown = {*TABLES, SESSIONS}
    assert set(KINDS) - shown == {"entitled_applications"}


def test_the_query_selects_accounts_and_regions(local: LocalAppStream) -> None:
    local.client(account_id="111111111111").create_stack(name="one")
    local.client(account_id="111111111111", region_name="eu-west-1").create_stack(name="two")
    local.client(account_id="222222222222").create_stack(name="three")

    def names(query: str) -> list[str]:
        accounts = done(local, "GET", f"/_local/state?{query}")["accounts"]
        return [stack["Name"] for each in accounts for stack in each["resources"]["stacks"]]

    assert names("") == ["one", "two", "three"]
    assert names("account_id=111111111111") == ["one", "two"]
    assert names("region_name=us-east-1") == ["one", "three"]
    assert names("account_id=111111111111&region_name=eu-west-1") == ["two"]
    assert names("account_id=333333333333") == []
    assert ask(local, "GET", "/_local/state?account_id=me").status == 400


def test_the_state_follows_the_clock(local: LocalAppStream, client: AppStreamClient) -> None:
    local.seed({"fleets": [{"Name": "f", "InstanceType": "stream.standard.small"}]})
    client.start_fleet(name="f")
    assert only(local)["resources"]["fleets"][0]["State"] == "STARTING"
    done(local, "POST", "/_local/advance", {"seconds": 60})
    assert only(local)["resources"]["fleets"][0]["State"] == "RUNNING"


def test_long_lists_are_truncated_and_counted(local: LocalAppStream) -> None:
    local.seed(
        {
            "fleets": [{"Name": "f", "InstanceType": "stream.standard.small", "State": "RUNNING"}],
            "stacks": [{"Name": "s", "Fleets": ["f"]}],
            "sessions": [{"StackName": "s", "FleetName": "f", "Count": 3000}],
        }
    )
    account = only(local)
    assert (len(account["resources"]["sessions"]), account["totals"]["sessions"]) == (1000, 3000)
    (account,) = done(local, "GET", "/_local/state?limit=0")["accounts"]
    assert account["resources"]["sessions"] == []
    assert account["totals"]["sessions"] == 3000


# --- sensitive members ------------------------------------------------------------------------------


def test_sensitive_members_are_not_shown(local: LocalAppStream, client: AppStreamClient) -> None:
    client.create_stack(name="s")
    client.create_directory_config(
        directory_name="corp.example",
        organizational_unit_distinguished_names=["OU=x"],
        service_account_credentials=ServiceAccountCredentials(
            account_name=f"{CANARY}-account", account_password=f"{CANARY}-password"
        ),
    )
    user = f"{CANARY}@example.com"
    client.create_user(
        user_name=user,
        authentication_type="USERPOOL",
        first_name=f"{CANARY}-first",
        last_name=f"{CANARY}-last",
    )
    client.batch_associate_user_stack(
        user_stack_associations=[
            UserStackAssociation(stack_name="s", user_name=user, authentication_type="USERPOOL")
        ]
    )
    shown = [ask(local, "GET", f"/_local/{path}").text for path in ("state", "requests")]
    assert CANARY not in "".join(shown)
    resources = only(local)["resources"]
    assert resources["directory_configs"][0]["DirectoryName"] == "corp.example"
    assert "ServiceAccountCredentials" in resources["directory_configs"][0]
    assert resources["users"][0]["Enabled"] is True
    assert resources["user_stack_associations"] == [
        {"StackName": "s", "AuthenticationType": "USERPOOL"}
    ]


def test_the_model_has_no_other_sensitive_members() -> None:
    """The test above covers every sensitive member of the structures in the state."""
    service = load_model().service
    structures = {structure for _, structure in TABLES.values() if structure} | {"Session"}
    found = {
        f"{name}.{path}" for name in structures for path in _secrets(service.shape_for(name), "")
    }
    assert found == {
        "DirectoryConfig.ServiceAccountCredentials.AccountName",
        "DirectoryConfig.ServiceAccountCredentials.AccountPassword",
        "User.UserName",
        "User.FirstName",
        "User.LastName",
        "UserStackAssociation.UserName",
    }


def _secrets(shape: Shape, path: str) -> list[str]:
    if isinstance(shape, ListShape):
        return _secrets(shape.member, path)
    if not isinstance(shape, StructureShape):
        return []
    found: list[str] = []
    for name, member in shape.members.items():
        if member.metadata.get("sensitive"):
            found.append(path + name)
        found += _secrets(member, f"{path}{name}.")
    return found


# --- concurrent requests --------------------------------------------------------------------------------


def test_reads_and_writes_can_be_concurrent(local: LocalAppStream) -> None:
    def write(worker: int) -> None:
        client = local.client()
        for number in range(10):
            client.create_stack(name=f"w{worker}-{number}")

    def read(_worker: int) -> list[int]:
        return [
            len(each["resources"].get("stacks", []))
            for _ in range(10)
            for each in done(local, "GET", "/_local/state")["accounts"]
        ]

    with ThreadPoolExecutor(8) as pool:
        writing = [pool.submit(write, worker) for worker in range(4)]
        counts = list(pool.map(read, range(4)))
        for each in writing:
            each.result()
    assert all(seen == sorted(seen) for seen in counts)
    assert only(local)["totals"]["stacks"] == 40
    assert local.defects == ()
