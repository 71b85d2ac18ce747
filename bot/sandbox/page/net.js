// The wire to the sandbox server: JSON calls, uploads and the stream of what happens.

const UNREACHABLE = { ok: false, error: "unreachable", message: "The sandbox server does not answer. Is it still running?" };

export async function get(path, params = {}) {
  const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value != null));
  const answer = await fetch(`/control/${path}?${query}`);
  if (!answer.ok) throw new Error(`GET /control/${path} answered ${answer.status}`);
  return answer.json();
}

/** Post JSON. Never throws: a failure is an answer with `ok: false` and a sentence. */
export async function post(path, body) {
  let answer;
  try {
    answer = await fetch(`/control/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    return UNREACHABLE;
  }
  return readAnswer(answer);
}

export async function upload(person, file) {
  const body = new FormData();
  body.append("file", file);
  try {
    return await readAnswer(await fetch(`/control/upload?as=${encodeURIComponent(person)}`, { method: "POST", body }));
  } catch {
    return UNREACHABLE;
  }
}

async function readAnswer(answer) {
  try {
    return await answer.json();
  } catch {
    return { ok: false, error: "unreadable", message: `The sandbox server answered ${answer.status} without saying why.` };
  }
}

/** Follow a person's stream ("*" for everyone's unread counts). Returns a function that stops it. */
export function listen(person, onEvent, onBreak = () => {}) {
  const source = new EventSource(`/control/stream?as=${encodeURIComponent(person)}`);
  source.onmessage = (event) => onEvent(JSON.parse(event.data));
  source.onerror = onBreak;
  return () => source.close();
}

/**
 * Everyone's unread counts, over one stream for all tabs of this browser: browsers keep six connections to a
 * server, and two streams a tab would leave the third tab without one to speak on.
 */
export function listenToEveryone(onUnread) {
  const channel = new BroadcastChannel("sandbox-unread");
  const totals = new Map();
  let leading = false;
  const heard = ({ user, total }) => {
    totals.set(user, total);
    onUnread(user, total);
  };
  channel.onmessage = ({ data }) => {
    if (data.type === "unread") heard(data);
    else if (leading) for (const [user, total] of totals) channel.postMessage({ type: "unread", user, total });
  };
  channel.postMessage({ type: "ask" });
  navigator.locks.request("sandbox-unread", () => {
    leading = true;
    const spread = (user, total) => {
      heard({ user, total });
      channel.postMessage({ type: "unread", user, total });
    };
    listen("*", (event) => {
      if (event.type === "unread") spread(event.user, event.total);
      // After a hello come all counts that are not nought.
      if (event.type === "hello") for (const user of totals.keys()) spread(user, 0);
    });
    return new Promise(() => {}); // the lock is held until this tab closes
  });
}
