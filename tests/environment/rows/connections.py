"""TLS, proxies, timeouts, defaults modes and the application id."""

from __future__ import annotations

from tests.environment.environment import Environment
from tests.environment.rows.expected import REGION, USUAL, line, stacks

_NO_CA = {**USUAL, "AWS_CA_BUNDLE": ""}
_HOST = "appstream2.us-east-1.amazonaws.com"
_REFUSED = (line("TLS-refused", _HOST),)
_HTTP = "http://appstream.corp.example/"
_PROXY = "http://proxy.corp.example:3128"
_PROXIES = {"HTTP_PROXY": _PROXY, "HTTPS_PROXY": _PROXY}
_TUNNEL = stacks(proxy="CONNECT")
_RELAYED = stacks(url=_HTTP, proxy="absolute")

_TLS = (
    Environment(name="CA bundle", variables=USUAL, requests=(stacks(),)),
    Environment(
        name="CA bundle of another authority",
        variables={**USUAL, "AWS_CA_BUNDLE": "{strangers}"},
        requests=_REFUSED,
        error="SSLError in the call",
    ),
    Environment(
        name="missing CA bundle file",
        variables={**USUAL, "AWS_CA_BUNDLE": "{home}/none.pem"},
        error="SSLError in the call",
    ),
    Environment(
        name="no CA bundle",
        variables=_NO_CA,
        requests=_REFUSED,
        error="SSLError in the call",
    ),
    Environment(
        name="CA bundle in the config file",
        variables=_NO_CA,
        config="[default]\nca_bundle = {ca}\n",
        requests=(stacks(),),
    ),
    Environment(
        name="CA bundle in REQUESTS_CA_BUNDLE",
        variables={**_NO_CA, "REQUESTS_CA_BUNDLE": "{ca}"},
        requests=(stacks(),),
    ),
    Environment(
        name="CA bundle as argument",
        variables={**USUAL, "AWS_CA_BUNDLE": "{strangers}"},
        options={"verify": "{ca}"},
        requests=(stacks(),),
    ),
    Environment(
        name="certificates are not verified",
        variables={**USUAL, "AWS_CA_BUNDLE": "{strangers}"},
        options={"verify": False},
        requests=(stacks(),),
    ),
    Environment(
        name="client certificate",
        variables=USUAL,
        options={"config": {"client_cert": "{certificate}"}},
        requests=(stacks(certificate="client.example"),),
    ),
)

_THROUGH_PROXIES = (
    Environment(
        name="HTTPS_PROXY",
        variables={**USUAL, "HTTPS_PROXY": _PROXY},
        requests=(_TUNNEL,),
    ),
    Environment(
        name="https_proxy",
        variables={**USUAL, "https_proxy": _PROXY},
        requests=(_TUNNEL,),
    ),
    Environment(
        name="HTTP_PROXY, which does not apply to HTTPS",
        variables={**USUAL, "HTTP_PROXY": _PROXY},
        requests=(stacks(),),
    ),
    Environment(
        name="http_proxy",
        variables={**USUAL, "http_proxy": _PROXY},
        options={"endpoint_url": _HTTP},
        requests=(_RELAYED,),
    ),
    Environment(
        name="HTTP_PROXY",
        variables={**USUAL, "HTTP_PROXY": _PROXY, "AWS_ENDPOINT_URL": _HTTP},
        requests=(_RELAYED,),
    ),
    Environment(
        name="HTTP_PROXY with a user",
        variables={
            **USUAL,
            "HTTP_PROXY": "http://user:password@proxy.corp.example:3128",
            "AWS_ENDPOINT_URL": _HTTP,
        },
        requests=(stacks(url=_HTTP, proxy="absolute", proxy_user="Basic dXNlcjpwYXNzd29yZA=="),),
    ),
    Environment(
        name="NO_PROXY",
        variables={**USUAL, **_PROXIES, "NO_PROXY": "example.com,.amazonaws.com"},
        requests=(stacks(),),
    ),
    Environment(
        name="NO_PROXY for another host",
        variables={**USUAL, **_PROXIES, "NO_PROXY": "localhost,169.254.169.254"},
        requests=(_TUNNEL,),
    ),
    Environment(
        name="proxies in Config",
        variables={**USUAL, "NO_PROXY": "*"},
        options={"config": {"proxies": {"https": _PROXY}}},
        requests=(_TUNNEL,),
    ),
    Environment(
        name="empty proxies in Config",
        variables={**USUAL, **_PROXIES},
        options={"config": {"proxies": {}}},
        requests=(stacks(),),
    ),
    Environment(
        name="proxy, which instance metadata bypasses",
        variables={**REGION, **_PROXIES, "NO_PROXY": "169.254.169.254"},
        instance=True,
        requests=(
            line("PUT", "http://169.254.169.254/latest/api/token"),
            *(
                line(
                    "GET",
                    f"http://169.254.169.254/latest/meta-data/iam/security-credentials/{name}",
                    session="session-token",
                )
                for name in ("", "instance")
            ),
            stacks("KEY-instance", token="token-instance", proxy="CONNECT"),
        ),
    ),
)

_TIMES = (
    Environment(
        name="timeouts in Config",
        variables=USUAL,
        options={"config": {"connect_timeout": 7, "read_timeout": 11}},
        requests=(stacks(),),
        settings={"connect_timeout": 7, "read_timeout": 11},
    ),
    *(
        Environment(
            name=f"AWS_DEFAULTS_MODE={mode}",
            variables={**USUAL, "AWS_DEFAULTS_MODE": mode},
            requests=(stacks(),),
            settings={"connect_timeout": timeout},
        )
        for mode, timeout in (
            ("legacy", 60),
            ("standard", 3.1),
            ("in-region", 1.1),
            ("cross-region", 3.1),
            ("mobile", 30.0),
        )
    ),
    Environment(
        name="AWS_DEFAULTS_MODE=auto, function in the same region",
        variables={
            **USUAL,
            "AWS_DEFAULTS_MODE": "auto",
            "AWS_EXECUTION_ENV": "AWS_Lambda_python3.12",
            "AWS_REGION": "us-east-1",
        },
        requests=(stacks(),),
        settings={"connect_timeout": 1.1},
    ),
    Environment(
        name="AWS_DEFAULTS_MODE=auto, instance in another region",
        variables={**USUAL, "AWS_DEFAULTS_MODE": "auto"},
        instance=True,
        requests=(
            line("PUT", "http://169.254.169.254/latest/api/token"),
            line(
                "GET",
                "http://169.254.169.254/latest/meta-data/placement/availability-zone/",
                session="session-token",
            ),
            stacks(),
        ),
        settings={"connect_timeout": 3.1},
    ),
    Environment(
        name="unknown AWS_DEFAULTS_MODE",
        variables={**USUAL, "AWS_DEFAULTS_MODE": "fast"},
        error="InvalidDefaultsMode in construction",
    ),
    Environment(
        name="defaults_mode in the config file",
        variables=USUAL,
        config="[default]\ndefaults_mode = in-region\n",
        requests=(stacks(),),
        settings={"connect_timeout": 1.1},
    ),
    Environment(
        name="defaults_mode in Config",
        variables={**USUAL, "AWS_DEFAULTS_MODE": "mobile"},
        options={"config": {"defaults_mode": "in-region"}},
        requests=(stacks(),),
        settings={"connect_timeout": 1.1},
    ),
    Environment(
        name="defaults mode in a variable, timeout in Config",
        variables={**USUAL, "AWS_DEFAULTS_MODE": "in-region"},
        options={"config": {"connect_timeout": 7}},
        requests=(stacks(),),
        settings={"connect_timeout": 7, "read_timeout": 60},
    ),
)

_CONFIG = (
    Environment(
        name="connection pool and keep-alive in Config",
        variables=USUAL,
        options={"config": {"max_pool_connections": 3, "tcp_keepalive": True}},
        requests=(stacks(),),
        settings={"max_pool_connections": 3, "tcp_keepalive": True},
    ),
)

_APP_IDS = (
    Environment(
        name="sdk_ua_app_id",
        variables=USUAL,
        config="[default]\nsdk_ua_app_id = nightly\n",
        requests=(stacks(app="nightly"),),
    ),
    Environment(
        name="AWS_SDK_UA_APP_ID",
        variables={**USUAL, "AWS_SDK_UA_APP_ID": "nightly"},
        requests=(stacks(app="nightly"),),
    ),
    Environment(
        name="user_agent_appid in Config",
        variables={**USUAL, "AWS_SDK_UA_APP_ID": "nightly"},
        options={"config": {"user_agent_appid": "hourly"}},
        requests=(stacks(app="hourly"),),
    ),
)

ENVIRONMENTS = (*_TLS, *_THROUGH_PROXIES, *_TIMES, *_CONFIG, *_APP_IDS)
