"""The generator: reads botocore's model of a service and the data about it, and writes a typed package.

It is not shipped. ``python -m codegen`` writes the files; ``python -m codegen --check`` fails if they
differ from what it would write. It contains nothing about a particular service.

1. ``read_model`` reads botocore's model, ``read_data`` the TOML files of ``data``.
2. ``build_service`` compares both, and builds the intermediate model of ``ir``.
3. ``render`` returns the source text of each file.
4. ``output`` formats the files with ruff, and writes or compares them.
"""
