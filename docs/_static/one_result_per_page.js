/* Sphinx's search lists a page again for its text if its title, its index or an object on it matched already. It also
   lists index entries that contain the query, before the class that has this name. */
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
