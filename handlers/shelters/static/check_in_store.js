// What the device keeps: its own family, where they are, and what waits to be sent. In IndexedDB, for this origin alone.

const NAME = "shelter-check-in";
const STORES = ["kept", "queue"];

function open() {
  return new Promise((resolve, reject) => {
    const wanted = indexedDB.open(NAME, 1);
    wanted.onupgradeneeded = () => STORES.forEach((store) => wanted.result.createObjectStore(store));
    wanted.onsuccess = () => resolve(wanted.result);
    wanted.onerror = () => reject(wanted.error);
  });
}

async function run(store, mode, work) {
  const base = await open();
  try {
    return await new Promise((resolve, reject) => {
      const act = base.transaction(store, mode, { durability: "strict" });
      const asked = work(act.objectStore(store));
      act.oncomplete = () => resolve(asked?.result);
      act.onabort = act.onerror = () => reject(act.error);
    });
  } finally {
    base.close();
  }
}

export const keep = (key, value) => run("kept", "readwrite", (store) => store.put(value, key));
export const recall = (key) => run("kept", "readonly", (store) => store.get(key));
export const forget = (key) => run("kept", "readwrite", (store) => store.delete(key));

// `url` is where an item goes: a device may have been at several shelters before there was a network.
export const enqueue = (url, item) => run("queue", "readwrite", (store) => store.put({ url, item }, `${item.at} ${item.act} ${item.id}`));
export const countWaiting = () => run("queue", "readonly", (store) => store.count());

// In the order in which it happened. Two windows that send the same do no harm: the server takes each id once.
export async function sendWaiting() {
  const keys = await run("queue", "readonly", (store) => store.getAllKeys());
  let refused = 0;
  for (const key of keys) {
    const waiting = await run("queue", "readonly", (store) => store.get(key));
    if (!waiting) continue;
    const result = await post(waiting);
    if (!result) break;
    refused += Boolean(result.problem);
    await run("queue", "readwrite", (store) => store.delete(key));
  }
  return refused;
}

async function post({ url, item }) {
  try {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify({ items: [item] }) });
    if (!answer.ok) return null;
    return (await answer.json()).results[0];
  } catch {
    return null;
  }
}
