"""A stand-in on loopback for AppStream, and for every service that issues credentials."""
