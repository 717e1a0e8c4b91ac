"""Tests of failing networks, proxies and AppStream responses, over real sockets."""
