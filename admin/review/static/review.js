// 1 to 5 judge, U takes the last verdict back; letters that are typed somewhere are left alone.
let isSent = false;
document.addEventListener("keydown", (event) => {
  if (isSent || event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, select, textarea")) return;
  const button = document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  isSent = true;
  button.click();
});
addEventListener("pageshow", () => { isSent = false; });
