// Shows how far a document is without reloading the page; without it, a link does.
"use strict";
(() => {
  const bar = document.getElementById("avancement");
  const said = document.getElementById("combien");
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "application/json" } });
      const job = await answer.json();
      if (!["waiting", "running"].includes(job.state)) return location.reload();
      if (job.total) {
        bar.max = job.total;
        bar.value = job.done;
        const shown = `${Math.floor((100 * job.done) / job.total)} %`;
        if (said.textContent !== shown) said.textContent = shown;
      }
    } catch {
      // Signed out, or the server away for a moment: the link tells.
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 1000);
})();
