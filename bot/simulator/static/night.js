// The demo's night: a button that begins it, and a line that says which step is being played.

import { byId } from "./dom.js";
import { post } from "./net.js";
import { t } from "./texts.js";

let night = null;

export function startNight(state, onFailure) {
  byId("night").hidden = !state;
  byId("play-night").addEventListener("click", async () => {
    byId("play-night").disabled = true;
    try {
      await post("night");
    } catch {
      onFailure();
      drawNight(night);
    }
  });
  drawNight(state);
}

/** Without a state in other words: the page's language has changed. */
export function drawNight(state = night) {
  night = state;
  if (!night) return;
  const { isPlaying, step, steps, title, failed } = night;
  byId("play-night").disabled = isPlaying;
  byId("night-progress").hidden = !steps;
  byId("night-progress").max = steps || 1;
  byId("night-progress").value = step;
  byId("night-line").textContent = failed
    ? t("night_failed")
    : isPlaying
      ? steps ? t("night_step", { step, steps, title }) : t("night_begins")
      : steps ? t("night_over") : t("night_hint");
}
