"""Failures of the network, of proxies and of AppStream, over real sockets."""
