"""Run moto's server on a free loopback port, and print its URL. It runs until it is terminated."""

from __future__ import annotations

import logging
import signal

from moto.server import ThreadedMotoServer

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
print(f"http://{host}:{port}", flush=True)
signal.pause()
