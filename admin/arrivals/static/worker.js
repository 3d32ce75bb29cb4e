// The service worker of the pages below: the network first, and what was kept when there is none.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(`${self.location.origin}/`)) return;
  event.respondWith(fetch(request).catch(async (problem) => {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw problem;
  }));
});
