// LINE's SDK as its pages load it, in mock mode: the id token is the test's, and the page is inside LINE.
import liff from "@line/liff";
import { LiffMockPlugin } from "@line/liff-mock";

liff.use(new LiffMockPlugin());
const init = liff.init.bind(liff);
liff.init = async (config) => {
  await init({ ...config, mock: true });
  liff.$mock.set((state) => ({ ...state, getIDToken: window.idTokenOfTheTest, isInClient: true, isLoggedIn: true }));
};
window.liff = liff;
