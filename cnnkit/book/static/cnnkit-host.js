// Mounts AnyWidgets in a static page: no kernel, no server, no network, from http and from file.
//
// myst-nb leaves two kinds of scripts in the page: one with the state of all widget models, and one
// in each place where a widget was displayed. This host turns the second kind into live widgets by
// running the same ES modules that JupyterLab runs (the AFM specification of anywidget).
// A model here talks to the other views in the page instead of to Python.
"use strict";
(() => {
  const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
  const models = new Map(); // model id -> Promise of { model, module }
  const modules = new Map(); // source text -> Promise of the module's default export
  const styles = new Set(); // style sheets that are in the page already

  /** The part of anywidget's model that works without a kernel. */
  class Model {
    #state;
    #listeners = new Map();
    constructor(state) {
      this.#state = state;
    }
    get(name) {
      return this.#state[name];
    }
    set(name, value) {
      if (this.#state[name] === value) return;
      this.#state[name] = value;
      this.#emit(`change:${name}`, value);
      this.#emit("change");
    }
    on(names, listener) {
      for (const name of names.split(/\s+/)) {
        if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
        this.#listeners.get(name).add(listener);
      }
    }
    off(names, listener) {
      if (names == null) return this.#listeners.clear();
      for (const name of names.split(/\s+/)) {
        if (listener) this.#listeners.get(name)?.delete(listener);
        else this.#listeners.delete(name);
      }
    }
    save_changes() {} // nobody to save to
    send() {}
    #emit(name, value) {
      for (const listener of [...(this.#listeners.get(name) ?? [])]) listener({ name }, value);
    }
  }

  /** Import an ES module from its text; works from file:// too, where module files would not. */
  function importText(text) {
    if (!modules.has(text)) {
      const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
      const loaded = import(url).then(async ({ default: widget }) =>
        typeof widget === "function" ? await widget() : widget,
      );
      modules.set(text, loaded.finally(() => URL.revokeObjectURL(url)));
    }
    return modules.get(text);
  }

  function addStyle(text) {
    if (!text || styles.has(text)) return;
    styles.add(text);
    const style = document.createElement("style");
    style.textContent = text;
    document.head.append(style);
  }

  function getModel(id, saved) {
    if (!models.has(id)) models.set(id, makeModel(id, saved));
    return models.get(id);
  }

  async function makeModel(id, saved) {
    const { state, model_name: kind } = saved[id] ?? {};
    if (!state?._esm) {
      throw new Error(`${kind ?? "This widget"} needs a live Jupyter session.`);
    }
    // Widgets of one kind share their script and style sheet: the page holds each text once.
    const shared = (name) => saved[state[name]?.same ?? id].state[name];
    const model = new Model(state);
    const module = await importText(shared("_esm"));
    addStyle(shared("_css"));
    await module.initialize?.({ model, experimental });
    return { model, module };
  }

  const experimental = {
    invoke: () => Promise.reject(new Error("There is no Python kernel behind this page.")),
  };

  async function mount(script, saved) {
    const place = document.createElement("div");
    place.className = "ck-mount";
    script.after(place);
    const standIn = script.previousElementSibling;
    try {
      const { model_id: id } = JSON.parse(script.textContent);
      const { model, module } = await getModel(id, saved);
      const life = new AbortController();
      const leave = await module.render({ model, el: place, signal: life.signal, experimental });
      // For whoever takes a widget out of the page: nothing of it stays behind.
      place.unmount = () => {
        leave?.();
        life.abort();
        place.remove();
      };
      const root = place.querySelector("[data-widget]") ?? place;
      if (standIn?.classList.contains("ck-stand-in")) standIn.remove();
      root.dataset.ready = "1";
    } catch (error) {
      // The stand-in stays, so the reader still has the text or figure.
      const root = place.querySelector("[data-widget]") ?? place;
      root.dataset.error = String(error.message ?? error);
      const note = document.createElement("p");
      note.textContent = `This interactive part could not start: ${root.dataset.error}`;
      place.append(note);
      console.error(error);
    }
  }

  function start() {
    const saved = {};
    for (const script of document.querySelectorAll(STATE)) {
      Object.assign(saved, JSON.parse(script.textContent).state);
    }
    for (const script of document.querySelectorAll(VIEW)) mount(script, saved);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
