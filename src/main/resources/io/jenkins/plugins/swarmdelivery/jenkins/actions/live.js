/* Keeps the parts of a page up to date, counts times on, and asks before a button of the page does something. */
(function () {
  "use strict";

  if (window.swarmDeliveryLive) {
    return;
  }
  window.swarmDeliveryLive = true;

  const FIRST_PAUSE = 1000;
  const LONGEST_PAUSE = 30000;
  /** What the server has sent for each part of what is to be kept up to date, before other scripts change it. */
  const sent = new Map();
  let clockOffset = 0;

  /** As the pages write durations: 12s, 1m05s, 2h10m, 3d4h. */
  function duration(millis) {
    const seconds = Math.max(0, Math.floor(millis / 1000));
    const pad = (number) => String(number).padStart(2, "0");
    if (seconds < 60) {
      return seconds + "s";
    } else if (seconds < 3600) {
      return Math.floor(seconds / 60) + "m" + pad(seconds % 60) + "s";
    } else if (seconds < 86400) {
      return Math.floor(seconds / 3600) + "h" + pad(Math.floor((seconds % 3600) / 60)) + "m";
    }
    return Math.floor(seconds / 86400) + "d" + Math.floor((seconds % 86400) / 3600) + "h";
  }

  function countOn() {
    const now = Date.now() + clockOffset;
    document.querySelectorAll(".swarm-since").forEach((element) => {
      element.textContent = duration(now - Number(element.dataset.since));
    });
    if (relative) {
      sayHowLongAgo();
    }
  }

  /** The largest unit that the time fills, e.g. 5 minutes ago. */
  const UNITS = [
    ["day", 86400000],
    ["hour", 3600000],
    ["minute", 60000],
    ["second", 1000],
  ];
  const relative =
    window.Intl && Intl.RelativeTimeFormat
      ? new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "auto" })
      : null;

  /** Where a browser cannot say it, the moment itself stays. */
  function sayHowLongAgo() {
    const now = Date.now() + clockOffset;
    document.querySelectorAll(".swarm-time").forEach((element) => {
      const millis = Date.parse(element.getAttribute("datetime")) - now;
      const unit = UNITS.find((each) => Math.abs(millis) >= each[1]) || UNITS[UNITS.length - 1];
      const text = relative.format(Math.ceil(millis / unit[1]), unit[0]);
      if (element.textContent !== text) {
        element.textContent = text;
      }
    });
  }

  /** On a narrow screen a row is a block, where each value has the head of its column beside it. */
  function label(table) {
    const heads = Array.from(table.querySelectorAll("thead th")).map((head) => head.textContent);
    table.querySelectorAll("tbody tr").forEach((row) => {
      Array.from(row.children).forEach((cell, column) => {
        cell.dataset.label = cell.colSpan > 1 ? "" : heads[column];
        cell.classList.toggle("swarm-table__empty", cell.textContent.trim() === "");
      });
    });
  }

  function parts(root) {
    const found = new Map();
    root.querySelectorAll("[data-part]").forEach((part) => found.set(part.dataset.part, part));
    return found;
  }

  function textsOf(named) {
    const texts = new Map();
    named.forEach((part, name) => texts.set(name, part.outerHTML));
    return texts;
  }

  function isSame(before, after) {
    return before.size === after.size && Array.from(before.keys()).every((name) => after.has(name));
  }

  /**
   * Replaces what has changed and nothing else, so that focus, selection and typed text stay where they can. Returns
   * what the server has sent for each part, to be compared with what it sends next.
   */
  function update(content, html, texts) {
    const fresh = new DOMParser().parseFromString("<div>" + html + "</div>", "text/html").body.firstElementChild;
    const before = parts(content);
    const after = parts(fresh);
    const same = isSame(before, after);
    const focused = document.activeElement ? document.activeElement.id : "";
    const newTexts = textsOf(after);
    if (same) {
      after.forEach((part, name) => {
        if (texts.get(name) !== newTexts.get(name)) {
          const adopted = document.adoptNode(part);
          before.get(name).replaceWith(adopted);
          Behaviour.applySubtree(adopted, true);
        }
      });
    } else {
      content.textContent = "";
      Array.from(fresh.childNodes).forEach((node) => content.appendChild(document.adoptNode(node)));
      Behaviour.applySubtree(content, true);
    }
    const again = focused ? document.getElementById(focused) : null;
    if (again && again !== document.activeElement) {
      again.focus();
    }
    countOn();
    return newTexts;
  }

  function fetched(address) {
    return fetch(address, { cache: "no-store", credentials: "same-origin" }).then((response) => {
      if (!response.ok) {
        throw new Error(address + ": " + response.status);
      }
      return response;
    });
  }

  function follow(live) {
    const content = live.querySelector(".swarm-live__parts");
    const news = live.querySelector(".swarm-live__news");
    const failed = live.querySelector(".swarm-live__failed");
    const pause = Number(live.dataset.pause);
    let texts = sent.get(live);
    let revision = null;
    let failures = 0;

    function showSeen(answer) {
      const seen = content.querySelector(".swarm-seen .swarm-since");
      if (seen && answer.seenAt) {
        seen.dataset.since = Date.parse(answer.seenAt);
      }
    }

    function show(answer) {
      clockOffset = answer.now - Date.now();
      if (answer.revision === revision) {
        return answer;
      }
      return fetched("parts")
        .then((response) => response.text())
        .then((html) => {
          texts = update(content, html, texts);
          revision = answer.revision;
          if (news.textContent !== answer.news) {
            news.textContent = answer.news;
          }
          return answer;
        });
    }

    function look() {
      fetched("json")
        .then((response) => response.json())
        .then(show)
        .then((answer) => {
          showSeen(answer);
          failures = 0;
          failed.hidden = true;
          return answer.live;
        })
        .catch(() => {
          failures++;
          if (failures > 2) {
            failed.textContent = live.dataset.failed;
            failed.hidden = false;
          }
          return true;
        })
        .then((again) => {
          if (again) {
            wait();
          }
        });
    }

    /** A page that nobody sees asks for nothing; it does so at once when it is looked at again. */
    function wait(soon) {
      const after = soon || Math.min(LONGEST_PAUSE, pause * Math.pow(2, failures));
      setTimeout(() => {
        if (document.hidden) {
          document.addEventListener("visibilitychange", look, { once: true });
        } else {
          look();
        }
      }, after);
    }

    if (live.dataset.live === "true") {
      wait(FIRST_PAUSE);
    }
  }

  function question(form) {
    const choice = form.querySelector("[data-label]");
    if (!choice) {
      return form.dataset.message;
    }
    const chosen = choice.selectedOptions ? choice.selectedOptions[0].text : choice.value;
    return form.dataset.message + "\n" + choice.dataset.label + ": " + chosen;
  }

  function ask(form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      dialog
        .confirm(form.dataset.title, { message: question(form), okText: form.dataset.ok, type: form.dataset.type || "destructive" })
        .then(
          () => {
            if (form.isConnected) {
              form.submit();
            } else {
              dialog.alert(form.dataset.changed);
            }
          },
          () => {},
        );
    });
  }

  document.querySelectorAll(".swarm-live").forEach((live) => sent.set(live, textsOf(parts(live))));
  Behaviour.specify(".swarm-live", "swarm-live", 0, follow);
  Behaviour.specify(".swarm-form", "swarm-form", 0, ask);
  Behaviour.specify(".swarm-since, .swarm-time", "swarm-since", 0, countOn);
  Behaviour.specify(".swarm-table", "swarm-table", 0, label);
  setInterval(countOn, 1000);
})();
