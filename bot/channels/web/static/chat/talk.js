// One conversation on the screen: what is said goes out, what comes is put in its place.
// The server renders every entry, and the page works without this file.

import { offerAttaching } from "./attach.js";
import { createBanner } from "./banner.js";
import { createField } from "./field.js";
import { toFragment } from "./html.js";
import { createNotice } from "./notice.js";
import { createOutbox } from "./outbox.js";
import { sayPicked, shareLocation } from "./pickers.js";
import { createScroll } from "./scroll.js";
import { followEntries } from "./stream.js";
import { offerToTake } from "./take.js";
import { createTyping } from "./typing.js";
import { offerVoice } from "./voice.js";

/**
 * Brings the markup of room.html in `root`, a document or a shadow root, to life until `signal`.
 * `request` is fetch with the visitor's credentials, `isWatched` whether the citizen sees the talk, and `onNews` is
 * called for each entry that is not theirs. `address` is where the counter's page is.
 */
export function startTalk({ root, scroller, request, address, draftKey, isWatched, onNews, signal }) {
  const log = root.getElementById("log");
  log.closest(".talk").classList.add("live"); // what needs a script is shown from now on
  const scroll = createScroll(root, scroller, signal);
  const typing = createTyping(root.getElementById("typing"), scroll.goToEnd);
  const notice = createNotice(root.getElementById("notice"), () => outbox.sendFailed());
  const outbox = createOutbox({
    root,
    request,
    typing,
    scroll,
    onChange: () => {
      field.keepDraft();
      entries.look();
    },
    onRewrite: (text) => field.rewrite(text),
  });
  const field = createField({ root, draftKey, say: outbox.say, listUnsent: outbox.listUnsent, signal });

  const takeAway = { root, say: notice.say, address };

  function receive(entry) {
    const follow = scroll.isNearEnd();
    const element = toFragment(entry.html).querySelector("article");
    if (log.lastElementChild?.dataset.day === element.dataset.day) element.querySelector(".day")?.remove();
    if (entry.who === "citizen") outbox.settle(entry);
    // The bot's answer comes with the words that it answers: after words alone a person has the conversation.
    if (entry.who !== "citizen" || !outbox.isWaiting()) typing.hide();
    root.getElementById("welcome")?.remove();
    log.append(element);
    if (entry.who !== "citizen") offerToTake(element, takeAway);
    if (!follow) scroll.offerJump();
    else if (entry.who === "citizen") scroll.goToEnd(); // not to its top: the answer would come out of sight
    else showWhole(element);
    if (entry.who !== "citizen") onNews(entry);
  }

  /** Once more when its pictures are there, which make it higher, unless something came after it. */
  function showWhole(element) {
    const again = () => { if (log.lastElementChild === element) scroll.show(element); };
    scroll.show(element);
    element.querySelectorAll("img").forEach((picture) => picture.addEventListener("load", again, { signal }));
  }

  function say(body, words) {
    log.focus({ preventScroll: true }); // the button goes away, the keyboard's place stays
    outbox.say(body, words);
  }

  function press(button) {
    if (button.dataset.asks) return shareLocation(button, say, () => notice.say(notice.words.noLocation, 10000));
    if (button.name !== "choice") return field.sayField();
    const body = JSON.parse(button.value);
    return body.asks ? sayPicked(button, body, say) : say(body);
  }

  root.addEventListener("submit", (event) => event.preventDefault(), { signal });
  offerAttaching(root, say, signal);
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[form=composer], button[data-asks], .send");
    if (!button) return;
    event.preventDefault();
    press(button);
  }, { signal });

  const banner = createBanner(root.getElementById("banner"), signal);
  const entries = followEntries({
    request,
    after: Number(log.dataset.lastId),
    isWatched,
    isAwaited: typing.isOn,
    onEntry: receive,
    banner,
    onOpen: notice.showOnline,
    onLost: notice.expectLoss,
    signal,
  });
  addEventListener("offline", notice.showOffline, { signal });
  addEventListener("online", entries.again, { signal });
  addEventListener("pageshow", (event) => { if (event.persisted) entries.again(); }, { signal });
  /** Shows the newest, where there is a talk already. */
  function showNewest() {
    if (log.children.length) scroll.goToEnd();
  }

  log.querySelectorAll(".entry:not(.entry-citizen)").forEach((entry) => offerToTake(entry, takeAway));
  offerVoice({ root, notice, onHeard: field.keepDraft, signal });
  showNewest();
  return { ...entries, banner, showNewest };
}
