// What the browser keeps for us; where it keeps nothing, this page does as long as it is open.

const kept = new Map();

export function recall(area, key) {
  try {
    return globalThis[area].getItem(key) ?? kept.get(key) ?? "";
  } catch {
    return kept.get(key) ?? "";
  }
}

export function keep(area, key, value) {
  kept.set(key, value);
  try {
    globalThis[area].setItem(key, value);
  } catch {
    // Storage is full or forbidden: `kept` has it.
  }
}
