"""The HTTP controls of a local AppStream under ``/_local``, and its web page, without sockets."""
