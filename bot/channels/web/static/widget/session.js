// The visitor's token, kept by the city's page: a cookie of ours would be a third party's, and refused.

import { keep, recall } from "../chat/storage.js";

const KEY = "madoguchi.token";
const DAY = 86400;

/** `base` is the counter's address, `getLanguage` what the citizen is spoken to in. */
export function createSession(base, getLanguage) {
  let starting;
  let tell;
  const started = new Promise((resolve) => { tell = resolve; });

  // Read each time: another tab may have begun a session or renewed it.
  const find = () => {
    const [token, until] = recall("localStorage", KEY).split(" ");
    return until > Date.now() / 1000 ? { token, isOld: until < Date.now() / 1000 + 15 * DAY } : {};
  };

  function send(path, { headers, ...options } = {}) {
    const url = new URL(path, base);
    url.searchParams.set("lang", getLanguage());
    const { token } = find();
    const own = token ? { Authorization: `Bearer ${token}` } : {};
    return fetch(url, { ...options, headers: { ...headers, ...own }, credentials: "omit" });
  }

  async function renew() {
    const response = await send("chat/sessions", { method: "POST" });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { token, seconds } = await response.json();
    keep("localStorage", KEY, `${token} ${Math.floor(Date.now() / 1000) + seconds}`);
    tell();
  }

  const start = () => (starting ??= renew().finally(() => { starting = undefined; }));

  /** As fetch. Who writes first gets a session then; who only listens waits until there is one. */
  async function request(path, options = {}) {
    if (!find().token) await (options.method ? start() : started);
    const response = await send(path, options);
    if (response.status !== 401) return response;
    keep("localStorage", KEY, "");
    await start();
    return send(path, options);
  }

  /** The panel's markup, with the talk so far where there is one. */
  async function fetchPanel() {
    const { token, isOld } = find();
    if (isOld) await start();
    if (token) tell();
    const response = await send("chat/panel");
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.text();
  }

  /** The city's banner, which needs no session. */
  async function fetchBanner() {
    const response = await send("chat/banner");
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  return { request, fetchPanel, fetchBanner, has: () => Boolean(find().token) };
}
