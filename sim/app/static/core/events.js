// Who wants to know what: the parts of the page speak through named events only.

const listeners = new Map();

export function on(name, work) {
  if (!listeners.has(name)) listeners.set(name, []);
  listeners.get(name).push(work);
}

export function tell(name, value) {
  for (const work of listeners.get(name) || []) work(value);
}
