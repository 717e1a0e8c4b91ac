"""The generator: reads botocore's model of a service and the data about it, and writes a typed package.

It is not shipped. ``python -m codegen`` writes the files; ``python -m codegen --check`` fails if they
differ from what it would write. It contains nothing about a particular service.

1. ``read_model`` reads botocore's model, ``data_files`` the TOML files of ``data``.
2. ``complete`` adds to the data what is new in the model: ``placing`` decides where, ``facts`` describes it until
   it has words, and ``wanting`` lists what has none.
3. ``build_service`` compares both, and builds the intermediate model of ``ir``. It stops at what breaks programs:
   ``accepted_model`` and ``accepted_types`` know the model before.
4. ``render`` returns the source text of each file.
5. ``output`` formats the files with ruff, and writes or compares them.

``run`` does all of it without writing.
"""
