/* The blocks of the clusters in the form: each is headed by its name and state, can be folded, and asks before it goes. */
(function () {
  "use strict";

  if (window.swarmDeliveryClusters) {
    return;
  }
  window.swarmDeliveryClusters = true;

  const BLOCK = ".swarm-clusters .repeated-chunk[name=clusters]";
  const PAUSE = 2000;
  const MOST_QUESTIONS = 15;
  /** The button whose question was answered with yes. */
  let confirmed = null;

  function texts(block) {
    return block.closest(".swarm-clusters").dataset;
  }

  function child(block, name) {
    return Array.from(block.children).find((element) => element.classList.contains(name));
  }

  function nameOf(block) {
    return block.querySelector("input[name='_.name']");
  }

  /** What Jenkins knows of a cluster of that name. */
  function seen(block, name) {
    return fetch(texts(block).seen, {
      method: "POST",
      headers: crumb.wrap({ "Content-Type": "application/x-www-form-urlencoded" }),
      body: new URLSearchParams({ name: name }),
    })
      .then((response) => response.json())
      .then((answer) => answer.data);
  }

  function head(block) {
    const header = child(block, "repeated-chunk__header");
    const content = child(block, "jenkins-repeated-chunk__content");
    const title = document.createElement("button");
    const name = document.createElement("span");
    const state = document.createElement("span");
    title.type = "button";
    title.className = "swarm-cluster__title";
    name.className = "swarm-cluster__name";
    state.className = "swarm-cluster__state";
    title.appendChild(name);
    title.appendChild(state);
    Array.from(header.childNodes)
      .filter((node) => node.nodeType === Node.TEXT_NODE)
      .forEach((node) => node.remove());
    header.appendChild(title);

    function fold(folded) {
      content.hidden = folded;
      title.setAttribute("aria-expanded", String(!folded));
    }
    title.addEventListener("click", () => fold(!content.hidden));
    return { name: name, state: state, fold: fold };
  }

  function follow(block) {
    const input = nameOf(block);
    if (!input || child(block, "repeated-chunk__header").querySelector(".swarm-cluster__title")) {
      return;
    }
    const parts = head(block);
    const saved = input.value;
    let asked = 0;
    let last = 0;

    function show() {
      parts.name.textContent = input.value.trim() || texts(block).unnamed;
    }

    function ask() {
      const name = input.value.trim();
      const turn = ++last;
      if (!name) {
        parts.state.textContent = "";
        return;
      }
      seen(block, name)
        .then((known) => {
          if (turn === last) {
            parts.state.textContent = known.state;
            if (!known.known && block.isConnected && asked++ < MOST_QUESTIONS) {
              setTimeout(() => turn === last && ask(), PAUSE);
            }
          }
        })
        .catch(() => {});
    }

    input.addEventListener("input", show);
    input.addEventListener("change", ask);
    show();
    ask();
    const several = document.querySelectorAll(BLOCK).length > 1;
    parts.fold(several && saved !== "");
  }

  function deletes(event) {
    const button = event.target.closest ? event.target.closest(".repeatable-delete") : null;
    const block = button ? button.closest(".repeated-chunk") : null;
    if (!block || !block.matches(BLOCK) || button === confirmed) {
      return;
    }
    const name = nameOf(block).value.trim();
    if (!name) {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    seen(block, name)
      .catch(() => ({ loss: "" }))
      .then((known) =>
        dialog.confirm(texts(block).delete + " " + name + "?", {
          message: known.loss,
          okText: texts(block).ok,
          type: "destructive",
        }),
      )
      .then(
        () => {
          confirmed = button;
          button.click();
          confirmed = null;
        },
        () => {},
      );
  }

  /** Test Connection sends its cluster, nested as it is, just as the form would submit it. */
  function tests(event) {
    const button = event.target.closest ? event.target.closest(".swarm-cluster__test") : null;
    const block = button ? button.closest(BLOCK) : null;
    if (!block) {
      return;
    }
    const form = block.closest("form");
    const blocks = Array.from(form.querySelectorAll(BLOCK));
    buildFormTree(form);
    const tree = JSON.parse(Array.from(form.querySelectorAll("input[name=json]")).pop().value);
    const clusters = [].concat(tree[texts(block).settings].clusters);
    block.querySelector(".swarm-cluster__tested").value = JSON.stringify(clusters[blocks.indexOf(block)]);
  }

  Behaviour.specify(BLOCK, "swarm-cluster", 0, follow);
  document.addEventListener("click", deletes, true);
  document.addEventListener("click", tests, true);
})();
