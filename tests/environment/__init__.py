"""Compare the configuration of the typed clients with that of boto3, environment by environment."""
