// Where everything is on a map of a given size: grids, estates, and a place for every home, aligned to whole pixels.
// The community says where a grid lies and how large it is; here that becomes boxes, and homes become neat rows.

const GAP = 7; // pixels between grids
const INSET = 5; // between a grid's edge and its estates
const STREET = 5; // between estates
const LEAST_PITCH = 2;
const LEAST_OBLONG = 6; // narrower spacings are the same both ways, or rows would look like lines

/** Geometry of a map. All lengths are device pixels; `scale` is device pixels per CSS pixel. */
export function layOut(community, width, height, scale, header) {
  const head = Math.round(header * scale);
  const seats = seatsOf(community);
  const pad = (GAP * scale) / 2;
  const frame = [pad, pad, width - 2 * pad, height - 2 * pad];
  const bounds = boundsOf(community.grids.map((grid) => grid.box));
  const estates = [];
  const grids = community.grids.map((grid) => {
    const box = whole(...moved(grid.box, bounds, frame));
    const inset = INSET * scale;
    const inner = [box[0] + inset, box[1] + head, box[2] - 2 * inset, box[3] - head - inset];
    for (const [at, cut] of cutUp(inner, grid.estates, seats.counts, STREET * scale)) {
      estates[at] = { box: whole(...cut), home: community.estates[at].box, seats: seats.counts[at] };
    }
    return { box, head };
  });
  const pitch = bestPitch(estates);
  for (const estate of estates) arrange(estate, pitch);
  const place = { x: new Int32Array(seats.total), y: new Int32Array(seats.total) };
  for (let seat = 0; seat < seats.total; seat += 1) {
    const estate = estates[seats.estate[seat]];
    const rank = seats.rank[seat];
    const row = Math.floor(rank / estate.columns);
    const along = rank % estate.columns;
    const column = row % 2 ? estate.columns - 1 - along : along; // to and fro, so that neighbours stay neighbours
    place.x[seat] = estate.left + column * pitch[0];
    place.y[seat] = estate.top + row * pitch[1];
  }
  return { width, height, scale, grids, estates, pitch, place, seats };
}

function whole(x, y, w, h) {
  return [Math.round(x), Math.round(y), Math.max(Math.round(w), 1), Math.max(Math.round(h), 1)];
}

function boundsOf(boxes) {
  const left = Math.min(...boxes.map((box) => box[0]));
  const top = Math.min(...boxes.map((box) => box[1]));
  const right = Math.max(...boxes.map((box) => box[0] + box[2]));
  const bottom = Math.max(...boxes.map((box) => box[1] + box[3]));
  return [left, top, right - left || 1, bottom - top || 1];
}

/** A grid's estates as boxes with room for their homes; each cut crosses the longer side. Yields [estate, box]. */
function cutUp(box, estates, homes, street) {
  if (estates.length === 1) return [[estates[0], box]];
  const many = (some) => some.reduce((sum, at) => sum + homes[at], 0);
  let half = 1;
  while (half < estates.length - 1 && many(estates.slice(0, half)) < many(estates) * 0.45) half += 1;
  const share = many(estates.slice(0, half)) / many(estates);
  const [x, y, w, h] = box;
  const [first, second] = w >= h
    ? [[x, y, (w - street) * share, h], [x + (w - street) * share + street, y, (w - street) * (1 - share), h]]
    : [[x, y, w, (h - street) * share], [x, y + (h - street) * share + street, w, (h - street) * (1 - share)]];
  return cutUp(first, estates.slice(0, half), homes, street).concat(cutUp(second, estates.slice(half), homes, street));
}

/** A box of one frame, in the other. */
function moved(box, from, to) {
  const across = to[2] / from[2];
  const down = to[3] / from[3];
  return [to[0] + (box[0] - from[0]) * across, to[1] + (box[1] - from[1]) * down, box[2] * across, box[3] * down];
}

/** Homes: people who live at the same place one after another share a seat. Kept, since it never changes. */
function seatsOf(community) {
  if (community.seats) return community.seats;
  const known = new Map();
  const counts = new Array(community.estates.length).fill(0);
  const of = new Int32Array(community.residents);
  const estate = [];
  const rank = [];
  for (let at = 0; at < community.residents; at += 1) {
    const key = (community.estate[at] * 65536 + community.x[at]) * 65536 + community.y[at];
    let seat = known.get(key);
    if (seat === undefined) {
      seat = estate.length;
      known.set(key, seat);
      estate.push(community.estate[at]);
      rank.push(counts[community.estate[at]]);
      counts[community.estate[at]] += 1;
    }
    of[at] = seat;
  }
  community.seats = { of, counts, estate, rank, total: estate.length };
  return community.seats;
}

/** The widest spacing, in whole pixels each way, with which every estate holds its homes. */
function bestPitch(estates) {
  let best = [LEAST_PITCH, LEAST_PITCH];
  for (let across = LEAST_PITCH; across < 40; across += 1) {
    for (const down of across < LEAST_OBLONG ? [across] : [across - 1, across, across + 1]) {
      const fits = estates.every(({ box, seats }) => Math.floor(box[2] / across) * Math.floor(box[3] / down) >= seats);
      if (fits && across * down > best[0] * best[1]) best = [across, down];
    }
  }
  return best;
}

/** The rows and columns of an estate's homes, in the middle of its box. */
function arrange(estate, pitch) {
  const [x, y, w, h] = estate.box;
  const most = Math.max(Math.floor(w / pitch[0]), 1);
  const rows = Math.max(Math.ceil(estate.seats / most), 1);
  estate.columns = Math.max(Math.ceil(estate.seats / Math.max(Math.floor(h / pitch[1]), rows)), 1);
  estate.columns = Math.min(Math.max(estate.columns, Math.ceil((estate.columns + most) / 2)), most);
  estate.rows = Math.ceil(estate.seats / estate.columns);
  estate.left = x + Math.floor((w - estate.columns * pitch[0]) / 2);
  estate.top = y + Math.floor((h - estate.rows * pitch[1]) / 2);
}

/** Where a point of the community (0–1 each way) lies on the map; it belongs to the estate whose box it is in. */
export function placeOf(layout, mark) {
  const inside = ([x, y, w, h]) => mark.x >= x && mark.y >= y && mark.x <= x + w && mark.y <= y + h;
  const estate = layout.estates.find(({ home }) => inside(home)) || layout.estates[0];
  return moved([mark.x, mark.y, 0, 0], estate.home, estate.box).slice(0, 2);
}

/** What is under a point: grid, estate and seat, each null where nothing is. */
export function under(layout, x, y) {
  const inside = ({ box }) => x >= box[0] && y >= box[1] && x < box[0] + box[2] && y < box[1] + box[3];
  const grid = layout.grids.findIndex(inside);
  const at = layout.estates.findIndex(inside);
  const found = { grid: grid < 0 ? null : grid, estate: at < 0 ? null : at, seat: null };
  if (at < 0) return found;
  const estate = layout.estates[at];
  const column = Math.floor((x - estate.left) / layout.pitch[0]);
  const row = Math.floor((y - estate.top) / layout.pitch[1]);
  if (column < 0 || column >= estate.columns || row < 0 || row >= estate.rows) return found;
  const rank = row * estate.columns + (row % 2 ? estate.columns - 1 - column : column);
  if (rank < estate.seats) found.seat = layout.seats.estate.length ? seatWith(layout.seats, at, rank) : null;
  return found;
}

function seatWith(seats, estate, rank) {
  if (!seats.table) {
    seats.table = seats.counts.map(() => []);
    seats.estate.forEach((home, seat) => { seats.table[home][seats.rank[seat]] = seat; });
  }
  return seats.table[estate][rank];
}

/** The residents of a seat who live there now. */
export function livingAt(community, residents, seat) {
  for (let at = 0; at < community.residents; at += 1) {
    if (community.seats.of[at] === seat && (residents[at] & 7) !== 0) return at;
  }
  return null;
}
