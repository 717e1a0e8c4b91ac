"""Conversion between data in boto3's form and models, with cattrs.

``converter`` has the entry points and configures the cattrs converter. ``readers`` has its structure
hooks, ``compiled_readers`` writes the function that reads a class, ``writers`` has its unstructure hooks,
and ``requests`` encodes the arguments of typed methods. ``fields`` converts the arguments of constructors.
"""
