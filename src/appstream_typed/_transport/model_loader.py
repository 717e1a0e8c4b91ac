"""A loader of botocore models that does not list the models of all services."""

from __future__ import annotations

import gzip
import json
from contextvars import ContextVar
from pathlib import Path

from botocore.loaders import JSONFileLoader, Loader

_SERVICE = "appstream"

_loads_appstream: ContextVar[bool] = ContextVar("appstream_typed_loads_appstream", default=False)


class ModelFiles(JSONFileLoader):
    """Reads the files of models into dicts.

    botocore reads them into ``OrderedDict``, which takes three times as long. The difference is a
    twentieth of the time until a program's first response.
    """

    def load_file(self, file_path: str) -> object:
        """Read a plain or compressed file, whose path is passed without ``.json``."""
        plain, packed = Path(f"{file_path}.json"), Path(f"{file_path}.json.gz")
        if plain.is_file():
            return json.loads(plain.read_bytes())
        if packed.is_file():
            return json.loads(gzip.decompress(packed.read_bytes()))
        return None


class AppStreamLoader(Loader):
    """Loads models like botocore, but does not list all services before it loads AppStream's model.

    botocore does so before it loads any model, and reads about 880 folders. This takes more than a tenth
    of the time until a program's first response. For other services, the loader behaves like botocore's,
    since botocore's credential providers create clients of STS and of IAM Identity Center.

    Args:
        search_paths: Folders of models.
    """

    def __init__(self, search_paths: list[str]) -> None:
        super().__init__(
            extra_search_paths=search_paths,
            file_loader=ModelFiles(),
            include_default_search_paths=False,
        )

    def load_service_model(
        self, service_name: str, type_name: str, api_version: str | None = None
    ) -> object:
        """Load a model of a service."""
        token = _loads_appstream.set(service_name == _SERVICE)
        try:
            return super().load_service_model(service_name, type_name, api_version)
        finally:
            _loads_appstream.reset(token)

    def list_available_services(self, type_name: str) -> list[str]:
        """Return the services that have a model.

        While AppStream's model is loaded, return only AppStream.
        """
        if _loads_appstream.get() and self._has_model(type_name):
            return [_SERVICE]
        return super().list_available_services(type_name)

    def _has_model(self, type_name: str) -> bool:
        from botocore.exceptions import DataNotFoundError

        try:
            self.list_api_versions(_SERVICE, type_name)
        except DataNotFoundError:
            return False
        return True
