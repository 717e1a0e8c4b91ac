"""botocore's loader of models, less its search through every other service."""

from __future__ import annotations

from botocore.exceptions import DataNotFoundError
from botocore.loaders import Loader

_SERVICE = "appstream"


class AppStreamLoader(Loader):
    """Loads the models of AppStream only.

    Before botocore loads a model it lists all the services that have one, some 880 folders, for
    each kind of model: more than a tenth of the time to a program's first answer.

    Args:
        search_paths: Where models are looked for.
    """

    def __init__(self, search_paths: list[str]) -> None:
        super().__init__(extra_search_paths=search_paths, include_default_search_paths=False)

    def list_available_services(self, type_name: str) -> list[str]:
        """AppStream, if there is a model of it; else all services, for botocore's own error."""
        try:
            self.list_api_versions(_SERVICE, type_name)
        except DataNotFoundError:
            return super().list_available_services(type_name)
        return [_SERVICE]
