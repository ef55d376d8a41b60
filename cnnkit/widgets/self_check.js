import { judgeChoice, judgeNumber } from "./shared/answers.js";
import { freshId, make, makeFrame, richText } from "./ui/frame.js";

function render({ model, el }) {
  const root = makeFrame(el, "SelfCheck", `Self-check: ${model.get("question")}`);
  const isChoice = model.get("kind") === "choice";
  const question = () => richText(model.get("question"));
  const verdict = make("output", { class: "ck-verdict", role: "status", "aria-live": "polite" });
  const button = make("button", { type: "submit", text: "Check" });
  const { field, read } = isChoice ? choiceField(model, question) : numberField(model, question);

  function answer(event) {
    event.preventDefault();
    const given = read();
    const { right, text } = isChoice
      ? judgeChoice(given, model.get("options"))
      : judgeNumber(given, numberSpec(model));
    const word = { true: "Correct. ", false: "Not yet. ", null: "" }[right];
    verdict.replaceChildren(make("strong", { text: word }), ...richText(text));
    root.dataset.verdict = { true: "right", false: "wrong", null: "open" }[right];
    model.set("correct", right);
    model.save_changes();
  }

  const form = make("form", { novalidate: true, submit: answer }, field, button, verdict);
  root.append(form);
  return () => root.remove();
}

function numberSpec(model) {
  const names = ["answer", "tolerance", "hints", "says", "otherwise"];
  return Object.fromEntries(names.map((name) => [name, model.get(name)]));
}

function numberField(model, question) {
  const id = freshId("answer");
  const input = make("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", size: 10 });
  const unit = make("span", { class: "ck-unit", text: model.get("unit") });
  const label = make("label", { for: id, class: "ck-question" }, ...question());
  return { field: make("div", {}, label, make("div", {}, input, unit)), read: () => input.value };
}

function choiceField(model, question) {
  const name = freshId("choice");
  const options = model.get("options").map(({ text }, index) => {
    const id = `${name}-${index}`;
    const radio = make("input", { id, type: "radio", name, value: index });
    return make("div", { class: "ck-option" }, radio, make("label", { for: id }, ...richText(text)));
  });
  const legend = make("legend", { class: "ck-question" }, ...question());
  const field = make("fieldset", {}, legend, ...options);
  const read = () => {
    const chosen = field.querySelector("input:checked");
    return chosen ? Number(chosen.value) : null;
  };
  return { field, read };
}

export default { render };
