/* If the title of a page, an index entry or an object on it matches, Sphinx's search lists the page again for its text.
   It also ranks index entries that contain the query above the class with this name. This script removes both. */
document.addEventListener("DOMContentLoaded", () => {
  if (typeof Search === "undefined") return;
  const search = Search._performSearch;
  Search._performSearch = (...query) => {
    const found = search(...query); // the best result is the last one
    const kept = [];
    const pages = new Set();
    for (const result of found.reverse()) {
      const [page, , , , score, , kind] = result;
      if (kind === "index" && score < 100) continue;
      if (kind === "object" || !pages.has(page)) kept.push(result);
      pages.add(page);
    }
    return kept.reverse();
  };
});
