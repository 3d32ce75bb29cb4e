// A picture that is dropped or pasted is answered like the button "send a photo"; the browser would open it instead.

export function offerAttaching(root, say, signal) {
  // Cells copied from a table come as words and as a picture: the words are meant.
  const hasFiles = (data) => Boolean(data?.types.includes("Files")) && !data.types.includes("text/plain");

  function attach(event, data) {
    if (!hasFiles(data)) return;
    event.preventDefault();
    say(JSON.parse(root.getElementById("attach").value));
  }

  root.addEventListener("dragover", (event) => { if (hasFiles(event.dataTransfer)) event.preventDefault(); }, { signal });
  root.addEventListener("drop", (event) => attach(event, event.dataTransfer), { signal });
  root.addEventListener("paste", (event) => attach(event, event.clipboardData), { signal });
}
