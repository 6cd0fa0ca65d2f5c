/* Opens a questionnaire already seen without network, and sends what waits when it comes back. */
const CACHE = "paroles-1";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) =>
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  ),
);
self.addEventListener("sync", (event) => event.waitUntil(Kept.flush()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.searchParams.has("partage")) return;
  const page = request.mode === "navigate" && /\/(?:q\/[a-z0-9-]+\/?)?$/.test(url.pathname);
  const asset = /\/(?:style|script)\/|\/static\/icon/.test(url.pathname);
  if (page && url.pathname.includes("/q/")) event.respondWith(kept(request, false));
  else if (page) event.respondWith(fetch(request).catch(() => kept(request, true)));
  else if (asset) event.respondWith(kept(request, true));
});
async function kept(request, keep) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request.url);
  if (found) return found;
  const answer = await fetch(request);
  if (keep && answer.ok) cache.put(request.url, answer.clone());
  return answer;
}
