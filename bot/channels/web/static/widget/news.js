// How much is new: what came while the panel was closed, in this tab or before it.

import { followEntries } from "../chat/stream.js";
import { keep, recall } from "../chat/storage.js";

const KEY = "madoguchi.seen";
const WORTH_LOOKING = 86400000; // nobody answers after a day of silence

const find = () => JSON.parse(recall("localStorage", KEY) || '{"id":0,"at":0}');

/** `show` is called with the number of new entries whenever it changes. */
export function createNews(request, show) {
  let looking = new AbortController();
  let count = 0;

  const set = (next) => show((count = next));
  const add = (entry) => { if (entry.who !== "citizen") set(count + 1); };

  function see(id) {
    keep("localStorage", KEY, JSON.stringify({ id: Math.max(id, find().id), at: Date.now() }));
    set(0);
  }

  /** Looks once a minute, until the panel is there and follows by itself. */
  function look() {
    const { id, at } = find();
    if (Date.now() - at > WORTH_LOOKING) return;
    const { signal } = looking;
    const nothing = () => {};
    followEntries({
      request, after: id, isWatched: () => false, onEntry: add, onOpen: nothing, onLost: nothing, signal,
    });
  }

  addEventListener("storage", (event) => { if (event.key === KEY) set(0); }); // seen in another tab
  return { look, stopLooking: () => looking.abort(), add, see };
}
