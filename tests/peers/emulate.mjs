// Starts emulate's Slack for a test, and lends it a hand where it has none of its own:
//  - Slack takes arguments in the query too, and by GET; emulate's routes only in the body of a POST;
//  - its events can be subscribed to by nobody from outside;
//  - what it keeps can only be looked at as a page.
// Nothing of Slack's API is answered here. It ends when its standard input does, as with whoever
// started it.
import { readFileSync } from "node:fs";
import { createEmulator } from "emulate";

const HOST = "127.0.0.1";
const LOADS_SLACK = /import\("(\.\/[\w-]+\.js)"\);\s*return \{ plugin: mod\.slackPlugin/;

const api = import.meta.resolve("emulate");
const [, chunk] = readFileSync(new URL(api), "utf8").match(LOADS_SLACK);
const { getSlackStore, seedFromConfig, slackPlugin } = await import(new URL(chunk, api));

let store, webhooks;
const register = slackPlugin.register;
slackPlugin.register = (app, ...rest) => {
  [store, webhooks] = rest;
  register(app, ...rest);
  const answer = app.fetch;
  app.fetch = async (request) => {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/_control/")) return control(url.pathname.slice(10), request);
    return answer(url.pathname.startsWith("/api/") ? await asEmulateTakesIt(request, url) : request);
  };
};

async function asEmulateTakesIt(request, url) {
  const headers = new Headers(request.headers);
  if (headers.get("content-type")?.includes("json")) return request;
  const given = new URLSearchParams(url.search);
  for (const [name, value] of new URLSearchParams(await request.text())) given.set(name, value);
  headers.set("content-type", "application/x-www-form-urlencoded");
  headers.delete("content-length");
  return new Request(url.origin + url.pathname, { method: "POST", headers, body: given });
}

const CONTROLS = {
  // Everything anew: what is in the workspace, and who is told of which events.
  reset({ workspace, events }) {
    emulator.reset();
    seedFromConfig(store, emulator.url, workspace);
    if (events) webhooks.register({ ...events, events: events.types, active: true, owner: "slack" });
  },
  // What an administrator does who installs the app again.
  grant({ token, scopes }) {
    const { tokens } = getSlackStore(store);
    tokens.update(tokens.findOneBy("token", token).id, { scopes });
  },
  look({ what }) {
    return what === "deliveries" ? webhooks.getDeliveries() : getSlackStore(store)[what].all();
  },
};

async function control(what, request) {
  try {
    return Response.json(CONTROLS[what](await request.json()) ?? null);
  } catch (error) {
    return new Response(error.stack, { status: 500 });
  }
}

const emulator = await createEmulator({ service: "slack", hostname: HOST, port: 0 });
process.stdin.on("end", () => process.exit(0)).resume();
console.log(JSON.stringify({ url: `http://${HOST}:${new URL(emulator.url).port}` }));
