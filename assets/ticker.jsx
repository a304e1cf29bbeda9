import { useEffect } from "react";

// Asks the server again while it is on the page and the page is looked at.
export function Ticker({ every, onTick }) {
  useEffect(() => {
    const timer = setInterval(() => document.hidden || onTick?.(), every);
    return () => clearInterval(timer);
  }, [every]);
  return null;
}
