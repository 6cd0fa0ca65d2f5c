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
    (opened ||= new Promise((resolve, reject) => {
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
  /* Every record that opens; one that does not is passed over, and blocks no other. */
  const list = async (name) => {
    const found = [];
    for (const [id, record] of await all(name)) {
      try {
        found.push({ id, at: record.at, state: record.state, ...(await unseal(record)) });
      } catch {
        found.push({ id, at: record.at, state: "lost" });
      }
    }
    return found.sort((one, other) => one.at - other.at);
  };

  /* Other pages, and the worker's own, show what became of it. */
  const tell = () => {
    const said = new BroadcastChannel("paroles");
    said.postMessage("changed");
    said.close();
  };
  /* One answer sent: {state, url?, receipt?}. A page that is not our own JSON (a hotel's portal, an
     error of the network) leaves it waiting. */
  const send = async (id, proof = "") => {
    const it = await read("queue", id);
    if (!it || it.state !== "waiting") return { state: it ? it.state : "gone" };
    let answer, said;
    try {
      answer = await fetch(it.action, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams(it.body + proof),
        credentials: "omit",
        redirect: "error",
        cache: "no-store",
      });
      said = await answer.json();
    } catch {
      return { state: "waiting" };
    }
    // Far too many answers at once: a moment's work in a page, a moment's wait in the worker.
    if (said.solver && !proof) return send(id, await import(said.solver).then((it) => it.default(said), () => new Promise((done) => setTimeout(done, said.wait * 1000, said.patience))));
    if (answer.ok && said.receipt) {
      // The words go; the code stays until the person says she has it.
      await write("queue", id, { title: it.title, slug: it.slug, receipt: said.receipt }, { at: it.at, state: "sent" });
      tell();
      return { state: "sent", receipt: said.receipt, url: said.url };
    }
    if ([409, 410, 422].includes(answer.status)) {
      const { at, state: _, ...content } = it;
      await write("queue", id, { ...content, status: answer.status }, { at, state: "refused" });
      tell();
      return { state: "refused", status: answer.status };
    }
    return { state: "waiting" };
  };
  const flush = async () => {
    const one = async () => {
      for (const [id, record] of await all("queue")) {
        if (record.state === "waiting") await send(id).catch(() => 0);
      }
    };
    // One at a time over all tabs and the worker, where the browser can say so.
    return globalThis.navigator?.locks ? navigator.locks.request("paroles", { ifAvailable: true }, (lock) => lock && one()) : one();
  };
  const forget = async () => {
    for (const name of ["drafts", "queue", "keys"]) await within(name, "readwrite", (store) => asked(store.clear()));
  };
  return { write, read, list, drop, send, flush, forget };
})();
