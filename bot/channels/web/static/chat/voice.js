// Speaking instead of typing, where the browser can listen. It may send what it hears to its maker, which is told.

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

export function offerVoice({ root, notice, onHeard, signal }) {
  const button = root.getElementById("voice");
  const field = root.getElementById("text");
  if (!Recognition) return;
  let listener;
  button.hidden = false;

  function listen() {
    const before = field.value;
    listener = new Recognition();
    listener.lang = button.dataset.speech;
    listener.interimResults = true;
    listener.onresult = ({ results }) => {
      field.value = before + Array.from(results, ([best]) => best.transcript).join("");
      onHeard();
    };
    listener.onerror = ({ error }) => {
      if (error !== "aborted" && error !== "no-speech") notice.say(button.dataset.failed, 10000);
    };
    listener.onend = () => {
      listener = undefined;
      button.setAttribute("aria-pressed", "false");
      notice.unsay(button.dataset.listening);
      field.focus();
    };
    button.setAttribute("aria-pressed", "true");
    notice.say(button.dataset.listening, 60000);
    listener.start();
  }

  button.addEventListener("click", () => (listener ? listener.stop() : listen()), { signal });
  signal.addEventListener("abort", () => listener?.abort());
}
