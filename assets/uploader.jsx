import { useEffect, useRef, useState } from "react";
import { sized } from "$/public/formats.jsx";

const AT_ONCE = 2;
const OPEN = ["waiting", "sending"];
const UNFIT = [413, 415]; // too large, or a program: sent again, it would be refused again

// Sends files as raw bodies, two at a time, each with a bar; what is there goes to `onDone` as [{id, name, size}],
// and with the form around it as `field`. Nothing here needs the websocket: it may come and go meanwhile.
export function Uploader({
  url, accept, maxBytes, several, invalid, describedBy, field, staged, language, words, classes, className, buttonClass, onDone, onRemove,
}) {
  const [items, setItems] = useState([]);
  const [over, setOver] = useState(false);
  const all = useRef([]), requests = useRef({}), serial = useRef(0), input = useRef(null);
  const show = (list) => { all.current = list; setItems(list); };
  const patch = (key, what) => show(all.current.map((i) => (i.key === key ? { ...i, ...what } : i)));
  const there = () => all.current.filter((i) => i.state === "there").map(({ id, name, size }) => ({ id, name, size }));
  const tell = () => onDone?.(there());

  useEffect(() => () => Object.values(requests.current).forEach((x) => x.abort()), []);
  useEffect(() => {
    // What this page sent stays as it is; what was there before is as the server says.
    const there = staged ?? [], kept = all.current.filter((i) => i.file || there.some((f) => f.id === i.id));
    const fresh = there.filter((f) => !kept.some((i) => i.id === f.id));
    show([...kept, ...fresh.map((f) => ({ ...f, key: f.id, state: "there" }))]);
  }, [staged]);

  const pump = () => {
    const room = AT_ONCE - Object.keys(requests.current).length;
    all.current.filter((i) => i.state === "waiting").slice(0, Math.max(room, 0)).forEach(send);
  };
  const send = ({ key, file }) => {
    const x = (requests.current[key] = new XMLHttpRequest()), begun = performance.now();
    const end = (what) => {
      delete requests.current[key];
      if (all.current.some((i) => i.key === key)) patch(key, what);
      pump();
    };
    x.upload.onprogress = (e) => {
      const seconds = (performance.now() - begun) / 1000, left = seconds * (e.total / e.loaded - 1);
      if (e.lengthComputable) patch(key, { percent: Math.floor((100 * e.loaded) / e.total), left: seconds > 1 ? Math.ceil(left) : null });
    };
    x.onload = () => {
      let answer = {};
      try { answer = JSON.parse(x.responseText); } catch { /* not JSON: the sentence below */ }
      if (x.status !== 201) return end({ state: UNFIT.includes(x.status) ? "unfit" : "refused", fault: answer.message || words.failed });
      end({ state: "there", id: answer.id, name: answer.name ?? file.name, size: answer.size });
      tell();
    };
    x.onerror = () => end({ state: "refused", fault: words.failed });
    x.onabort = () => end({ state: "refused", fault: words.stopped });
    x.open("PUT", url);
    x.setRequestHeader("Content-Type", "application/octet-stream");
    x.setRequestHeader("X-Language", language);
    x.setRequestHeader("X-File-Name", encodeURIComponent(file.name.toWellFormed?.() ?? file.name));
    patch(key, { state: "sending", percent: 0, left: null, fault: "" });
    x.send(file);
  };
  const add = (files) => {
    const chosen = several ? [...files] : [...files].slice(0, 1);
    if (!chosen.length) return;
    const fresh = chosen.map((file) => ({
      key: `new ${++serial.current}`, file, name: file.name, size: file.size,
      ...(maxBytes > 0 && file.size > maxBytes ? { state: "unfit", fault: words.tooLarge } : { state: "waiting" }),
    }));
    show(several ? [...all.current, ...fresh] : fresh);
    pump();
  };
  const remove = (item) => {
    show(all.current.filter((i) => i.key !== item.key));
    requests.current[item.key]?.abort();
    if (item.state === "there") { tell(); onRemove?.(item.id); }
    input.current?.focus();
  };
  const again = (item) => { patch(item.key, { state: "waiting", fault: "" }); pump(); input.current?.focus(); };

  const button = (item, word, act) => (
    <button type="button" className={buttonClass} aria-label={`${word} : ${item.name}`} onClick={act}>{word}</button>
  );
  const row = (item) => (
    <li key={item.key} className={classes.item}>
      <span className={classes.name}>{item.name} <span className={classes.note}>{sized(item.size, language)}</span></span>
      {item.state === "sending" && <progress max="100" value={item.percent} aria-label={item.name} className={classes.bar} />}
      <span className={classes.note}>
        {item.state === "waiting" && words.waiting}
        {item.state === "sending" && (item.left === null ? `${item.percent} %` : words.left.replace("{n}", item.left))}
        {item.state === "there" && words.there}
      </span>
      {item.state === "sending" && button(item, words.stop, () => requests.current[item.key]?.abort())}
      {item.state === "refused" && button(item, words.again, () => again(item))}
      {item.state !== "sending" && (several || item.state !== "there") && button(item, words.remove, () => remove(item))}
      {item.fault && <span role="alert" className={classes.fault}>{item.fault}</span>}
    </li>
  );
  const busy = items.some((i) => OPEN.includes(i.state)), ready = items.filter((i) => i.state === "there").length;
  return (
    <div
      className={`${className} ${over ? classes.over : ""}`}
      onDragOver={(e) => { e.preventDefault(); setOver(true); }}
      onDragLeave={(e) => e.currentTarget.contains(e.relatedTarget) || setOver(false)}
      onDrop={(e) => { e.preventDefault(); setOver(false); add(e.dataTransfer.files); }}
    >
      <p style={{ margin: 0, fontWeight: 600 }}>{words.drop}</p>
      <label className={buttonClass} style={{ position: "relative", overflow: "hidden" }}>
        {words.choose}
        <input
          type="file" ref={input} accept={accept || undefined} multiple={several} aria-label={words.choose}
          aria-invalid={invalid || undefined} aria-describedby={describedBy || undefined}
          onChange={(e) => { add(e.target.files); e.target.value = ""; }}
          style={{ position: "absolute", inset: 0, opacity: 0, cursor: "pointer" }}
        />
      </label>
      {items.length > 0 && <ul aria-label={words.files} aria-busy={busy} className={classes.list}>{items.map(row)}</ul>}
      <p role="status" className={classes.unseen}>{!busy && ready > 0 ? words.allThere : ""}</p>
      {field && <input type="hidden" name={field} value={items.filter((i) => i.state === "there" || OPEN.includes(i.state)).map((i) => i.id ?? "coming").join(",")} />}
    </div>
  );
}
