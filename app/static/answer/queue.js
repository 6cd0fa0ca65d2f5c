/* What waits on this device: drafts and unsent answers, encrypted; shared by pages and the worker.
   Nothing here marks a record as « being sent »: a send that dies leaves it waiting, and the key in
   its body makes a second send harmless. */
"use strict";
const Kept = (() => {
  let opened;
  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const base = () =>
    (opened = opened || new Promise((resolve, reject) => {
      const request = indexedDB.open("paroles", 1);
      request.onupgradeneeded = () => ["keys", "drafts", "queue"].forEach((name) => request.result.createObjectStore(name));
      request.onsuccess = () => {
        request.result.onclose = request.result.onversionchange = () => {
          request.result.close();
          opened = null; // closed under us: the next call opens it again
        };
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    }).catch((error) => {
      opened = null;
      throw error;
    }));
  const within = async (name, mode, work) => {
    const at = async () => work((await base()).transaction(name, mode, { durability: "strict" }).objectStore(name));
    try {
      return await at();
    } catch (error) {
      if (error.name !== "InvalidStateError") throw error;
      opened = null;
      return at();
    }
  };
  const get = (name, id) => within(name, "readonly", (store) => asked(store.get(id)));
  const put = (name, id, value) =>
    within(name, "readwrite", (store) => {
      store.put(value, id);
      return new Promise((resolve, reject) => {
        store.transaction.oncomplete = () => resolve();
        store.transaction.onabort = store.transaction.onerror = () => reject(store.transaction.error);
      });
    });
  const drop = (name, id) => within(name, "readwrite", (store) => asked(store.delete(id)));
  const all = (name) =>
    within(name, "readonly", async (store) => {
      const ids = asked(store.getAllKeys());
      const values = asked(store.getAll());
      return (await ids).map((id, place) => values.then((found) => [id, found[place]]));
    }).then((pairs) => Promise.all(pairs));

  const key = async () => {
    const found = await get("keys", "device");
    if (found) return found;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Two tabs may both be here: the first one written serves both.
    await within("keys", "readwrite", (store) => asked(store.add(made, "device")).catch(() => 0));
    return get("keys", "device");
  };
  const seal = async (content) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), new TextEncoder().encode(JSON.stringify(content)));
    return { iv, data };
  };
  const unseal = async ({ iv, data }) =>
    JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), data)));

  const write = async (name, id, content, plain = {}) => put(name, id, { at: Date.now(), ...plain, ...(await seal(content)) });
  const read = async (name, id) => {
    const found = await get(name, id);
    return found && { at: found.at, state: found.state, ...(await unseal(found)) };
  };
  /* Other pages, and the worker's own, show what became of it. */
  const tell = (what) => {
    const said = new BroadcastChannel("paroles");
    said.postMessage(what);
    said.close();
  };
  /* One at a time over all tabs and the worker, where the browser can say so. */
  const alone = (name, work, options = {}) =>
    globalThis.navigator?.locks ? navigator.locks.request(`paroles-${name}`, options, work) : work(true);
  /* What became of an answer: {state, url?, receipt?, closed?, later?}. A page that is not our own JSON
     (a hotel's portal, an error of the network) leaves it waiting. */
  const post = async ({ action, body }, proof = "") => {
    let answer, said;
    try {
      answer = await fetch(action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(body + proof),
        credentials: "omit",
        redirect: "error",
        cache: "no-store",
      });
      said = await answer.json();
    } catch {
      return { state: "waiting", later: !answer };
    }
    // Far too many answers at once: a moment's work in a page, a moment's wait in the worker.
    if (said.solver && !proof) return post({ action, body }, await import(said.solver).then((it) => it.default(said), () => new Promise((done) => setTimeout(done, said.wait * 1000, said.patience))));
    if (answer.ok && said.receipt) return { state: "sent", ...said };
    if ([409, 410, 422].includes(answer.status)) return { state: "refused", closed: answer.status === 410 && said.state !== "open" };
    return { state: "waiting", later: answer.status === 429 || answer.status === 503 };
  };
  const send = async (id) => {
    const it = await read("queue", id).catch(async (error) => {
      if (error.name !== "OperationError") throw error;
      await put("queue", id, { ...(await get("queue", id)), state: "lost" }); // its key is gone
    });
    if (!it || it.state !== "waiting") return { state: it ? it.state : "gone" };
    const out = await post(it);
    if (out.state === "waiting") return out;
    const { at, state: _, ...content } = it;
    // Sent, the words go; the code stays until the person says she has it.
    const left = out.receipt ? { title: it.title, slug: it.slug, receipt: out.receipt } : { ...content, closed: out.closed };
    await write("queue", id, left, { at, state: out.state });
    tell("queue");
    return out;
  };
  const flush = () =>
    alone("queue", async (lock) => {
      if (!lock) return; // another tab, or the worker, is at it
      for (const [id, record] of await all("queue")) {
        const out = record.state === "waiting" && (await send(id).catch(() => 0));
        if (out && out.later) return; // no network, or a server that asks for patience: not a thousand tries
      }
    }, { ifAvailable: true });
  return { write, read, drop, all, unseal, within, asked, alone, tell, post, send, flush };
})();
