"""Between data in boto3's form and models: the cattrs converter and its hooks."""
