"""Conversion between models and boto3's form: the dicts that boto3 takes and returns.

``converter`` contains the entry points and configures the cattrs converter. ``readers`` contains its
structure hooks, and ``compiled_readers`` generates the function that reads a model class. ``writers``
contains its unstructure hooks. ``requests`` encodes the arguments of typed methods. ``fields`` converts
the arguments of constructors.
"""
