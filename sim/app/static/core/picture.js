// Pictures as they come over the wire: "GT", version, worlds, length of the header, header, then a byte per resident.

const VERSION = 1;
const FIXED = 8;
export const STAGE = 7; // bits of a resident's byte that say the stage; 0 is away
export const YOUNG = 5; // lives here, below the age of 12: in no stage yet
export const DIFFERS = 8;

export function readPicture(buffer) {
  const view = new DataView(buffer);
  if (view.getUint8(0) !== 71 || view.getUint8(1) !== 84 || view.getUint8(2) !== VERSION) return null;
  const worlds = view.getUint8(3);
  const length = view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, FIXED, length)));
  const from = FIXED + length;
  const residents = worlds ? (buffer.byteLength - from) / worlds : 0;
  header.worlds.forEach((world, at) => {
    world.residents = new Uint8Array(buffer, from + at * residents, residents);
  });
  return header;
}

/** The numbers in a base64 text. */
export function numbers(text, Kind) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  return new Kind(bytes.buffer);
}
