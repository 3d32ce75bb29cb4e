// What happens when a citizen taps something the bot sent: LINE's actions.

import { byId, el } from "./dom.js";
import { t } from "./texts.js";
import { base, post } from "./net.js";

const MOMENTS = { date: "date", time: "time", datetime: "datetime-local" };

/** Set by the page: who acts, how to tell them something, and the two sheets that an action can open. */
export const stage = { userId: "", choosePhoto() {}, chooseLocation() {}, fillIn() {} };

export function toast(words) {
  const node = byId("toast");
  node.textContent = words;
  node.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => node.classList.remove("shown"), 3500);
}

/** Send what the citizen did; a failure is told, never swallowed. */
export async function act(name, data = {}) {
  try {
    return await post(`chats/${stage.userId}/${name}`, data);
  } catch {
    toast(t("failed"));
    return null;
  }
}

export function perform(action) {
  const doers = {
    message: () => act("text", { text: action.text }),
    postback: () => postback(action),
    uri: () => openUri(action.uri),
    datetimepicker: () => chooseMoment(action),
    clipboard: () => copy(action.clipboardText),
    richmenuswitch: () => act("richmenu", { alias: action.richMenuAliasId, data: action.data ?? "" }),
    camera: () => stage.choosePhoto(),
    cameraRoll: () => stage.choosePhoto(),
    location: () => stage.chooseLocation(),
  };
  doers[action.type]?.();
}

function postback(action) {
  if (action.fillInText) stage.fillIn(action.fillInText);
  return act("postback", { data: action.data, displayText: action.displayText ?? action.text ?? "" });
}

function openUri(uri) {
  const address = new URL(uri);
  if (address.host === "access.line.me" && address.pathname.endsWith("/accountLink")) {
    const given = Object.fromEntries(address.searchParams);
    act("account-link", { linkToken: given.linkToken ?? "", nonce: given.nonce ?? "" });
  } else if (address.pathname.startsWith(`${base}liff/`)) {
    address.searchParams.set("simulated", stage.userId); // in LINE it is known who holds the telephone
    open(address, "_blank", "noopener");
  } else if (address.protocol === "http:" || address.protocol === "https:") {
    open(uri, "_blank", "noopener");
  } else {
    toast(t("would_open", { uri }));
  }
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  } catch {
    toast(text);
  }
}

function chooseMoment(action) {
  const input = el("input", {
    type: MOMENTS[action.mode],
    value: action.initial,
    min: action.min,
    max: action.max,
    required: true,
    "aria-label": t("choose_moment"),
  });
  openSheet(action.label || t("choose_moment"), [input], () =>
    act("postback", { data: action.data ?? "", params: { [action.mode]: input.value } }),
  );
}

/** A dialog with a title, fields and two buttons; `done` runs when the fields are valid and sent. */
export function openSheet(title, fields, done) {
  const dialog = byId("dialog");
  const form = el(
    "form",
    { method: "dialog" },
    el("h2", { text: title, id: "sheet-title" }),
    ...fields,
    el(
      "div",
      { class: "sheet-buttons" },
      el("button", { type: "button", class: "quiet", text: t("cancel"), onclick: () => dialog.close() }),
      el("button", { type: "submit", class: "main-button", text: t("send") }),
    ),
  );
  form.addEventListener("submit", () => done());
  dialog.setAttribute("aria-labelledby", "sheet-title");
  dialog.replaceChildren(form);
  dialog.showModal();
}

/** A button that performs an action. */
export function actionButton(action, className, label = action.label) {
  return el("button", { type: "button", class: className, text: label, onclick: () => perform(action) });
}
