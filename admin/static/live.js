// Server-sent events with a word when they are cut off; title, sound and switches.
export function listen(address, gone, handlers) {
  const source = new EventSource(address);
  source.onopen = () => { gone.hidden = true; };
  source.onerror = () => {
    gone.hidden = false;
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 3000);
  };
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data), event));
  }
  addEventListener("pagehide", () => source.close());
  return source;
}

// Undefined when there is no answer: the page is being left, or the connection is gone, which the stream tells.
export async function ask(address, options) {
  try { return await fetch(address, options); } catch { return undefined; }
}

const title = document.title;
let unread = 0;
export function countInTitle(count) {
  if (!document.hidden) return;
  unread += count;
  document.title = `(${unread}) ${title}`;
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unread = 0;
  document.title = title;
});

export function beep() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.15, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
  tone.onended = () => audio.close();
}

export function keepSwitch(box, name) {
  try { box.checked = localStorage.getItem(name) === "on"; } catch { /* private windows keep nothing */ }
  box.addEventListener("change", () => {
    try { localStorage.setItem(name, box.checked ? "on" : "off"); } catch { /* as above */ }
  });
  return box;
}
