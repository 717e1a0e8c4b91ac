"""The generator of appstream_typed: botocore's model and the data beside it, to Python source.

Not shipped. ``python -m codegen`` writes, ``python -m codegen --check`` proves that nothing drifted.
The road is ``read`` (botocore's model) and ``data`` (our TOML files) -> ``build`` (the intermediate
model of ``ir``, all checks) -> ``render`` (source text) -> ``output`` (ruff, files).
"""
