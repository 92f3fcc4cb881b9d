// PredictionView: radio buttons; the kernel keeps the choice. The right answer is not in this page.

import { element } from "./shared.js";

let groups = 0;

function render({ model, el }) {
  const group = `sk-prediction-${++groups}`; // two views of one question must not share their radio buttons
  const box = element("fieldset", "sk-prediction", el);
  element("legend", "", box, model.get("question"));
  const inputs = model.get("choices").map((choice, place) => {
    const label = element("label", "", box);
    const input = element("input", "", label);
    input.type = "radio";
    input.name = group;
    input.addEventListener("change", () => model.send({ type: "choose", place }));
    element("span", "", label, choice);
    return input;
  });
  const status = element("p", "sk-status", box, "Predict first, or skip.");
  status.setAttribute("role", "status");

  // the arrow keys choose here; JupyterLab would move to another cell
  const keep = (event) => event.stopPropagation();
  box.addEventListener("keydown", keep);

  const heard = (content) => {
    if (content.type === "kept") {
      inputs[content.place].checked = true;
      status.textContent = "✓ Kept. The cells below show what is so; run this one again to compare.";
    }
    if (content.type === "failed") status.textContent = `Not kept: ${content.text}`;
  };
  model.on("msg:custom", heard);
  return () => {
    model.off("msg:custom", heard);
    box.removeEventListener("keydown", keep);
  };
}

export default { render };
