"""The controls of a local AppStream by HTTP, under ``/_local``, and its page: requests in, answers out."""
