"""botocore's loader of models, less what only other services and old Pythons need."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from botocore.exceptions import DataNotFoundError
from botocore.loaders import JSONFileLoader, Loader

_SERVICE = "appstream"


class ModelFiles(JSONFileLoader):
    """Reads files of models into dicts.

    botocore reads them into ``OrderedDict``, from a time when dicts had no order; that takes thrice as
    long, a twentieth of the time to a program's first answer.
    """

    def load_file(self, file_path: str) -> object:
        """The content of a file, plain or packed, whose path is given without ``.json``."""
        plain, packed = Path(f"{file_path}.json"), Path(f"{file_path}.json.gz")
        if plain.is_file():
            return json.loads(plain.read_bytes())
        if packed.is_file():
            return json.loads(gzip.decompress(packed.read_bytes()))
        return None


class AppStreamLoader(Loader):
    """Loads the models of AppStream only.

    Before botocore loads a model it lists all the services that have one, some 880 folders, for
    each kind of model: more than a tenth of the time to a program's first answer.

    Args:
        search_paths: Where models are looked for.
    """

    def __init__(self, search_paths: list[str]) -> None:
        super().__init__(
            extra_search_paths=search_paths,
            file_loader=ModelFiles(),
            include_default_search_paths=False,
        )

    def list_available_services(self, type_name: str) -> list[str]:
        """AppStream, if there is a model of it; else all services, for botocore's own error."""
        try:
            self.list_api_versions(_SERVICE, type_name)
        except DataNotFoundError:
            return super().list_available_services(type_name)
        return [_SERVICE]
