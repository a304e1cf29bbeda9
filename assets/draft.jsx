import { useEffect, useRef } from "react";

// What is typed in a form, by the form's name: kept while the page is drawn anew under it, as it is when a lost
// connection is back; good only for the same state of the same thing, which `of` tells.
const drafts = {};

export function Draft({ name, of }) {
  const here = useRef(null);
  useEffect(() => {
    const form = here.current.closest("form");
    if (!of) return; // nothing is loaded yet
    if (drafts[name]?.of !== of) drafts[name] = { of, typed: {} };
    const { typed } = drafts[name];
    const restore = () => {
      for (const [field, value] of Object.entries(typed)) {
        const box = form.elements[field];
        if (!box) continue;
        if (box.type === "checkbox") box.checked = value;
        else if (box.value !== value) box.value = value;
      }
    };
    const note = ({ target }) => {
      if (target.name) typed[target.name] = target.type === "checkbox" ? target.checked : target.value;
    };
    const watch = new MutationObserver(restore); // a select whose options went and came
    form.addEventListener("input", note);
    watch.observe(form, { childList: true, subtree: true });
    restore();
    return () => {
      form.removeEventListener("input", note);
      watch.disconnect();
    };
  }, [name, of]);
  return <span hidden ref={here} />;
}
