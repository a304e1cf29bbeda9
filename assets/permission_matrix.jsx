import { memo, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

// The cells that are wanted otherwise than they were read, by "role row". Kept beside React, so that a tick draws one
// cell and the bar; nothing is sent before it is reviewed.
const wanted = new Map();
const heard = new Set();
let seen = 0;
const subscribe = (hear) => (heard.add(hear), () => heard.delete(hear));
const tell = () => { seen++; for (const hear of heard) hear(); };
const want = (cells) => {
  for (const { key, held, on } of cells) held === on ? wanted.delete(key) : wanted.set(key, on);
  tell();
};
const abandon = () => { wanted.clear(); tell(); };
const useStore = (read) => useSyncExternalStore(subscribe, read, read);
const useSeen = () => useStore(() => seen);

const key = (role, row) => `${role} ${row}`;
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const filled = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const isOn = (cell) => wanted.get(cell.key) ?? cell.held;

const Cell = memo(function Cell({ id, held, open, label, look, changed, box }) {
  const on = useStore(() => wanted.get(id) ?? held);
  const change = (event) => want([{ key: id, held, on: event.target.checked }]);
  return (
    <td className={on === held ? look : changed}>
      <input type="checkbox" className={box} aria-label={label} checked={on} disabled={!open} onChange={change} />
    </td>
  );
});

// All cells of a row, or of a column, that are shown and may be changed.
function All({ cells, label, box }) {
  useSeen();
  const open = cells.filter((cell) => cell.open);
  const on = open.filter(isOn).length;
  const here = useRef(null);
  useEffect(() => { here.current.indeterminate = on > 0 && on < open.length; });
  const change = () => want(open.map((cell) => ({ ...cell, on: on < open.length })));
  return (
    <input
      ref={here} type="checkbox" className={box} aria-label={label} title={label}
      checked={open.length ? on === open.length : cells.every(isOn)} disabled={!open.length} onChange={change}
    />
  );
}

function Bar({ rows, columns, words, looks, onReview }) {
  useSeen();
  useEffect(() => {
    const { classList } = document.documentElement;
    classList.add("has-foot");
    return () => classList.remove("has-foot");
  }, []);
  const changes = [];
  const names = Object.fromEntries(columns.map((column) => [column.id, column]));
  for (const row of rows)
    for (const cell of row.cells) if (wanted.has(cell.key)) changes.push({ role: cell.role, row: row.id, wanted: wanted.get(cell.key) });
  const labels = Object.fromEntries(rows.map((row) => [row.id, row.label]));
  const told = changes.slice(0, 3).map((c) => `${c.wanted ? "+" : "−"} ${filled(words.told, { role: names[c.role].name, right: labels[c.row] })}`);
  const n = changes.length;
  return (
    <div role="status" className={looks.stick} data-passing="">
      {n > 0 && (
        <div className={looks.bar}>
          <b>{n === 1 ? words.one : filled(words.many, { n })}</b>
          <span className={looks.told}>{told.join(" · ") + (n > 3 ? " …" : "")}</span>
          <button type="button" className={looks.plain} onClick={abandon}>{words.abandon}</button>
          <button type="button" className={looks.primary} onClick={() => onReview(changes)}>{words.save}</button>
        </div>
      )}
    </div>
  );
}

// Arrows go from box to box, over those that cannot be changed.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
function walk(event) {
  const step = STEPS[event.key];
  if (!step || event.target.type !== "checkbox") return;
  event.preventDefault();
  const lines = [...event.currentTarget.rows].filter((line) => line.dataset.boxes);
  const from = event.target.closest("tr");
  let y = lines.indexOf(from), x = event.target.closest("td,th").cellIndex;
  for (;;) {
    y += step[0];
    x += step[1];
    const cell = lines[y]?.cells[x];
    if (!cell) return;
    const box = cell.querySelector("input:not(:disabled)");
    if (box) return box.focus();
  }
}

export function PermissionMatrix({ columns, groups, words, rights, kinds, looks, onReview }) {
  const [search, setSearch] = useState("");
  const [roles, setRoles] = useState("");
  const [group, setGroup] = useState("");
  const [folds, setFolds] = useState({});

  const all = useMemo(() => {
    const names = Object.fromEntries(columns.map((column) => [`manage:${column.id}`, column.name]));
    return groups.map(({ name, rows }) => ({
      name,
      rows: rows.map((row) => {
        const label = rights[row.id] ?? filled(words.manage, { role: names[row.id] });
        const cells = columns.map((column, i) => ({
          key: key(column.id, row.id), role: column.id, held: row.held[i] === "1", open: row.open[i] === "1",
        }));
        return { id: row.id, label, cells, search: folded(label) };
      }),
    }));
  }, [columns, groups, rights, words]);
  const rows = useMemo(() => all.flatMap((each) => each.rows), [all]);

  useEffect(() => {
    // What is as it was wanted is no difference any more, nor is what is gone.
    const held = new Map(rows.flatMap((row) => row.cells.map((cell) => [cell.key, cell.held])));
    let pruned = false;
    for (const [id, on] of wanted) if (held.get(id) === on || !held.has(id)) pruned = wanted.delete(id);
    if (pruned) tell();
  }, [rows]);

  const shown = columns.map((column, i) => ({ ...column, i })).filter(({ id, kind, holders }) =>
    roles === "" || (roles === "held" ? holders > 0 : roles.startsWith("kind:") ? kind === roles.slice(5) : String(id) === roles));
  const visible = all
    .filter(({ name }) => !group || group === name)
    .map(({ name, rows }) => ({ name, rows: rows.filter((row) => folded(search).split(/\s+/).every((word) => row.search.includes(word))) }))
    .filter(({ rows }) => rows.length > 0);
  const inSight = visible.flatMap((each) => (folds[each.name] && !search ? [] : each.rows));

  const select = (id, label, value, change, options) => (
    <div className={looks.field}>
      <label htmlFor={id} className={looks.label}>{label}</label>
      <select id={id} className={looks.control} value={value} onChange={(event) => change(event.target.value)}>{options}</select>
    </div>
  );
  return (
    <>
      <div className={looks.filters} role="search">
        <div className={looks.field}>
          <label htmlFor="right" className={looks.label}>{words.search}</label>
          <input id="right" type="search" autoComplete="off" className={looks.control} value={search} onChange={(event) => setSearch(event.target.value)} />
        </div>
        {select("roles", words.roles, roles, setRoles, <>
          <option value="">{words.all_roles}</option>
          <option value="held">{words.held}</option>
          <optgroup label={words.kinds}>
            {Object.entries(kinds).map(([kind, label]) => <option key={kind} value={`kind:${kind}`}>{label}</option>)}
          </optgroup>
          <optgroup label={words.one_role}>
            {columns.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
          </optgroup>
        </>)}
        {select("group", words.group, group, setGroup, <>
          <option value="">{words.all_groups}</option>
          {groups.map(({ name }) => <option key={name} value={name}>{rights[name]}</option>)}
        </>)}
      </div>
      <div className={looks.scroll}>
        {!visible.length ? <p className={looks.nothing}>{words.nothing}</p> :
        <table className={looks.table} onKeyDown={walk}>
          <caption className="sr-only">{words.caption}</caption>
          <thead>
            <tr data-boxes="1">
              <th scope="col" className={looks.corner}>{words.right}</th>
              {shown.map(({ id, name, i }) => (
                <th key={id} scope="col" className={looks.head}>
                  <span className={looks.name}>{name}</span>
                  <All cells={inSight.map((row) => row.cells[i])} label={filled(words.column, { role: name })} box={looks.all} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {visible.map(({ name, rows }) => {
              const open = !folds[name] || !!search;
              return [
                <tr key={name}>
                  <th scope="colgroup" colSpan={shown.length + 1} className={looks.group}>
                    <button type="button" className={looks.fold} aria-expanded={open} onClick={() => setFolds({ ...folds, [name]: open })}>
                      <span aria-hidden="true">{open ? "▾" : "▸"}</span>{rights[name]}
                    </button>
                  </th>
                </tr>,
                ...(open ? rows : []).map((row) => (
                  <tr key={row.id} data-boxes="1">
                    <th scope="row" className={looks.row}>
                      <span className={looks.line}>
                        {row.label}
                        <All cells={shown.map(({ i }) => row.cells[i])} label={filled(words.row, { right: row.label })} box={looks.all} />
                      </span>
                    </th>
                    {shown.map(({ i, name }) => {
                      const cell = row.cells[i];
                      return (
                        <Cell
                          key={cell.key} id={cell.key} held={cell.held} open={cell.open} label={`${row.label} – ${name}`}
                          look={looks.cell} changed={looks.changed} box={looks.box}
                        />
                      );
                    })}
                  </tr>
                )),
              ];
            })}
          </tbody>
        </table>}
      </div>
      <Bar rows={rows} columns={columns} words={words} looks={looks} onReview={onReview} />
    </>
  );
}
