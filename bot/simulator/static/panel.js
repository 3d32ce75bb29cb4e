// The side panel: what goes over the wire, the quota, and switches for trouble.

import { toast } from "./actions.js";
import { byId, el } from "./dom.js";
import { get, post, remove } from "./net.js";
import { languageTag, t } from "./texts.js";

const KINDS = ["error", "rate", "timeout", "accepted-error", "accepted-timeout", "accepted-cut"];
const OPERATIONS = ["*", "replyMessage", "pushMessage", "multicast", "broadcast", "showLoadingAnimation", "getProfile", "getMessageContent"];
const ROWS_KEPT = 200;
const rows = new Map();
let waiting = [];
let quota = { limit: null, used: 0 };

export function startPanel(state) {
  byId("fault-form").addEventListener("submit", addFault);
  byId("fault-clear").addEventListener("click", () => change(remove("faults")));
  const settings = byId("webhook-settings").elements;
  for (const field of [byId("quota-limit"), ...settings]) field.addEventListener("change", changeSettings);
  settings.redelivery.checked = state.settings.redelivery;
  settings.standby.checked = state.settings.standby;
  byId("quota-limit").value = state.quota.limit ?? "";
  waiting = state.faults;
  quota = state.quota;
  const past = [
    ...state.deliveries.map((delivery) => ["delivery", delivery]),
    ...state.requests.map((request) => ["request", request]),
  ].sort((one, other) => one[1].at - other[1].at);
  redrawPanel();
  for (const [kind, item] of past) putTraffic(kind, item);
}

export function redrawPanel() {
  const form = byId("fault-form").elements;
  const chosen = [form.operation.value, form.kind.value];
  form.operation.replaceChildren(...OPERATIONS.map((name) => el("option", { value: name, text: name === "*" ? t("fault_any") : name })));
  form.kind.replaceChildren(...KINDS.map((kind) => el("option", { value: kind, text: t(`fault_${kind}`) })));
  form.operation.value = chosen[0] || "*";
  form.kind.value = chosen[1] || "error";
  drawFaults();
  drawQuota(quota);
  if (rows.size === 0) byId("traffic").replaceChildren(el("li", { class: "empty", text: t("traffic_empty") }));
}

export function drawQuota(now) {
  quota = now;
  const meter = byId("quota-meter");
  meter.hidden = quota.limit === null;
  meter.max = quota.limit || 1;
  meter.value = quota.used;
  byId("quota-words").textContent = `${quota.used} / ${quota.limit ?? t("unlimited")}`;
}

// --- traffic

/** A delivery or a request, newest first; a delivery that is already there is brought up to date. */
export function putTraffic(kind, item) {
  const key = `${kind}-${item.id ?? item.requestId}`;
  const old = rows.get(key);
  const row = kind === "delivery" ? deliveryRow(item) : requestRow(item);
  if (old?.querySelector("details").open) row.querySelector("details").open = true;
  rows.set(key, row);
  if (old) old.replaceWith(row);
  else byId("traffic").prepend(row);
  byId("traffic").querySelector(".empty")?.remove();
  for (const [first, node] of rows) {
    if (rows.size <= ROWS_KEPT) break;
    rows.delete(first);
    node.remove();
  }
  if (kind === "request") dropFault();
}

function deliveryRow(delivery) {
  const kinds = delivery.events.map((event) => event.message?.type ?? event.type).join(", ");
  const name = delivery.attempts > 1 ? `${kinds} ×${delivery.attempts}` : kinds;
  const state = delivery.status ?? (delivery.failure ? t("no_answer") : t("waiting"));
  return trafficRow("in", t("webhook"), name, state, delivery.status ?? (delivery.failure ? 500 : 0), delivery.at, {
    events: delivery.events,
    ...(delivery.failure && { failure: delivery.failure }),
  });
}

function requestRow(request) {
  const path = request.path.replace(/^\/v2\/bot/, "");
  const state = request.status || t("cut");
  const { requestId, retryKey, body, answer } = request;
  return trafficRow("out", request.method, path, state, request.status || 500, request.at, { requestId, retryKey, body, answer });
}

function trafficRow(way, method, name, state, status, at, content) {
  const tone = status === 0 ? "" : status < 300 ? "good" : "bad";
  const clock = new Date(at).toLocaleTimeString(languageTag(), { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return el(
    "li",
    { class: `wire ${way}` },
    el(
      "details",
      {},
      el(
        "summary",
        {},
        el("span", { class: "wire-way", text: way === "in" ? "→" : "←", "aria-hidden": "true" }),
        el("span", { class: "wire-method", text: method }),
        el("span", { class: "wire-name", text: name }),
        el("span", { class: `wire-state ${tone}`, text: state }),
        el("time", { text: clock }),
      ),
      el("pre", { tabindex: "0", text: JSON.stringify(content, null, 2) }),
    ),
  );
}

// --- faults and settings

async function change(promise) {
  try {
    waiting = (await promise).faults;
    drawFaults();
  } catch {
    toast(t("failed"));
  }
}

function addFault(event) {
  event.preventDefault();
  const { operation, kind, times } = event.target.elements;
  change(post("faults", { operation: operation.value, kind: kind.value, times: Number(times.value) }));
}

function drawFaults() {
  const items = waiting.map((fault) => {
    const name = fault.operation === "*" ? t("fault_any") : fault.operation;
    return el("li", { text: `${name}: ${t(`fault_${fault.kind}`)} ×${fault.times}` });
  });
  byId("fault-list").replaceChildren(...(items.length ? items : [el("li", { class: "empty", text: t("fault_none") })]));
  byId("fault-clear").disabled = items.length === 0;
}

function dropFault() {
  if (waiting.length > 0) change(get("faults"));
}

async function changeSettings() {
  const settings = byId("webhook-settings").elements;
  const limit = byId("quota-limit").value;
  try {
    await post("settings", {
      redelivery: settings.redelivery.checked,
      standby: settings.standby.checked,
      quotaLimit: limit === "" ? null : Number(limit),
    });
  } catch {
    toast(t("failed"));
  }
}
