"""The PyInstaller hook. It lists the modules that this package imports on first use."""

from PyInstaller.utils.hooks import collect_data_files, collect_submodules, copy_metadata

_NOT_IN_PROGRAMS = ("appstream_typed.__pyinstaller", "appstream_typed.local.pytest_plugin")

hiddenimports = collect_submodules(
    "appstream_typed", filter=lambda name: not name.startswith(_NOT_IN_PROGRAMS)
)
datas = collect_data_files("appstream_typed") + copy_metadata("appstream-typed")
