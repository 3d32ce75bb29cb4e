// The camera's pictures, looked at for a QR code some times a second.

import decodeQR from "./vendor/qr/decode.js";

const LARGEST = 720; // pixels of the longer side that are looked at
const EVERY = 120; // milliseconds
const GONE = 1200; // a code that was out of sight for so long may be shown again

export async function openCamera(video) {
  const wanted = { video: { facingMode: "environment", width: { ideal: 1280 } }, audio: false };
  video.srcObject = await navigator.mediaDevices.getUserMedia(wanted);
  await video.play();
}

// Calls `see(text)` once for each code that comes into sight.
export function watch(video, see) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let shown = "";
  let seenAt = 0;
  const look = async () => {
    const text = video.readyState >= 2 ? read(video, canvas, context) : "";
    const now = performance.now();
    if (text && (text !== shown || now - seenAt > GONE)) {
      shown = text;
      await see(text);
    }
    if (text) seenAt = performance.now();
    setTimeout(look, EVERY);
  };
  look();
}

function read(video, canvas, context) {
  const scale = Math.min(1, LARGEST / Math.max(video.videoWidth, video.videoHeight, 1));
  canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return ""; // there is none in the picture
  }
}
