import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

// Chooses one establishment among tens of thousands: asks the server for what is typed, remembers the last choice.
const spoken = (c) => [c.name, c.locality].filter(Boolean).join(", ") + (c.uai ? ` (${c.uai})` : "");

// A link to what the chosen one shows to visitors, where the page has a place for it.
function Visit({ chosen, label, look }) {
  const place = document.getElementById("visit");
  return place && createPortal(<a href={"/visit?e=" + (chosen.uai || chosen.number)} className={look}>{label}</a>, place);
}

export function EstablishmentBox({ id, name, nothing, results, visit, inputClass, listClass, linkClass }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(null);
  const [wanted, setWanted] = useState(""); // named already, by the address or last time: nobody need wait for its words
  const [found, setFound] = useState(null);
  const [at, setAt] = useState(0);
  const asked = useRef(0);
  const timer = useRef(0);
  const box = useRef(null);

  const ask = async (query) => {
    const mine = ++asked.current;
    const answer = await fetch("/auth/establishments?" + new URLSearchParams(query)).then((r) => (r.ok ? r.json() : null)).catch(() => null);
    return mine === asked.current ? answer : undefined;
  };
  const take = (choice) => {
    setChosen(choice);
    setTyped(spoken(choice));
    setFound(null);
    localStorage.setItem("establishment", choice.uai || choice.number);
    // Of those that are found as one types nobody looks that far.
    if (choice.is_visited === undefined) ask({ e: choice.number }).then((whole) => whole && setChosen(whole));
  };
  useEffect(() => {
    const last = new URLSearchParams(window.location.search).get("e") || localStorage.getItem("establishment");
    if (box.current.value) change(box.current.value); // typed before the page was alive
    else if (last) {
      setWanted(last);
      ask({ e: last }).then((choice) => (choice ? take(choice) : setWanted("")));
    }
    return () => clearTimeout(timer.current);
  }, []);

  const change = (text) => {
    setTyped(text);
    setChosen(null);
    setWanted("");
    clearTimeout(timer.current);
    asked.current++; // what was asked before may come too late
    if (!text.trim()) return setFound(null);
    timer.current = setTimeout(async () => {
      const answer = await ask({ q: text });
      if (answer) {
        setFound(answer);
        setAt(0);
      }
    }, 120);
  };
  const key = (event) => {
    if (!found) return;
    const last = found.length - 1;
    if (event.key === "ArrowDown") setAt(at < last ? at + 1 : 0);
    else if (event.key === "ArrowUp") setAt(at > 0 ? at - 1 : last);
    else if (event.key === "Enter" && found[at]) take(found[at]);
    else if (event.key === "Escape") setFound(null);
    else return;
    event.preventDefault();
  };
  const list = id + "-list";
  return (
    <div style={{ position: "relative" }}>
      <input type="hidden" name={name} value={chosen ? chosen.number : wanted || typed} />
      <input
        ref={box} id={id} role="combobox" autoComplete="off" required={!wanted} value={typed} className={inputClass}
        aria-expanded={!!found} aria-controls={list} aria-autocomplete="list"
        aria-activedescendant={found?.[at] ? `${list}-${at}` : undefined}
        onChange={(e) => change(e.target.value)} onKeyDown={key} onBlur={() => setFound(null)}
      />
      <ul id={list} role="listbox" aria-label={results} className={listClass} hidden={!found || !found.length}>
        {(found || []).map((choice, i) => (
          <li
            key={choice.number} id={`${list}-${i}`} role="option" aria-selected={i === at}
            onMouseDown={(e) => { e.preventDefault(); take(choice); }} onMouseEnter={() => setAt(i)}
          >
            {spoken(choice)}
          </li>
        ))}
      </ul>
      <div role="status">{found && !found.length ? nothing : ""}</div>
      {chosen?.is_visited && <Visit chosen={chosen} label={visit} look={linkClass} />}
    </div>
  );
}
