// The page of the day stays open without a network: it and its files are kept, those of other days are thrown away.

export async function keepPage(worker, day) {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  const name = `arrivals-${day}`;
  for (const other of await caches.keys()) {
    if (other.startsWith("arrivals-") && other !== name) await caches.delete(other);
  }
  await navigator.serviceWorker.register(worker);
  if (!navigator.onLine) return;
  const files = performance.getEntriesByType("resource").map((entry) => entry.name);
  const own = files.filter((file) => file.startsWith(`${location.origin}/`) && /\.(css|js|svg)(\?|$)/.test(file));
  const cache = await caches.open(name);
  await cache.addAll([location.href.split("#")[0], ...new Set(own)]);
  document.documentElement.dataset.kept = day;
}
