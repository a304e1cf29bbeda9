import { useRef, useState } from "react";

// Sends one file as a raw body, with a bar that can be stopped; the answer goes to `onDone` or is shown.
export function Uploader({ url, accept, maxBytes, language, words, className, buttonClass, onDone }) {
  const [sending, setSending] = useState(null);
  const [fault, setFault] = useState("");
  const request = useRef(null);
  const send = (file) => {
    if (!file) return;
    setFault("");
    if (file.size > maxBytes) return setFault(words.tooLarge);
    const x = (request.current = new XMLHttpRequest());
    x.upload.onprogress = (e) => e.lengthComputable && setSending({ name: file.name, percent: Math.floor((100 * e.loaded) / e.total) });
    x.onload = () => {
      setSending(null);
      let answer = {};
      try { answer = JSON.parse(x.responseText); } catch { /* not JSON: the sentence below */ }
      if (x.status === 201) onDone?.(answer.id);
      else setFault(answer.message || words.failed);
    };
    x.onerror = () => { setSending(null); setFault(words.failed); };
    x.onabort = () => { setSending(null); setFault(words.stopped); };
    x.open("PUT", url);
    x.setRequestHeader("Content-Type", "application/octet-stream");
    x.setRequestHeader("X-Language", language);
    x.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
    setSending({ name: file.name, percent: 0 });
    x.send(file);
  };
  return (
    <div className={className} onDragOver={(e) => e.preventDefault()} onDrop={(e) => { e.preventDefault(); send(e.dataTransfer.files[0]); }}>
      <p style={{ margin: 0, fontWeight: 600 }}>{words.drop}</p>
      <label className={buttonClass} style={{ position: "relative", overflow: "hidden" }}>
        {words.choose}
        <input
          type="file" accept={accept} aria-label={words.choose} onChange={(e) => { send(e.target.files[0]); e.target.value = ""; }}
          style={{ position: "absolute", inset: 0, opacity: 0, cursor: "pointer" }}
        />
      </label>
      {sending && (
        <div style={{ display: "flex", gap: 12, alignItems: "center", justifyContent: "center" }}>
          <span>{sending.name}</span>
          <progress max="100" value={sending.percent} aria-label={sending.name} />
          <button type="button" className={buttonClass} onClick={() => request.current?.abort()}>{words.stop}</button>
        </div>
      )}
      <p role="alert" style={{ margin: 0, color: "var(--bad)", fontWeight: 500 }}>{fault}</p>
    </div>
  );
}
