// Server-sent events read with fetch: an EventSource can't send the visitor's token.

const REOPEN_AFTER = 1000; // the server ends a stream after some minutes, or says how long to stay away when it is full
const TRY_AGAIN_AFTER = 3000;
const LOOK_AGAIN_AFTER = 60000; // while nobody watches, no stream is held
const SILENT_FOR = 45000; // the server says something every 15 seconds

/**
 * Follows the conversation after entry `after`: each entry once, in order, whatever the line does in between.
 * `request` is fetch with the visitor's credentials. `isWatched` says whether entries must come at once. `onLost` is
 * called when the stream ends or fails, `onOpen` when the next one stands. `banner`, if there is one, is kept as the
 * city's is. While an answer `isAwaited` nobody stays away. Ends with `signal`.
 */
export function followEntries({ request, after, isWatched, isAwaited = () => false, onEntry, banner, onOpen, onLost, signal }) {
  let lastId = after;
  let stayAway = REOPEN_AFTER;
  let connection = new AbortController();
  let isHurried = false;
  let wake = () => {};

  const pause = (milliseconds) => new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });

  async function run() {
    while (!signal.aborted) {
      isHurried = false;
      const failed = await listen(isWatched()).catch(() => true);
      if (isHurried) continue;
      if (failed || (isWatched() && stayAway === REOPEN_AFTER)) onLost();
      await pause(failed ? TRY_AGAIN_AFTER : restFor());
    }
  }

  function restFor() {
    if (isAwaited()) return REOPEN_AFTER;
    return isWatched() ? stayAway : LOOK_AGAIN_AFTER;
  }

  async function listen(live) {
    connection = new AbortController();
    const response = await request(`chat/events?${live ? `banner=${banner?.version() ?? 0}` : "once=1"}`, {
      headers: { Accept: "text/event-stream", "Last-Event-ID": String(lastId) },
      cache: "no-store",
      signal: connection.signal,
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    onOpen();
    await readBlocks(response.body, connection, takeBlock);
  }

  function takeBlock(block) {
    const retry = /^retry: (\d+)$/m.exec(block)?.[1];
    if (retry) stayAway = Number(retry);
    const data = /^data: (.*)$/m.exec(block)?.[1]; // our server writes each entry as one line of JSON
    if (data && /^event: banner$/m.test(block)) return banner?.show(JSON.parse(data));
    const entry = data && JSON.parse(data);
    if (!entry || entry.id <= lastId) return;
    lastId = entry.id;
    onEntry(entry);
  }

  /** Connect anew at once. */
  function again() {
    isHurried = true;
    connection.abort();
    wake();
  }

  signal.addEventListener("abort", again);
  run();
  return { again, look: () => wake(), lastId: () => lastId };
}

async function readBlocks(body, connection, take) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const silence = setTimeout(() => connection.abort(), SILENT_FOR);
    const { done, value } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    blocks.forEach(take);
  }
}
