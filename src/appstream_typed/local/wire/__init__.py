"""HTTP, protocols and signatures of the local AppStream, without what its operations do."""
