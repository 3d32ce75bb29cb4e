// Marks every application of the page at once; without script each is marked by itself.

const all = document.querySelector("#all");
const marks = [...document.querySelectorAll("input[name=id]")];

if (all) {
  all.closest(".every").hidden = false;
  all.addEventListener("change", () => {
    for (const mark of marks) mark.checked = all.checked;
  });
  for (const mark of marks) {
    mark.addEventListener("change", () => {
      all.checked = marks.every((one) => one.checked);
    });
  }
}
