// The widget of a run: the picture on which people move, the bar to go through time, and the people.

import { Canvas } from "./canvas.js";
import { People } from "./people.js";
import { PLAYBACK_KEYS, PlaybackBar, keepPlaying } from "./playback.js";
import { mount, tellRevision } from "./widget.js";

export default {
  initialize({ model }) {
    const stops = [keepPlaying(model), tellRevision(model)];
    return () => stops.forEach((stop) => stop());
  },
  render({ model, el }) {
    const canvas = new Canvas(model, PLAYBACK_KEYS);
    const bar = new PlaybackBar(canvas);
    const people = new People(canvas);
    const follow = { ...bar.follow, people: () => people.draw() };
    return mount(el, canvas, { beside: [people.node], below: [bar.node], follow });
  },
};
