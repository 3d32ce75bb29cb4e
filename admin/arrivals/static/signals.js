// A sound and a shake for who does not look at the screen: one high tone, two, or a long low one.

const TONES = { good: [[880, 0, 0.12]], warn: [[660, 0, 0.12], [660, 0.2, 0.12]], bad: [[220, 0, 0.5]] };
const SHAKES = { good: [60], warn: [80, 80, 80], bad: [400] };
let sound = null;

// Browsers allow sound only after a press.
export function allowSound() {
  sound ??= window.AudioContext ? new AudioContext() : null;
}

export function signal(kind) {
  navigator.vibrate?.(SHAKES[kind]);
  if (!sound) return;
  for (const [pitch, after, length] of TONES[kind]) {
    const tone = sound.createOscillator();
    tone.frequency.value = pitch;
    tone.connect(sound.destination);
    tone.start(sound.currentTime + after);
    tone.stop(sound.currentTime + after + length);
  }
}
