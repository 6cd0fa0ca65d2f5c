/* Arrows, page keys and a presenter's remote move from one screen to the next. */
"use strict";
const ways = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };
addEventListener("keydown", (event) => {
  const way = ways[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
  const link = document.querySelector(`a[rel=${way}]`);
  if (link) {
    event.preventDefault();
    location.assign(link.href);
  }
});
