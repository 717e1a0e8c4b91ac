"""Tests that the typed clients are configured like boto3 in every AWS environment."""
