"""HTTP, protocols and signatures of the local AppStream, independent of its operations."""
