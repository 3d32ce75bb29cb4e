// Stands in for LINE's LIFF SDK: the part of it that our pages use, with the simulator as LINE.

(() => {
  const base = new URL("..", document.currentScript.src).pathname;
  let session = null;

  window.liff = {
    /** As the real one: the first page moves on to the address that was asked for, and this never resolves there. */
    async init() {
      const state = new URLSearchParams(location.search).get("liff.state");
      if (state) {
        location.replace(location.pathname.replace(/\/$/, "") + state);
        return new Promise(() => {});
      }
      const answer = await fetch(`${base}liff/session`);
      session = answer.ok ? await answer.json() : null;
    },
    isInClient: () => session !== null,
    isLoggedIn: () => session !== null,
    getIDToken: () => session?.idToken ?? null,
    login: () => document.body.append("The simulator has no page to log in; open the link in its chat."),
    logout() {
      session = null;
    },
    closeWindow: () => window.close(),
  };
})();
