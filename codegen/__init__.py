"""The generator, which reads botocore's model of a service and data about the service, and writes a package.

The generator is not part of the package. ``python -m codegen`` writes the files. ``python -m codegen
--check`` fails if the files differ from the generated ones. The code contains nothing about a
particular service.

1. ``read_model`` reads botocore's model, and ``data_files`` reads the TOML files of ``data``.
2. ``complete`` adds the new names of the model to the data. ``placing`` determines their files,
``facts`` describes names without a text, and ``missing_texts`` lists the missing texts.
3. ``build_service`` compares the model with the data, and builds the intermediate model of ``ir``.
It stops at breaking changes. ``accepted_types`` finds changed types by a comparison with the last
accepted model, which ``accepted_model`` reads.
4. ``render`` returns the source text of each file.
5. ``output`` formats the files with ruff, and writes or compares them.

``run`` performs steps 1 to 4.
"""
