"""Programs for maintainers and workflows. The wheel does not contain them."""
