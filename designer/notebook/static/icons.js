// What kinds of step and buttons look like: lines in a square of 16 by 16.

export const KIND_ICONS = {
  entry: "M5 3.5v9l7-4.5z",
  waypoint: "M4.5 14V2.5h7.5l-2 3 2 3H4.5",
  checklist: "M2.5 4.5l1.5 1.5 2.5-3M2.5 11l1.5 1.5 2.5-3M9 4.5h5M9 11h5",
  split: "M2 8h4l4-4h4M6 8l4 4h4M12 2l2 2-2 2M12 10l2 2-2 2",
  delay: "M8 2.2a5.8 5.8 0 1 0 .01 0M8 4.8V8l2.4 1.6",
  outcome: "M2 4h12v8.5H2zM2 4.2l6 4.8 6-4.8",
  exit: "M8.5 2.5H3v11h5.5M6.5 8h7.5M11 5l3 3-3 3",
};

export const BUTTON_ICONS = {
  add: "M8 3v10M3 8h10",
  connect: "M3.5 5.5a2 2 0 1 0 .01 0M12.5 10.5a2 2 0 1 0 .01 0M5.5 6.5l5 4",
  group: "M2.5 2.5h11v11h-11zM5 6h6M5 10h6",
  rename: "M3 13l.8-3L10.5 3.3l2.2 2.2L6 12.2zM9 4.8L11.2 7",
  delete: "M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 9h5.8l.6-9",
  undo: "M6 3.5L3 6.5l3 3M3 6.5h6a3.2 3.2 0 0 1 0 6.5H6",
  redo: "M10 3.5l3 3-3 3M13 6.5H7A3.2 3.2 0 0 0 7 13h3",
  turn: "M3 3h4v4H3zM9 9h4v4H9zM7 5h4v4M9.5 7.5L11 9l1.5-1.5",
  smaller: "M3 8h10",
  larger: "M8 3v10M3 8h10",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  help: "M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12v.4",
};
