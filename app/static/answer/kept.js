/* What only a page does with what waits; the worker goes without. */
/* Every record, those `wanted` opened; one that does not open is lost, and blocks no other. */
Kept.list = async (name, wanted = () => true) => {
  const found = [];
  for (const [id, record] of await Kept.all(name)) {
    const plain = { id, at: record.at, state: record.state };
    try {
      found.push(wanted(record) ? { ...(await Kept.unseal(record)), ...plain } : plain);
    } catch {
      found.push({ ...plain, state: "lost" });
    }
  }
  return found.sort((one, other) => one.at - other.at);
};
Kept.forget = async () => {
  for (const name of ["drafts", "queue", "keys"]) await Kept.within(name, "readwrite", (store) => Kept.asked(store.clear()));
};
