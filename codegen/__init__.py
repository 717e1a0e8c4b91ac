"""The generator, which reads botocore's model of a service and the data about it, and writes a typed package.

The package does not contain it. ``python -m codegen`` writes the files. ``python -m codegen
--check`` fails if the files differ from what it would write. It contains nothing about a particular
service.

1. ``read_model`` reads botocore's model, ``data_files`` the TOML files of ``data``.
2. ``complete`` adds what is new in the model to the data. ``placing`` determines the file,
``facts`` describes things without a text, and ``missing_texts`` lists them.
3. ``build_service`` compares both, and builds the intermediate model of ``ir``. It stops at
breaking changes, which it finds by comparing with the previous model of ``accepted_model`` and
``accepted_types``.
4. ``render`` returns the source text of each file.
5. ``output`` formats the files with ruff, and writes or compares them.

``run`` performs all steps without writing.
"""
