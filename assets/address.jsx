import { useEffect, useLayoutEffect } from "react";
import { Return } from "$/public/effects.jsx";

// What a list was last asked for. Its address is written with the rows: a browser that is to show another address while
// it waits is late with them.
let asked = null;

export const here = () => asked?.to ?? window.location.pathname + window.location.search;

export function ask(to, replaces) {
  asked = { to, replaces: replaces && (asked?.replaces ?? true) };
  if (!replaces) scrollTo(0, 0);
}

function write() {
  if (!asked) return;
  history[asked.replaces ? "replaceState" : "pushState"](history.state, "", asked.to);
  asked = null;
}

// Beside a list: `of` is the address that its rows are of. The back and the forward button ask for others.
export function Address({ of, onReturn }) {
  useLayoutEffect(write, [of]);
  useEffect(() => () => { asked = null; }, []);
  const returned = () => {
    asked = null;
    onReturn?.();
  };
  return <Return onReturn={returned} />;
}
