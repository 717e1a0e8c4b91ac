"""What happens when the network, a proxy or AppStream fails, over real sockets."""
