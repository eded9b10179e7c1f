// The widget of a design: the picture to edit, the form of what is chosen, and what is found in the design.

import { Canvas } from "./canvas.js";
import { Form } from "./fields.js";
import { Findings, Outline } from "./places.js";
import { mount, tellRevision } from "./widget.js";

export default {
  initialize({ model }) {
    return tellRevision(model);
  },
  render({ model, el }) {
    const canvas = new Canvas(model);
    const [form, outline, findings] = [new Form(canvas), new Outline(canvas), new Findings(canvas)];
    canvas.fillIn = () => form.focus();
    const follow = { form: () => form.draw(), outline: () => outline.draw(), findings: () => findings.draw() };
    return mount(el, canvas, { beside: [outline.node, form.node], below: [findings.node], follow });
  },
};
