"""Check the hover texts that editors show, with pyright's language server.

python tests/typing/hover.py
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PROGRAM = """\
from appstream_typed import AppStreamClient, ImageBuilder, InstanceType

client = AppStreamClient()
builder: ImageBuilder = client.create_image_builder(name="b", instance_type="stream.standard.small")
network = builder.network_access_configuration
kind = InstanceType.STREAM_STANDARD_SMALL
for session in client.describe_sessions(stack_name="s", fleet_name="f"):
    print(session.state)
client.wait_until_image_builder_running("b")
"""

# The text to the right of the pointer, and the expected parts of the hover text.
EXPECTED = {
    "create_image_builder(": ["instance_type: InstanceType", "-> ImageBuilder", "Args:", "API_"],
    "describe_sessions(": [
        "-> Pager[Session]",
        "stack_name",
        "InvalidParameterCombinationException",
    ],
    "AppStreamClient()": ["class AppStreamClient", "typed client"],
    "network_access_configuration": ["NetworkAccessConfiguration | None", "etwork"],
    "STREAM_STANDARD_SMALL": ["Literal[InstanceType.STREAM_STANDARD_SMALL]"],
    "wait_until_image_builder_running(": ["timeout: float = 1800", "-> ImageBuilder", "STOPPED"],
    "state)": ["SessionState"],
}


class Server:
    """pyright's language server, connected by its standard streams."""

    def __init__(self, folder: Path) -> None:
        command = [str(Path(sys.executable).with_name("pyright-langserver")), "--stdio"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder
        )
        self._number = 0

    def notify(self, method: str, params: object, number: int | None = None) -> None:
        """Send a notification, or a request if it has a number."""
        message: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": params}
        self._write(message if number is None else {**message, "id": number})

    def request_result(self, method: str, params: object) -> Any:
        """Send a request, and wait for its result."""
        self._number += 1
        self.notify(method, params, self._number)
        while True:
            message = self._read()
            if "method" in message and "id" in message:
                settings = [{"pythonPath": sys.executable}] * len(
                    message["params"].get("items", [])
                )
                self._write({"jsonrpc": "2.0", "id": message["id"], "result": settings})
            elif message.get("id") == self._number:
                return message["result"]

    def stop(self) -> None:
        """Stop the process."""
        self._process.kill()
        self._process.communicate()

    def _write(self, message: object) -> None:
        body = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return message


def hovers(folder: Path) -> dict[str, str]:
    """Return the hover text at each position."""
    path = folder / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    server = Server(folder)
    try:
        roots = [{"uri": folder.as_uri(), "name": "program"}]
        asked = {"workspace": {"configuration": True, "workspaceFolders": True}}
        start = {"processId": None, "rootUri": folder.as_uri(), "workspaceFolders": roots}
        server.request_result("initialize", {**start, "capabilities": asked})
        server.notify("initialized", {})
        document = {"uri": path.as_uri(), "languageId": "python", "version": 1, "text": PROGRAM}
        server.notify("textDocument/didOpen", {"textDocument": document})
        found: dict[str, str] = {}
        for name in EXPECTED:
            before = PROGRAM[: PROGRAM.index(name)]
            place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
            request = {"textDocument": {"uri": path.as_uri()}, "position": place}
            answer = server.request_result("textDocument/hover", request)
            found[name] = answer["contents"]["value"] if answer else ""
        return found
    finally:
        server.stop()


def main() -> int:
    """Check the hover texts. Return the exit code."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, text in hovers(Path(folder).resolve()).items():
            plain = text.replace("\\", "").replace("&nbsp;", " ")
            missing = [part for part in EXPECTED[name] if part not in plain]
            wrong += bool(missing)
            if missing:
                print(f"{name}: {missing} is missing in\n{plain}\n")
    print(f"{len(EXPECTED) - wrong} of {len(EXPECTED)} hover texts are complete")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
