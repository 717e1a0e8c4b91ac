"""Handles requests to the controls, without sockets."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import partial
from typing import cast
from urllib.parse import parse_qs, unquote

from appstream_typed.local.http_controls.arguments import (
    call_with,
    check_names,
    from_query,
    parameters_of,
)
from appstream_typed.local.http_controls.page import page
from appstream_typed.local.http_controls.reach import Reach
from appstream_typed.local.http_controls.refusals import RefusedError
from appstream_typed.local.http_controls.routes import NAME, PATH_ARGUMENT, ROUTES, Route
from appstream_typed.local.settings import StateFileError
from appstream_typed.local.wire.messages import Request, Response
from appstream_typed.local.wire.plain_json import answer, refuse

_log = logging.getLogger("appstream_typed.local")


class HttpControls:
    """The controls of one local AppStream."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def __call__(self, request: Request) -> Response:
        """Return the response to a request."""
        if is_foreign(request.headers):
            return refuse(
                403,
                f"web pages of {request.headers['origin']!r} may not use this server; open this "
                "server's own page, or omit the Origin header",
            )
        if request.path == "/":
            return page()
        found = {route.method: (route, name) for route, name in _routes_of(request.path)}
        if not found:
            paths = ", ".join(dict.fromkeys(route.path for route in ROUTES))
            return refuse(404, f"there is no path {request.path!r}; use one of: {paths}")
        method = "GET" if request.method == "HEAD" else request.method
        if method not in found:
            allowed = ", ".join([*found, *(["HEAD"] if "GET" in found else [])])
            message = f"{request.path} does not support {request.method}; use {allowed}"
            return refuse(405, message, ("Allow", allowed))
        route, name = found[method]
        response = self._act(route, name, request)
        if method != "GET":
            shown = route.path.replace(NAME, name if name.isidentifier() else "?")
            _log.info("- - %s %s %s", method, shown, response.status)
        return response

    def _act(self, route: Route, name: str, request: Request) -> Response:
        content_type = request.headers.get("content-type")
        if route.method != "GET" and (request.body or content_type) and not _is_json(content_type):
            return refuse(
                415, f"Content-Type must be application/json, got {content_type or 'none'}"
            )
        try:
            return answer(self._call(route, name, request))
        except RefusedError as refusal:
            return refuse(refusal.status, str(refusal))
        except ValueError as error:
            return refuse(400, str(error))
        except StateFileError as error:
            return refuse(500, str(error))
        except RecursionError:
            return refuse(400, "the body is nested too deeply")

    def _call(self, route: Route, name: str, request: Request) -> dict[str, object]:
        parameters = parameters_of(route.action)
        in_query = {key: parameters[key] for key in route.query}
        arguments = from_query(in_query, parse_qs(request.query, keep_blank_values=True))
        check_names(in_query, arguments, f"the query of {route.path}")
        body = {} if route.method == "GET" else _read_body(request.body)
        if route.whole is None:
            check_names({key: parameters[key] for key in route.members}, body, route.path)
            arguments |= body
        else:
            arguments[route.whole] = body
        if route.prefix is not None:
            arguments[PATH_ARGUMENT] = name
        return call_with(partial(route.action, self._reach), parameters, arguments)


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Return whether a request comes from a web page of another server.

    Args:
        headers: The headers, with names in lower case. The caller has checked ``Host``.
    """
    origin = headers.get("origin")
    return origin is not None and origin.lower() != f"http://{headers.get('host', '').lower()}"


def _routes_of(path: str) -> list[tuple[Route, str]]:
    """Return the routes of a path, one for each method.

    Each route comes with the part of the path that replaces ``NAME``, or an empty string.
    """
    found: list[tuple[Route, str]] = []
    for route in ROUTES:
        prefix = route.prefix
        if path == route.path and prefix is None:
            found.append((route, ""))
        elif prefix is not None and path.startswith(prefix):
            found.append((route, unquote(path.removeprefix(prefix))))
    return found


def _is_json(content_type: str | None) -> bool:
    return (content_type or "").partition(";")[0].strip().lower() == "application/json"


def _read_body(body: bytes) -> dict[str, object]:
    """Return the JSON object in a body. An empty body is read as an empty object."""
    if not body.strip():
        return {}
    try:
        read: object = json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        msg = f"the body is not JSON: {error}"
        raise RefusedError(msg) from None
    if not isinstance(read, dict):
        msg = 'the body must be an object, such as {"seconds": 60}'
        raise RefusedError(msg)
    return cast("dict[str, object]", read)


def _refuse_constant(name: str) -> object:
    msg = f"{name} is not a JSON number"
    raise ValueError(msg)
