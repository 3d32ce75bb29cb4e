const way = document.getElementById("way");
const wait = document.getElementById("wait");
const opened = performance.now();
setInterval(() => {
  const left = Math.max(0, way.dataset.left - (performance.now() - opened) / 1000);
  const minutes = Math.ceil(left / 60);
  const words = minutes > 1 ? way.dataset.minutes.replace("{minutes}", minutes.toLocaleString()) : way.dataset.soon;
  way.value = way.max - left;
  if (wait.textContent !== words) wait.textContent = words;
}, 1000);
