import { useLayoutEffect, useMemo, useRef, useSyncExternalStore } from "react";

// Which rows of each list are ticked. Kept beside React, so that a tick draws one box and the bar, not the table.
const lists = {};

class Ticked {
  now = { every: false, ids: {}, count: 0 };
  heard = new Set();
  subscribe = (hear) => (this.heard.add(hear), () => this.heard.delete(hear));
  take(ids, every = false) {
    this.now = { every, ids, count: Object.keys(ids).length };
    for (const hear of this.heard) hear();
  }
  tick(rows, wanted) {
    const ids = { ...this.now.ids };
    for (const row of rows) wanted ? (ids[row.id] = true) : delete ids[row.id];
    this.take(ids);
  }
}

export const ticked = (list) => (lists[list] ??= new Ticked());

const use = (list, read) => useSyncExternalStore(ticked(list).subscribe, () => read(ticked(list).now), () => read(ticked(list).now));

export const useTicked = (list) => use(list, (now) => now);

// Of a box that is drawn anew React looks at whatever an input can have, and there are fifty: a change of its row, and
// of the row's name, does not draw it.
export function Tick({ of, row, label, className }) {
  const checked = use(of, ({ every, ids }) => every || !!ids[row]);
  const box = useRef(null), shown = useRef(row);
  useLayoutEffect(() => {
    shown.current = row;
    box.current.setAttribute("aria-label", label);
  }, [row, label]);
  useLayoutEffect(() => { box.current.closest("tr").toggleAttribute("data-ticked", checked); }, [checked]);
  return useMemo(() => {
    const change = (event) => ticked(of).tick([{ id: shown.current }], event.target.checked);
    return <input ref={box} type="checkbox" className={className} checked={checked} onChange={change} />;
  }, [of, className, checked]);
}

export function TickPage({ of, rows, label, className }) {
  const checked = use(of, ({ every, ids }) => every || (rows.length > 0 && rows.every(({ id }) => ids[id])));
  const change = (event) => ticked(of).tick(rows, event.target.checked);
  return <input type="checkbox" aria-label={label} className={className} checked={checked} disabled={!rows.length} onChange={change} />;
}
