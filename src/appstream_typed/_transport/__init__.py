"""From a typed call to botocore and back."""
