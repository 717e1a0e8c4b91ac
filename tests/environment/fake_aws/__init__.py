"""A fake of AppStream, and of every service that issues credentials, on loopback."""
