// Says that an answer is on its way, when it isn't there at once.

const AFTER = 300;
const UNTIL = 30000;

export function createTyping(element, onShown) {
  let timer;
  let isOn = false;

  function hide() {
    clearTimeout(timer);
    isOn = false;
    element.hidden = true;
  }

  function show() {
    clearTimeout(timer);
    isOn = true;
    timer = setTimeout(() => {
      element.hidden = false;
      onShown();
      timer = setTimeout(hide, UNTIL);
    }, AFTER);
  }

  return { show, hide, isOn: () => isOn };
}
