// Says that an answer is on its way, when it isn't there at once.

const AFTER = 300;
const UNTIL = 30000;

export function createTyping(element, onShown) {
  let timer;

  function hide() {
    clearTimeout(timer);
    element.hidden = true;
  }

  function show() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      element.hidden = false;
      onShown();
      timer = setTimeout(hide, UNTIL);
    }, AFTER);
  }

  return { show, hide };
}
