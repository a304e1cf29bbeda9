import { useEffect, useRef } from "react";

// Asks the server again while it is on the page and the page is looked at.
export function Ticker({ every, onTick }) {
  useEffect(() => {
    const timer = setInterval(() => document.hidden || onTick?.(), every);
    return () => clearInterval(timer);
  }, [every]);
  return null;
}

// Does something whenever a value is another than it was, once the page shows it.
export function Change({ of, onChange }) {
  const before = useRef(of);
  useEffect(() => {
    if (before.current !== of) onChange?.();
    before.current = of;
  }, [of]);
  return null;
}
