// Tells when the line is broken and when it is back; one sentence at a time.

const AFTER = 3000;

export function createNotice(element, onBack) {
  let timer;
  let wasOffline = false;

  function showOffline() {
    wasOffline = true;
    element.textContent = element.dataset.offline;
  }

  function expectLoss() {
    timer ??= setTimeout(showOffline, AFTER);
  }

  function showOnline() {
    if (!navigator.onLine) return; // the stream that opened was on its way before the line broke
    clearTimeout(timer);
    timer = undefined;
    if (!wasOffline) return;
    wasOffline = false;
    say(element.dataset.online);
    onBack();
  }

  /** A sentence that goes away by itself. */
  function say(words, milliseconds = AFTER) {
    element.textContent = words;
    setTimeout(() => unsay(words), milliseconds);
  }

  function unsay(words) {
    if (element.textContent === words) element.textContent = "";
  }

  return { showOffline, showOnline, expectLoss, say, unsay, words: element.dataset };
}
