// The pages work without this; it adds the reader's own time to each time of another zone.
(() => {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const day = { weekday: "short", day: "numeric", month: "short" };
  const clock = { hour: "2-digit", minute: "2-digit" };
  const inFull = new Intl.DateTimeFormat("en-GB", { ...day, ...clock });
  const onSameDay = new Intl.DateTimeFormat("en-GB", clock);
  const dateIn = (timeZone) => new Intl.DateTimeFormat("en-CA", { timeZone });
  const zoneOf = (zone) => {
    try {
      return new Intl.DateTimeFormat("en", { timeZone: zone.replaceAll(" ", "_") }).resolvedOptions().timeZone;
    } catch {
      return own;
    }
  };
  const tell = (root) => {
    for (const time of root.querySelectorAll("time[data-zone]:not([data-told])")) {
      time.dataset.told = "";
      const at = new Date(time.dateTime);
      const zone = zoneOf(time.dataset.zone);
      if (Number.isNaN(at.getTime()) || zone === own) continue;
      const isSameDay = dateIn(zone).format(at) === dateIn(own).format(at);
      const note = document.createElement("span");
      note.className = "yours";
      note.textContent = `${(isSameDay ? onSameDay : inFull).format(at)} your time`;
      (time.nextElementSibling?.classList.contains("zone") ? time.nextElementSibling : time).after(" ", note);
    }
  };
  tell(document);
  document.addEventListener("htmx:afterSettle", () => tell(document));
})();
