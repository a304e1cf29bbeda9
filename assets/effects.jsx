import { useEffect, useRef } from "react";
import { useNavigate } from "react-router";

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

// A modal dialog, open as long as it is on the page. One that is left closes at once, and is taken off by the server's
// answer; one that is asked for again before that is drawn anew, and opens again. It is left as soon as somebody leaves
// it: what the browser says of a closed one may come later than the key that asks for it again.
export function Modal({ onLeave, children, ref: _, ...rest }) {
  const dialog = useRef(null), isLeft = useRef(false);
  useEffect(() => {
    if (dialog.current.open) return;
    isLeft.current = false;
    dialog.current.showModal();
  });
  const leave = ({ target }) => {
    if (target !== dialog.current || isLeft.current) return;
    isLeft.current = true;
    onLeave?.();
  };
  return <dialog ref={dialog} onCancel={leave} onClose={leave} {...rest}>{children}</dialog>;
}

// Follows the plain links of its rows without asking the server for them.
export function Rows({ children, className }) {
  const navigate = useNavigate();
  const follow = (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || link.hasAttribute("download")) return;
    event.preventDefault();
    navigate(link.getAttribute("href"));
  };
  return <tbody className={className} onClick={follow}>{children}</tbody>;
}

// Does something when the back or the forward button changes what the address says of the same page.
export function Return({ onReturn }) {
  useEffect(() => {
    const { pathname } = window.location;
    const returned = () => window.location.pathname === pathname && onReturn?.();
    window.addEventListener("popstate", returned);
    return () => window.removeEventListener("popstate", returned);
  }, []);
  return null;
}
