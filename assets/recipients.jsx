import { useEffect, useRef, useState } from "react";

// Chosen recipients as chips, and a combobox that asks the server for more. What is chosen outlives a lost connection,
// by the name of the box: good only for the same state of the same thing, which `of` tells.
const boxes = {};
const keyOf = (o) => `${o.kind} ${o.ref}`;
const same = (a, b) => keyOf(a) === keyOf(b);
const bare = (chosen) => JSON.stringify(chosen.map(({ kind, ref, is_dynamic }) => ({ kind, ref, is_dynamic })));

export function RecipientBox({ id, name, of, first, found, asked, lost, words, invalid, describedBy, looks, onAsk, onPick }) {
  const [chosen, setChosen] = useState([]);
  const [typed, setTyped] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const [told, setTold] = useState("");
  const timer = useRef(0);
  const input = useRef(null);

  useEffect(() => {
    if (!of) return; // nothing is loaded yet
    if (boxes[name]?.of !== of) boxes[name] = { of, chosen: first || [] };
    setChosen(boxes[name].chosen);
    onPick?.(bare(boxes[name].chosen));
  }, [name, of]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const choose = (next) => {
    boxes[name] = { of, chosen: next };
    setChosen(next);
    onPick?.(bare(next));
  };
  const ask = (text, wait) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onAsk?.(text.trim()), wait);
  };
  const options = (found || []).filter((o) => !chosen.some((c) => same(c, o) && c.is_dynamic === o.is_dynamic));
  const isFresh = asked === typed.trim();
  const isShown = isOpen && isFresh && options.length > 0;
  const open = () => {
    setOpen(true);
    setAt(0);
    ask(typed, 0);
  };
  const take = (option) => {
    choose([...chosen.filter((c) => !same(c, option)), option]);
    setTold(words.added.replace("{name}", option.label));
    setTyped("");
    setAt(0);
    setOpen(false);
    input.current?.focus();
  };
  const drop = (option) => {
    choose(chosen.filter((c) => c !== option));
    setTold(words.removed.replace("{name}", option.label));
    input.current?.focus();
  };
  const key = (event) => {
    const last = options.length - 1;
    if (event.key === "ArrowDown") isOpen ? setAt(at < last ? at + 1 : 0) : open();
    else if (event.key === "ArrowUp" && isOpen) setAt(at > 0 ? at - 1 : last);
    else if (event.key === "Enter") isShown && options[at] && take(options[at]);
    else if (event.key === "Escape" && isOpen) {
      event.stopPropagation(); // of a dialog around, the list closes first
      setOpen(false);
    } else if (event.key === "Backspace" && !typed && chosen.length) return drop(chosen[chosen.length - 1]);
    else return;
    event.preventDefault();
  };
  const list = `${id}-list`;
  const isLost = (c) => (lost || []).includes(keyOf(c));
  return (
    <div style={{ position: "relative" }}>
      <input type="hidden" name={name} value={bare(chosen)} />
      <div className={looks.box} data-invalid={invalid} onClick={() => input.current?.focus()}>
        {chosen.map((c) => (
          <span key={keyOf(c)} className={isLost(c) ? looks.lost : c.kind === "person" ? looks.chip : looks.group}>
            {c.label}
            {isLost(c) && ` (${words.lost})`}
            <button
              type="button" className={looks.remove} aria-label={words.remove.replace("{name}", c.label)}
              onClick={(e) => { e.stopPropagation(); drop(c); }}
            >×</button>
          </span>
        ))}
        <input
          id={id} ref={input} role="combobox" autoComplete="off" value={typed} className={looks.input}
          placeholder={words.placeholder} aria-expanded={isShown} aria-controls={list} aria-autocomplete="list"
          aria-activedescendant={isShown ? `${list}-${at}` : undefined} aria-invalid={invalid} aria-describedby={describedBy}
          onChange={(e) => { setTyped(e.target.value); setOpen(true); setAt(0); ask(e.target.value, 150); }}
          onClick={open} onKeyDown={key} onBlur={() => setOpen(false)}
        />
      </div>
      <ul id={list} role="listbox" aria-label={words.results} className={looks.list} hidden={!isShown}>
        {isShown && options.map((o, i) => (
          <li
            key={keyOf(o) + o.is_dynamic} id={`${list}-${i}`} role="option" aria-selected={i === at}
            ref={(li) => i === at && li?.scrollIntoView({ block: "nearest" })}
            onMouseDown={(e) => { e.preventDefault(); take(o); }} onMouseMove={() => at !== i && setAt(i)}
          >
            <span>{o.label}</span>
            <span className={looks.detail}>{o.detail}</span>
          </li>
        ))}
      </ul>
      <div role="status" className={looks.status}>
        {isOpen && isFresh && typed.trim() && !options.length ? words.nothing : ""}
      </div>
      <div role="status" className="sr-only">{told}</div>
    </div>
  );
}
