// The page's requests to its own server.

export const base = new URL("..", import.meta.url).pathname;
const token = document.querySelector('meta[name="csrf-token"]')?.content;

async function ask(method, path, body, contentType) {
  const headers = token ? { "X-CSRFToken": token } : {};
  if (contentType) headers["Content-Type"] = contentType;
  const response = await fetch(base + path, { method, headers, body, credentials: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} ${path}`);
  return response.json();
}

export const get = (path) => ask("GET", path);
export const post = (path, data = {}) => ask("POST", path, JSON.stringify(data), "application/json");
export const postFile = (path, file) => ask("POST", path, file, file.type);
export const remove = (path) => ask("DELETE", path);
